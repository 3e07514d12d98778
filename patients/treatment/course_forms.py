"""The forms for what a patient takes: a new course, another dose, the end, the response, errors."""

from decimal import Decimal
from typing import NamedTuple

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from guidelines.engine import wording
from guidelines.engine.formula import PER_WORDS
from patients.measurements import days
from patients.models import TreatmentCourse
from patients.treatment import course_rules
from patients.visits.orders import AMOUNT, WEEKDAYS

NOT_STATED = [("", "Not stated")]
ADEQUATE = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
UNITS = ["", "mg", "g", "micrograms", "mL", "units", "L"]
TIMES = [("", ""), *PER_WORDS.items()]


class Drug(NamedTuple):
    """What a course is of: a regimen of the guideline, or a drug by its name."""

    name: str
    regimen: str = ""
    unit: str = ""
    per: str = ""
    schedule: str = ""

    @property
    def measure(self):
        """What doses are counted in: 'mg a day'."""
        return f"{wording.unit(self.unit)} {PER_WORDS.get(self.per, self.per)}".strip()


def of_regimen(code, content):
    """The drug of a regimen, or None where the guideline has no such regimen."""
    row = next((row for row in content.regimens if row.code == code), None)
    part = course_rules.single_part(code, content)
    if row is None:
        return None
    unit, per = (part.unit, part.per) if part else ("", "")
    return Drug(row.name, code, unit, per, row.schedule)


def of_course(course):
    """The drug of a course that is recorded."""
    return Drug(course.name, course.regimen, course.unit, course.per, course.schedule)


class DayField(forms.CharField):
    """A day as people write it; one that may be read in two ways is refused."""

    def clean(self, value):
        text = super().clean(value).strip()
        if not text:
            return None
        day, refusal = days.read(text)
        if day is None:
            raise ValidationError(refusal)
        return day


class AmountField(forms.CharField):
    """A dose as a number above 0; nothing typed is None, for not known."""

    def clean(self, value):
        text = super().clean(value).strip()
        if text and (not AMOUNT.fullmatch(text) or not Decimal(text)):
            raise ValidationError("Write the dose as a number above 0, such as 12.5.")
        return Decimal(text) if text else None


class AdequateField(forms.ChoiceField):
    """Whether the dose was adequate: yes, no, or not known."""

    def clean(self, value):
        return {"yes": True, "no": False}.get(super().clean(value))


def _choices(choices, first=NOT_STATED):
    return [*first, *choices]


class CourseFormBase(forms.Form):
    """A form whose action may refuse by field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def details(self):
        """What the action records."""
        return self.cleaned_data

    def take(self, refusal):
        """Show what an action refused beside the fields."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class ResponseForm(CourseFormBase):
    """What came of a course: the 12-week rule needs both answers."""

    response = forms.ChoiceField(
        label="Response", required=False, choices=_choices(TreatmentCourse.Response.choices)
    )
    adequate_dose = AdequateField(label="Was the dose adequate?", required=False, choices=ADEQUATE)


class StopForm(ResponseForm):
    on = DayField(label="First day without it", help_text="For example: 22-Nov-2026")
    reason = forms.ChoiceField(
        label="Why it was stopped",
        choices=_choices(TreatmentCourse.StopReason.choices, [("", "Choose")]),
    )
    note = forms.CharField(
        label="In your words", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    knows_taper = forms.BooleanField(label="It is meant to stop without a taper", required=False)
    field_order = ["on", "knows_taper", "reason", "response", "adequate_dose", "note"]

    def __init__(self, *args, may_be_abrupt, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_be_abrupt:
            del self.fields["knows_taper"]


class ReopenForm(CourseFormBase):
    reason = forms.CharField(
        label="What was wrong with the stop", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ChangeForm(CourseFormBase):
    """Another dose from a day on."""

    on = DayField(label="From", help_text="The first day of this dose, for example: 22-Nov-2026")
    amount = AmountField(label="New dose", required=False)
    weekday = forms.ChoiceField(label="Weekday", choices=[(day, day) for day in WEEKDAYS])
    order = forms.CharField(
        label="New dose of each drug, with unit and how often", required=False, max_length=400
    )

    def __init__(self, drug, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _fit_dose(self, drug, "New dose")

    def clean(self):
        cleaned = super().clean()
        for name in ("amount", "order"):
            if name in self.fields and not self.errors and not cleaned.get(name):
                self.add_error(name, "Write the new dose.")
        return cleaned

    def details(self):
        """What the action records; a dose in words has no number."""
        return {"amount": None} | self.cleaned_data


def _fit_dose(form, drug, label):
    """Ask for a number in the drug's measure, or for words where it has none."""
    if drug.unit:
        form.fields["amount"].label = f"{label}, in {drug.measure}"
        form.fields["amount"].widget.attrs["inputmode"] = "decimal"
        del form.fields["order"]
    else:
        del form.fields["amount"]
    if drug.per != "week" or not drug.regimen:
        del form.fields["weekday"]


class CourseForm(ResponseForm):
    """A course from its first day, and its end if it has one."""

    start = DayField(label="First day", help_text="For example: 22-Nov-2026")
    amount = AmountField(
        label="First dose", required=False, help_text="Leave it empty if it is not known."
    )
    unit = forms.ChoiceField(label="Unit", required=False, choices=[(u, u) for u in UNITS])
    per = forms.ChoiceField(label="Per", required=False, choices=TIMES)
    weekday = forms.ChoiceField(
        label="Weekday", required=False, choices=[("", "Choose"), *((day, day) for day in WEEKDAYS)]
    )
    order = forms.CharField(
        label="Dose of each drug, with unit and how often", required=False, max_length=400
    )
    schedule = forms.CharField(label="How it is taken", required=False, max_length=500)
    stop = DayField(
        label="First day without it", required=False, help_text="Leave it empty while it goes on."
    )
    stop_reason = forms.ChoiceField(
        label="Why it was stopped", required=False,
        choices=_choices(TreatmentCourse.StopReason.choices),
    )  # fmt: skip
    is_other = forms.BooleanField(
        error_messages={"required": "Choose the drug that is offered, or tick that it is another."}
    )
    field_order = [
        "is_other", "start", "amount", "unit", "per", "weekday", "order", "schedule",
        "stop", "stop_reason", "response", "adequate_dose",
    ]  # fmt: skip

    def __init__(self, drug, *args, near="", **kwargs):
        super().__init__(*args, **kwargs)
        self.drug = drug
        self.fields["is_other"].label = f"It is another drug than {near}"
        if not near:
            del self.fields["is_other"]
        self.fields["schedule"].initial = drug.schedule
        if drug.regimen:
            _fit_dose(self, drug, "First dose")
            del self.fields["unit"], self.fields["per"]
        else:
            del self.fields["weekday"], self.fields["order"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("amount") is not None and not (self.drug.regimen or cleaned.get("unit")):
            self.add_error("unit", "Choose the unit of the dose.")
        if cleaned.get("stop") is None and cleaned.get("stop_reason") and "stop" not in self.errors:
            self.add_error("stop", "Write the first day without it.")
        return cleaned

    def details(self):
        """What the action records, with what the drug itself tells."""
        drug = self.drug
        own = {"name": drug.name, "regimen": drug.regimen, "unit": drug.unit, "per": drug.per}
        typed = {name: value for name, value in self.cleaned_data.items() if name != "is_other"}
        return own | typed


class TakeBackForm(CourseFormBase):
    reason = forms.CharField(
        label="What is wrong with it", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
