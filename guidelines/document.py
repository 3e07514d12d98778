"""A guideline version as a document to read: its rows, with every condition and limit in words."""

from dataclasses import fields
from typing import NamedTuple

from guidelines import frozen
from guidelines.engine import wording
from guidelines.engine.content import Element, Part
from guidelines.engine.expressions import parse
from guidelines.engine.formula import rule_text
from guidelines.engine.phrases import Phrases
from guidelines.engine.program import program
from guidelines.engine.sources import cited_below, numbered
from guidelines.engine.wording import amount, amounts, listed, unit
from guidelines.models import Appraisal, Block, DataElement, Recommendation
from guidelines.models.rows import Mark
from guidelines.said import said, spoken, translated

LABELS = {
    "mark": Mark,
    "urgency": Recommendation.Urgency,
    "type": DataElement.Type,
    "effect": Block.Effect,
}
LIMITS = {
    "hard_max": "never above {}",
    "hard_max_per_kg": "never above {} per kg",
    "soft_max": "usually up to {}",
    "soft_max_per_kg": "usually up to {} per kg",
}
CONDITIONS = ("when", "unless")
DATES = ("due", "review_by")
BROKEN = (ValueError, LookupError)
NOT_READABLE = "in words once every condition of this version can be read"


class Chapter(NamedTuple):
    """A part of the document: its anchor, its title, and whether it stands open on the page."""

    key: str
    title: str
    is_open: bool = False

    @property
    def template(self):
        return f"guidelines/_{self.key}.html"


CHAPTERS = (
    Chapter("scope", "Scope", True),
    Chapter("recommendations", "Recommendations", True),
    Chapter("regimens", "Regimens and doses"),
    Chapter("blocks", "What stands against a regimen"),
    Chapter("interplays", "Advice that meets"),
    Chapter("monitoring", "Monitoring"),
    Chapter("handouts", "What handouts say"),
    Chapter("conflicts", "Where sources disagree"),
    Chapter("gaps", "Open questions and who owns them"),
    Chapter("criteria", "Criteria and computed values"),
    Chapter("questions", "What is asked"),
    Chapter("statements", "The source document"),
    Chapter("attributes", "Source attributes of decision support"),
    Chapter("agree", "Self-appraisal by AGREE II"),
    Chapter("changes", "Change log"),
    Chapter("references", "References"),
    Chapter("drugs", "Drug names"),
)


def document(version) -> dict:
    """The rows of a version, collection by collection; conditions carry their phrase."""
    reader = _Reader(frozen.load(version))
    rows = reader.collections()
    for section in rows["sections"]:
        section["elements"] = [row for row in rows["elements"] if row["section"] == section["key"]]
    for gap in rows["gaps"]:
        gap |= _left_empty(gap, rows)
    rows["gaps"].sort(key=lambda gap: gap["statement"] is None)  # what the source leaves, first
    rows["attributes"], rows["agree"] = _by_instrument(rows["appraisals"])
    content = reader.content
    rows["languages"] = spoken(rows["languages"])
    translated(rows["patient_texts"], rows["languages"])
    rows["said"] = said(content, rows["patient_texts"])
    return rows | {"title": content.title, "notice": content.notice, "sources": reader.sources}


def about_recommendation(rows, key) -> dict | None:
    """All that a document says about one recommendation; None where it has none by that key."""
    found = next((row for row in rows["recommendations"] if row["key"] == key), None)
    if found is None:
        return None
    named = {key, *found["choose_from"]}
    codes = {c for row in rows["recommendations"] if row["key"] in named for c in row["regimens"]}
    about = {
        "regimens": [row for row in rows["regimens"] if row["code"] in codes],
        "blocks": [row for row in rows["blocks"] if codes & set(row["regimens"])],
        "interplays": [row for row in rows["interplays"] if key in row["recommendations"]],
        "monitoring": [row for row in rows["monitoring"] if codes & set(row["regimens"])],
        "conflicts": [row for row in rows["conflicts"] if row["key"] in found["conflicts"]],
        "statements": [row for row in rows["statements"] if row["key"] in found["statements"]],
    }
    shown = [found, *about.values()]
    keys = {*_named_sources(shown), *cited_below(shown)}
    sources = [source for source in rows["sources"] if source["key"] in keys]
    return about | {"row": found, "sources": sources}


