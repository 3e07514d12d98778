"""Signs that no reader sees, yet that can turn a dose around or hide a word from a search."""

import unicodedata

from django import forms

INVISIBLE = ("Cc", "Cf")  # Unicode's controls, those of the direction of writing among them
# Lines and tabs, and the two that join or part letters in some languages.
WANTED = "\t\n\r\u200c\u200d"


class VisibleForm(forms.ModelForm):
    """Refuses texts with invisible signs."""

    def clean(self):
        cleaned = super().clean()
        texts = {name: text for name, text in cleaned.items() if isinstance(text, str)}
        for name, text in texts.items():
            if sign := _first_invisible(text):
                told = f"Holds an invisible sign (U+{ord(sign):04X}): type this text anew."
                self.add_error(name, told)
        return cleaned


def _first_invisible(text):
    found = (s for s in text if unicodedata.category(s) in INVISIBLE and s not in WANTED)
    return next(found, "")
