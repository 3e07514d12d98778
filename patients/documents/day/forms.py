"""The form that asks for the summaries of a day."""

from crispy_forms.helper import FormHelper
from django import forms

from patients.models import CareTeam


class DayForm(forms.Form):
    """A day and one of the user's care teams."""

    day = forms.DateField(
        label="Day", widget=forms.DateInput(format="%d-%b-%Y"),
        help_text="On which the consultations were signed, for example: 22-Nov-2026",
        error_messages={"invalid": "This is not a date. Write it like 22-Nov-2026."},
    )  # fmt: skip
    care_team = forms.ModelChoiceField(CareTeam.objects.none(), label="Care team", empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["care_team"].queryset = CareTeam.objects.filter(members=user)
        self.helper = FormHelper()
        self.helper.form_tag = False