def _named_sources(value):
    """The keys of the sources that rows name, and the rows below them."""
    if isinstance(value, dict):
        yield from (source["key"] for source in value.get("cited", ()))
        value = list(value.values())
    if isinstance(value, list | tuple):
        for below in value:
            yield from _named_sources(below)


class _Reader:
    """Makes the rows of one content readable."""

    def __init__(self, content):
        self.content = content
        self.sources = numbered(content)
        self.by_key = {row["key"]: row for row in self.sources}
        try:
            self.phrases = Phrases(program(content))
        except BROKEN:  # a draft may name what is not there yet
            self.phrases = None

    def collections(self):
        return {
            name: [self.readable(row) for row in getattr(self.content, name)]
            for name in frozen.nested(type(self.content))
        }

    def readable(self, row):
        """A row as values, with its conditions, codes, dates and sources in words."""
        values = {field.name: getattr(row, field.name) for field in fields(row)}
        for name in frozen.nested(type(row)):
            values[name] = [self.readable(below) for below in values[name]]
        for name, choices in LABELS.items():
            values[f"{name}_label"] = dict(choices.choices).get(values.get(name), "")
        values |= {f"{name}_phrase": self.phrase(values.get(name)) for name in CONDITIONS}
        values |= {f"{name}_day": _day(values.get(name)) for name in DATES}
        values["cited"] = [self.source(key) for key in values.get("sources", ())]
        if isinstance(row, Element):
            values["answers"] = _answers(row, values["type_label"])
        if isinstance(row, Part):
            values |= {"rule": rule_text(row), "limits": _limits(row), "rounded": _rounded(row)}
        if "says" in values:
            values["cited"] = [self.source(row.source)]
        return values

    def phrase(self, text):
        if not text:
            return ""
        if self.phrases is None:
            return NOT_READABLE
        try:
            return wording.capitalized(self.phrases.tree(parse(text)))
        except BROKEN:
            return NOT_READABLE

    def source(self, key):
        """A source by its key; without a number where the version does not list it."""
        return self.by_key.get(key, {"key": key, "n": None})


def _day(text):
    """A stored day as it is read; another text stays what it is."""
    try:
        return wording.date(text) if text else ""
    except ValueError:
        return text


def _left_empty(gap, rows):
    """The heading that the source leaves empty, and the advice that fills it, with its sources."""
    empty = (row for row in rows["statements"] if row["empty"] and row["key"] == gap["key"])
    statement = next(empty, None)
    if statement is None:
        return {"statement": None, "added": [], "cited": []}
    added = [row for row in rows["recommendations"] if gap["key"] in row["statements"]]
    cited = {source["key"]: source for row in added for source in row["cited"]}
    return {"statement": statement, "added": added, "cited": list(cited.values())}


def _by_instrument(appraisals):
    """The source attributes, and the items of AGREE II."""
    kinds = (Appraisal.Instrument.SOURCE_ATTRIBUTE, Appraisal.Instrument.AGREE_II)
    return [[row for row in appraisals if row["instrument"] == kind] for kind in kinds]


def _answers(element, kind):
    """The options, or the units and the range that is accepted."""
    if element.options:
        return listed([option.label for option in element.options], "or")
    units = listed([unit(code) for code in (element.unit, *(u.code for u in element.units))], "or")
    low, high = element.absolute_low, element.absolute_high
    accepted = "" if low is None or high is None else f"{amounts(low, high, element.unit)} accepted"
    return "; ".join(text for text in (kind, units, accepted) if text)


def _limits(part):
    values = {name: getattr(part, name) for name in LIMITS}
    return [
        LIMITS[name].format(amount(v, part.unit)) for name, v in values.items() if v is not None
    ]


def _rounded(part):
    """The step, and the strengths it is made of."""
    if part.step is None:
        return ""
    way = "down to" if part.rounding == "down" else "to"
    strengths = listed([amount(strength, part.unit) for strength in part.tablets])
    made_of = f", from {strengths}" if strengths else ""
    return f"{way} multiples of {amount(part.step, part.unit)}{made_of}"
