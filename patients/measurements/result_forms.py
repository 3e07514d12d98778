"""The form for one result of one test."""

from crispy_forms.helper import FormHelper
from django import forms

from guidelines.engine import wording
from patients.measurements import entries, laboratory

YES_NO = [("yes", "Yes"), ("no", "No")]


class ResultForm(forms.Form):
    """Day and value of a test; number, unit and upper limit, or one of its answers."""

    date = forms.CharField(
        label="Day", required=False, help_text="The day of the sample, for example: 22-Nov-2026"
    )
    value = forms.CharField(label="Value", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)
    limit = forms.CharField(
        label="Upper limit of the laboratory", required=False, help_text="In the same unit."
    )
    laboratory = forms.CharField(label="Laboratory", required=False)

    def __init__(self, element, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.element = element
        if element.type in entries.NUMBERS:
            self._ask_for_a_number()
        else:
            self._offer_answers()
        if not element.limit:
            del self.fields["limit"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def _ask_for_a_number(self):
        units = [(code, wording.unit(code)) for code in laboratory.units(self.element)]
        if len(units) > 1:
            self.fields["unit"].choices = units
            return
        del self.fields["unit"]
        if units and units[0][1]:
            self.fields["value"].label = f"Value in {units[0][1]}"

    def _offer_answers(self):
        del self.fields["unit"]
        labels = entries.offered(self.element)
        choices = [(label, label) for label in labels] or YES_NO
        self.fields["value"] = forms.ChoiceField(
            label="Result", choices=choices, required=False, widget=forms.RadioSelect
        )

    def cells(self):
        """What was typed, as a row."""
        own = {name: self.data.get(name, "") for name in self.fields}
        own.setdefault("unit", self.element.unit)
        return entries.Cells(test=self.element.key, **own)

    def take(self, entry):
        """Show what is wrong with the row beside the fields."""
        for cell, error in entry.errors.items():
            self.add_error(cell if cell in self.fields else None, error)
