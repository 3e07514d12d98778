"""Forms of authors refuse signs that no reader sees."""

from django import forms

from ..engine.invisible import first_invisible


class VisibleForm(forms.ModelForm):
    """Refuses texts with invisible signs."""

    def clean(self):
        cleaned = super().clean()
        texts = {name: text for name, text in cleaned.items() if isinstance(text, str)}
        for name, text in texts.items():
            if sign := first_invisible(text):
                self.add_error(name, f"Holds an invisible sign ({sign}): type this text anew.")
        return cleaned
