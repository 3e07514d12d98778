"""What is typed into the taper planner: the pattern with its frame, and one line for each step."""

from django import forms
from django.core.exceptions import ValidationError

from guidelines.engine import wording
from guidelines.engine.history import Step
from guidelines.engine.instruments.instrument import InputError
from guidelines.engine.instruments.taper import LARGEST_START_MG, PATTERNS, SMALLEST_START_MG
from guidelines.engine.sources import MARK_LABELS
from guidelines.engine.taper_plan import draw
from patients.treatment.course_forms import DayField
from patients.treatment.tapers import OFFERED_MG
from patients.visits import numerals

LONGEST_WEEKS = 26
SHAPES = ("pattern", "start_mg", "floor_mg", "on", "weeks")  # a change of these draws anew


class DoseField(forms.DecimalField):
    """Milligrams a day; a decimal comma is read, and refused where it may be another sign."""

    def __init__(self, **kwargs):
        messages = {"required": "Write the dose in mg.", "invalid": "Write a number, such as 12.5."}
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
        error_messages={"required": "Choose a pattern."},
    )
    start_mg = DoseField(
        label="Start dose, mg a day", min_value=SMALLEST_START_MG, max_value=LARGEST_START_MG
    )
    on = DayField(label="From", help_text="For example: 22-Nov-2026")
    weeks = forms.IntegerField(
        label="Weeks at this dose first",
        min_value=0,
        max_value=LONGEST_WEEKS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="0: the first reduction is on that day.",
    )
    floor_mg = DoseField(label="Floor, mg a day", help_text="Usually 5 to 10 mg.")
    strengths = forms.TypedMultipleChoiceField(
        label="Tablets in stock",
        coerce=lambda text: next(mg for mg in OFFERED_MG if str(mg) == text),
        choices=[(str(mg), wording.amount(mg, "mg")) for mg in OFFERED_MG],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the tablets in stock."},
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

    on_field, amount_field = DayField(), DoseField()

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
