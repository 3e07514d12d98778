"""What is typed into the taper planner: the pattern with its frame, and one line for each step."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from guidelines.engine import wording
from guidelines.engine.history import Step
from guidelines.engine.instruments.instrument import InputError
from guidelines.engine.instruments.taper import LARGEST_START_MG, PATTERNS, SMALLEST_START_MG
from guidelines.engine.sources import MARK_LABELS
from guidelines.engine.taper_checks import AHEAD, TOO_FAR
from guidelines.engine.taper_plan import draw
from patients.treatment.course_forms import DayField
from patients.treatment.tapers import OFFERED_MG
from patients.visits import numerals

LONGEST_WEEKS = 26
WEEKS = f"Write 0 to {LONGEST_WEEKS} weeks."
SHAPES = ("pattern", "start_mg", "floor_mg", "on", "weeks")  # a change of these draws anew


class PlannedDayField(DayField):
    """A day of the plan; one that is years away is refused before anything is drawn from it."""

    def __init__(self, **kwargs):
        super().__init__(error_messages={"required": "Write the date."}, **kwargs)

    def clean(self, value):
        day = super().clean(value)
        if day and day - timezone.localdate() > AHEAD:
            raise ValidationError(TOO_FAR)
        return day


class DoseField(forms.DecimalField):
    """Milligrams a day; a decimal comma is read, and refused where it may be another sign."""

    def __init__(self, **kwargs):
        number = "Write a number, such as 12.5."
        messages = dict.fromkeys(("invalid", "max_digits", "max_whole_digits"), number)
        messages |= {
            "required": "Write the dose in mg.",
            "min_value": "Write %(limit_value)s mg or more.",
            "max_value": "Write %(limit_value)s mg or less.",
            "max_decimal_places": "Write two decimals at most.",
        }
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        about = {"max_digits": 6, "decimal_places": 2, "min_value": 0, "widget": widget}
        super().__init__(error_messages=messages, **about | kwargs)

    def to_python(self, value):
        text, doubt = numerals.from_spreadsheet(str(value or "").strip())
        if doubt:
            raise ValidationError(doubt)
        return super().to_python(text)


def _labeled(rule):
    source = f": {rule.source}" if rule.source else ""
    return f"{rule.label} ({MARK_LABELS[rule.mark]}{source})"


class TaperForm(forms.Form):
    """Pattern, start and floor of a taper, and the tablets in stock."""

    pattern = forms.ChoiceField(
        choices=[(key, _labeled(rule)) for key, rule in PATTERNS.items()],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a pattern."),
    )
    start_mg = DoseField(
        label="Start dose, mg a day", min_value=SMALLEST_START_MG, max_value=LARGEST_START_MG
    )
    on = PlannedDayField(label="From", help_text="For example: 22-Nov-2026")
    weeks = forms.IntegerField(
        label="Weeks at this dose first",
        min_value=0,
        max_value=LONGEST_WEEKS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="0: the first reduction is on that day.",
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WEEKS),
    )
    floor_mg = DoseField(label="Floor, mg a day", help_text="Usually 5 to 10 mg.")
    strengths = forms.TypedMultipleChoiceField(
        label="Tablets in stock",
        coerce=lambda text: next(mg for mg in OFFERED_MG if str(mg) == text),
        choices=[(str(mg), wording.amount(mg, "mg")) for mg in OFFERED_MG],
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Tick the tablets in stock."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["aria-describedby"] = f"hint-{name} msg-{name}"

    def clean(self):
        """Draw the steps, so that what cannot be drawn is said at its field."""
        found = super().clean()
        self.drawn = []
        if any(name not in found for name in SHAPES):
            return found
        try:
            frame = (found[name] for name in SHAPES)
            self.drawn = draw(*frame)
        except InputError:
            low = max(PATTERNS[found["pattern"]].ends_at_mg or 0, found["floor_mg"])
            text = f"This taper ends at {wording.amount(low, 'mg')}: begin above it."
            self.add_error("start_mg", text)
        return found

    @property
    def shape(self):
        """What the steps were drawn from, to notice a change."""
        values = (self[name].value() for name in SHAPES)
        return " ".join("" if value is None else str(value).strip() for value in values)


class Line:
    """One step as typed; `step` is None while it cannot be read, `errors` says why."""

    on_field, amount_field = PlannedDayField(), DoseField()

    def __init__(self, on, amount):
        self.on, self.amount = on, amount
        self.errors = []
        day, mg = self._read(self.on_field, on), self._read(self.amount_field, amount)
        self.step = None if self.errors else Step(day, mg)

    @classmethod
    def of(cls, step):
        """A step as it would be typed."""
        return cls(wording.date(step.on), wording.number(step.amount))

    def _read(self, field, text):
        try:
            return field.clean(text)
        except ValidationError as error:
            self.errors += error.messages
        return None
