"""Answers: between what is typed in the form and the findings of an encounter.

A refused answer is kept as typed, with the reason and without a value: nothing typed is lost, no
impossible value enters the plan, and the consultation is not signed until it is corrected.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from guidelines.engine import intake, wording
from guidelines.engine.content import Element
from patients.visits import medicines, numerals

UNKNOWN = intake.UNKNOWN
DAY_OF_VALUE = Element(key="day", label="Day of the value", section="", type="date", why="")
STRANGE = "Not recognized: say what {names} belongs to, so that it is never read as 'no'."
NO_CLASS = "none"
TWICE = "This answer arrived more than once. Enter it again."
LONGEST = 5000  # characters of one answer
TOO_LONG = "This text is too long."


@dataclass
class Answer:
    """One answer: `typed` is text, or a list of codes; `error` says why it is refused.

    `day` is the day of the value as typed, empty for today; `on` the same as a date.
    """

    element: object
    typed: object = ""
    unit: str = ""
    value: object = None
    error: str = ""
    day: str = ""
    on: str = ""
    medicines: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)

    @property
    def is_refused(self):
        return bool(self.error) and self.value is None

    @property
    def is_given(self):
        """Whether anything was answered, be it 'not known' or something refused."""
        return self.value is not None or self.is_refused

    @property
    def is_unknown(self):
        return self.value == UNKNOWN

    @property
    def is_none(self):
        """Whether a list was answered with 'none'."""
        return self.value == []

    @property
    def is_text(self):
        return isinstance(self.typed, str) and self.typed != UNKNOWN

    @property
    def chosen(self):
        """The words of a list as typed."""
        return self.typed if isinstance(self.typed, list) else []

    @property
    def others(self):
        """The words of an open list beyond its options, as one text."""
        known = {option.code for option in self.element.options}
        return ", ".join(word for word in self.chosen if word not in known)

    @property
    def strange(self):
        """The names whose meaning nobody has stated."""
        return [row for row in self.medicines if not row.words and row.name not in self.kept]

    def finding(self):
        """What the encounter stores; None for a question not asked."""
        if not self.is_given:
            return None
        finding = {"typed": self.typed, "unit": self.unit}
        finding |= {"error": self.error} if self.is_refused else {"value": plain(self.value)}
        optional = {"day": self.day, "on": self.on, "kept": self._stated()}
        return finding | {name: value for name, value in optional.items() if value}

    def _stated(self):
        """What each name stands for that the list itself does not know."""
        if is_medicines(self.element):
            return self.kept
        return {row.name: list(row.words) for row in self.medicines if row.words} | self.kept


def has_day(element):
    """Whether a value ages, so that the day it is from may be typed."""
    return bool(element.max_age_days)


def is_medicines(element):
    """Whether an element is a list of medicine names: a list without options of its own."""
    return element.type == "list" and not element.options


def has_names(element):
    """Whether an element is a list to which names beyond its options may be added."""
    return element.type == "list" and element.open_list


def offered(element, content):
    """The words that may be stated for an unrecognized name, with their labels."""
    if is_medicines(element):
        return medicines.classes(content)
    return [(option.code, option.label) for option in element.options]


def read(element, typed, *, unit="", of="", kept=None, content=None, day=None):
    """An answer from what was typed, on `day`.

    `of` is the typed day of the value; `kept` the words stated for unrecognized names.
    """
    if any(len(text) > LONGEST for text in (typed, of, unit)):
        return Answer(element, error=TOO_LONG)
    if has_names(element) and typed not in ("", UNKNOWN, []):
        return _read_names(element, typed, kept or {}, content)
    number = element.type in ("quantity", "integer") and isinstance(typed, str)
    if number and (doubt := numerals.doubt(typed)):
        return Answer(element, typed, unit, error=doubt, day=of)
    reading = intake.read(element, numerals.ungrouped(typed) if number else typed, unit, day)
    of_day = intake.read(DAY_OF_VALUE, of, "", day)
    error = reading.error or (of_day.error if reading.value is not None else "")
    value = None if error else reading.value
    return Answer(element, typed, unit, value, error, day=of, on=of_day.value or "")


def _read_names(element, typed, kept, content):
    codes, found = _names(element, typed, content)
    names = {row.name for row in found if not row.words}
    kept = {name: words for name, words in kept.items() if name in names}
    words = {*codes, *(word for row in found for word in row.words or [row.name])}
    words.update(word for stated in kept.values() for word in stated)
    answer = Answer(element, typed, value=sorted(words), medicines=found, kept=kept)
    if answer.strange:
        shown = " and ".join(f"“{row.name}”" for row in answer.strange)
        answer.error = STRANGE.format(names=shown)
    return answer


def _names(element, typed, content):
    """The options chosen in an open list, and its further names."""
    if is_medicines(element):
        return [], medicines.read(typed, content)
    by_name = {name.lower(): o.code for o in element.options for name in (o.code, o.label)}
    chosen = [" ".join(word.split()).lower() for word in typed]
    codes = [by_name[word] for word in chosen if word in by_name]
    further = [word for word in dict.fromkeys(chosen) if word not in by_name]
    return codes, [medicines.among(word, set(by_name.values()), content) for word in further]


def from_finding(element, finding, *, content, day):
    """The answer behind a finding, with the same messages as when it was typed."""
    if finding is None:
        return Answer(element)
    typed = finding.get("typed")
    if not isinstance(typed, str | list):
        typed = as_typed(element, finding["value"])
    return read(
        element, typed, unit=finding.get("unit", ""), of=finding.get("day", ""),
        kept=finding.get("kept"), content=content, day=day,
    )  # fmt: skip


def is_posted(element, data):
    """Whether a form holds this question; one that it leaves out keeps its answer."""
    parts = ("", "-other", "-unknown", "-none")
    return any(f"{element.key}{part}" in data for part in parts)


def from_post(element, data, *, before, content, day):
    """The answer in a posted form. `before` is the stored finding, for words stated earlier."""
    if _comes_twice(element, data):
        return Answer(element, error=TWICE)
    return read(
        element,
        _posted(element, data),
        unit=data.get(f"{element.key}-unit", element.unit),
        of=data.get(f"{element.key}-day", "").strip(),
        kept=(before or {}).get("kept", {}) | _stated_words(element, data, content),
        content=content,
        day=day,
    )


def _comes_twice(element, data):
    parts = ["-unit", "-day", "-other", *([] if element.options and _is_list(element) else [""])]
    return any(len(data.getlist(f"{element.key}{part}")) > 1 for part in parts)


def _is_list(element):
    return element.type == "list"


def _posted(element, data):
    key = element.key
    if _is_list(element) and element.options:
        others = data.get(f"{key}-other", "").split(",")
        chosen = [word.strip() for word in [*data.getlist(key), *others]]
        return [word for word in chosen if word] or _special(data, key)
    typed = data.get(key, "").replace("\r\n", "\n")  # as forms send the lines of a text
    return typed.strip() or _special(data, key)


def _special(data, key):
    if data.get(f"{key}-unknown"):
        return UNKNOWN
    return [] if data.get(f"{key}-none") else ""


def _stated_words(element, data, content):
    """Words ticked for unrecognized names; 'none of these' is an empty list."""
    if not has_names(element):
        return {}
    names = [name.lower() for name in data.getlist(f"{element.key}-strange")]
    ticked = {n: data.getlist(f"{element.key}-classes-{i}") for i, n in enumerate(names)}
    known = {code for code, _ in offered(element, content)}
    return {
        name: [word for word in words if word != NO_CLASS]
        for name, words in ticked.items()
        if words and {*words} <= known | {NO_CLASS, medicines.nearest(name, content)}
    }


def plain(value):
    """A value as a finding stores it: numbers as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value


def as_typed(element, value):
    """What somebody would type for a value."""
    if value and is_medicines(element) and isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, list) else str(value)


def as_text(element, finding):
    """A finding in the words of the form: the option's label, or the number with its unit."""
    labels = {option.code: option.label for option in element.options} | {UNKNOWN: "not known"}
    value, typed = finding.get("value"), finding.get("typed")
    if value is None:
        return str(typed)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_medicines(element) and isinstance(typed, str) and value != UNKNOWN:
        return ", ".join(typed.splitlines())
    if isinstance(value, list):
        return ", ".join(labels.get(word, word) for word in value) or "none"
    if element.type in ("quantity", "integer") and value != UNKNOWN:
        return f"{typed or value} {wording.unit(finding.get('unit') or element.unit)}".strip()
    if element.type == "date" and value != UNKNOWN:
        return wording.date(value)
    return labels.get(value, str(value))
