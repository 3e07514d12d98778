"""Answers: between what is typed in the form and the findings of an encounter.

A refused answer is kept as typed and counts as not known, so that nothing typed is lost and no
impossible value enters the plan.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from guidelines.engine import intake
from guidelines.engine.content import Element
from patients import medicines

UNKNOWN = intake.UNKNOWN
DAY_OF_VALUE = Element(key="day", label="Day of the value", section="", type="date", why="")
STRANGE = "Not in the drug table: say what {names} belongs to, so that it is never read as 'no'."


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
    def is_given(self):
        """Whether the question was answered, be it with 'not known'."""
        return self.value is not None

    @property
    def is_unknown(self):
        return self.value == UNKNOWN and not self.error

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
        """The names of medicines whose classes nobody has stated."""
        found = [medicine.name for medicine in self.medicines if not medicine.words]
        return [name for name in found if name not in self.kept]

    def finding(self, day):
        """What the encounter stores; None for a question not asked."""
        if self.value is None:
            return None
        finding = {"value": _plain(self.value), "typed": self.typed, "unit": self.unit}
        if self.day:
            finding["day"] = self.day
        if self.on:
            finding["on"] = self.on
        if self.kept:
            finding["kept"] = self.kept
        if self.kept and not self.strange:
            finding["confirmed"] = day.isoformat()
        return finding


def has_day(element):
    """Whether a value ages, so that the day it is from may be typed."""
    return bool(element.max_age_days)


def is_medicines(element):
    """Whether an element is a list of medicine names: a list without options of its own."""
    return element.type == "list" and not element.options


def read(element, typed, *, unit="", of="", kept=None, content=None, day=None):
    """An answer from what was typed, on `day`.

    `of` is the typed day of the value; `kept` the classes stated for unrecognized medicines.
    """
    if is_medicines(element) and isinstance(typed, str) and typed not in ("", UNKNOWN):
        return _read_medicines(element, typed, kept or {}, content)
    reading, of_day = intake.read(element, typed, unit, day), intake.read(DAY_OF_VALUE, of, "", day)
    error = reading.error or (of_day.error if reading.value is not None else "")
    value = UNKNOWN if error else reading.value
    return Answer(element, typed, unit, value, error, day=of, on=of_day.value or "")


def _read_medicines(element, text, kept, content):
    found = medicines.read(text, content)
    names = {medicine.name for medicine in found if not medicine.words}
    kept = {name: classes for name, classes in kept.items() if name in names}
    words = {word for medicine in found for word in medicine.words or [medicine.name]}
    words.update(word for classes in kept.values() for word in classes)
    answer = Answer(element, text, "", sorted(words), medicines=found, kept=kept)
    if answer.strange:
        answer.error = STRANGE.format(names=" and ".join(answer.strange))
    return answer


def from_finding(element, finding, *, content, day):
    """The answer behind a finding, with the same messages as when it was typed."""
    if finding is None:
        return Answer(element)
    typed = finding.get("typed")
    if typed is None:
        typed = _typed(finding["value"])
    return read(
        element, typed, unit=finding.get("unit", ""), of=finding.get("day", ""),
        kept=finding.get("kept"), content=content, day=day,
    )  # fmt: skip


def from_post(element, data, *, before, content, day):
    """The answer in a posted form. `before` is the stored finding, for classes stated earlier."""
    return read(
        element,
        _posted(element, data),
        unit=data.get(f"{element.key}-unit", element.unit),
        of=data.get(f"{element.key}-day", "").strip(),
        kept=(before or {}).get("kept", {}) | _stated_classes(element, data),
        content=content,
        day=day,
    )


def _posted(element, data):
    key = element.key
    if element.type == "list" and element.options:
        others = [word.strip() for word in data.get(f"{key}-other", "").split(",")]
        chosen = [*data.getlist(key), *[word for word in others if word]]
        return chosen or _special(data, key)
    return data.get(key, "").strip() or _special(data, key)


def _special(data, key):
    if data.get(f"{key}-unknown"):
        return UNKNOWN
    return [] if data.get(f"{key}-none") else ""


def _stated_classes(element, data):
    """Classes ticked for unrecognized medicines; 'none of these' is an empty list."""
    if not is_medicines(element):
        return {}
    names = data.getlist(f"{element.key}-strange")
    ticked = {n: data.getlist(f"{element.key}-classes-{i}") for i, n in enumerate(names)}
    return {name: [c for c in found if c != "none"] for name, found in ticked.items() if found}


def _plain(value):
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value


def _typed(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, list) else str(value)
