"""The forms: a patient's record, and one form for each section of a guideline's questions."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import get_template

from guidelines.engine import wording
from patients.models import CareTeam, Patient
from patients.visits import answers

TEMPLATES = {"boolean": "choice", "integer": "quantity", "date": "text"}
MUSCLE = "mmt8_"  # the one instrument with a layout of its own
MUSCLE_TOTAL = "mmt8_80"


class PatientForm(forms.ModelForm):
    """A new patient, in one of the user's care teams."""

    class Meta:
        model = Patient
        fields = [
            "family_name", "given_name", "record_number", "birth_date", "sex_at_birth", "care_team",
        ]  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        teams = CareTeam.objects.filter(members=user)
        self.fields["care_team"].queryset = teams
        self.fields["care_team"].initial = teams.first()
        self.helper = FormHelper()
        self.helper.form_tag = False


class AnswerField(forms.Field):
    """One question of the guideline. Its value is an `Answer`; it is never required."""

    is_open = True
    last = ""
    message = None
    classes = ()

    def __init__(self, element, read):
        super().__init__(required=False, label=element.label, widget=AnswerWidget(read))
        self.element = element
        self.template = _template(element)
        self.has_day = answers.has_day(element)
        self.options = _options(element)
        self.units = [(code, wording.unit(code)) for code in _unit_codes(element)]

    def clean(self, answer):
        if answer.error:
            raise ValidationError(answer.error)
        return answer


class AnswerWidget(forms.Widget):
    """Reads the several inputs of one question; its template is chosen in the layout."""

    def __init__(self, read):
        super().__init__()
        self.read = read

    def value_from_datadict(self, data, files, name):
        return self.read(data)


def _options(element):
    """What a segmented control offers, from the first answer to 'not asked'."""
    if element.type == "boolean":
        codes = [("yes", "Yes"), ("no", "No")]
    else:
        codes = [(option.code, option.label) for option in element.options]
    if not any(option.unknown for option in element.options):
        codes.append((answers.UNKNOWN, "Not known"))
    return [*codes, ("", "Not asked")]


def _unit_codes(element):
    codes = [element.unit, *[unit.code for unit in element.units]]
    return [code for code in codes if code]


class SectionForm(forms.Form):
    """The questions of one section, with the answers of an encounter or of a post."""

    def __init__(self, elements, *, content, findings, day, data=None):
        super().__init__(data, auto_id="id_%s")
        about = {"content": content, "day": day}
        for element in elements:
            finding = findings.get(element.key)
            field = AnswerField(element, self._reader(element, finding, about))
            field.initial = answers.from_finding(element, finding, **about)
            if answers.has_names(element):
                field.classes = answers.offered(element, content)
            self.fields[element.key] = field
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = _layout(elements)

    @staticmethod
    def _reader(element, finding, about):
        def read(data):
            if answers.is_posted(element, data):
                return answers.from_post(element, data, before=finding, **about)
            return answers.from_finding(element, finding, **about)

        return read

    def findings(self):
        """What the encounter would store of every answer posted."""
        posted = [key for key, f in self.fields.items() if answers.is_posted(f.element, self.data)]
        return {key: self.answer(key).finding() for key in posted}

    def refused(self):
        """The answers that were not accepted."""
        return [answer for answer in map(self.answer, self.fields) if answer.is_refused]

    def answer(self, key):
        """The answer shown for a question: as posted, else as stored."""
        return self[key].value()


def _layout(elements):
    muscles = [element.key for element in elements if _is_muscle(element.key)]
    rows, placed = [], False
    for element in elements:
        if element.key not in muscles:
            rows.append(Field(element.key, template=_template(element)))
        elif not placed:
            rows.append(MuscleGrid(muscles))
            placed = True
    return Layout(*rows)


def _is_muscle(key):
    return key.startswith(MUSCLE) and key != MUSCLE_TOTAL


def _template(element):
    name = TEMPLATES.get(element.type, element.type)
    if _is_muscle(element.key):
        name = "_muscle"
    if answers.is_medicines(element):
        name = "medicines"
    return f"patients/questions/{name}.html"


class MuscleGrid(LayoutObject):
    """Manual muscle testing as a table: a row for each muscle, a column for each side."""

    template = "patients/questions/mmt8.html"

    def __init__(self, keys):
        self.keys = keys
        self.fields = []

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        form.rendered_fields.update(self.keys)
        fields = [form[key] for key in self.keys]
        rows = _muscles(fields)
        middle = (len(rows) + 1) // 2
        is_open = any(field.field.is_open for field in fields)
        context.update({"halves": [rows[:middle], rows[middle:]], "is_open": is_open})
        return get_template(self.template).render(context.flatten())


def _muscles(fields):
    """Rows of (name, right, left); the neck has no side and stands in the first column."""
    sides = {field.name.removeprefix(MUSCLE)[2:]: {} for field in fields if _side(field)}
    for field in fields:
        if side := _side(field):
            sides[field.name.removeprefix(MUSCLE)[2:]][side] = field
    rows = [(field.label, field, None) for field in fields if not _side(field)]
    for pair in sides.values():
        rows.append((pair["r"].label.rsplit(",", 1)[0], pair["r"], pair["l"]))
    return rows


def _side(field):
    start = field.name.removeprefix(MUSCLE)[:2]
    return start[0] if start in ("r_", "l_") else ""


def running_total(form):
    """The muscles entered so far, as a sentence; empty where the section has none."""
    keys = [key for key in form.fields if _is_muscle(key)]
    given = [form.answer(key) for key in keys]
    values = [int(a.value) for a in given if a.value not in (None, answers.UNKNOWN)]
    if not keys or not values:
        return ""
    return f"{len(values)} of {len(keys)} muscles entered, {sum(values)} points so far"
