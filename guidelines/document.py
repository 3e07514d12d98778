"""A guideline version as a document to read: its rows, with every condition and limit in words."""

from dataclasses import fields

from guidelines import frozen
from guidelines.engine.content import Element, Part
from guidelines.engine.formula import rule_text
from guidelines.engine.phrases import phrase
from guidelines.engine.wording import amount, amounts, listed, unit
from guidelines.models import Block, DataElement, Recommendation
from guidelines.models.rows import Mark

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


def document(version) -> dict:
    """The rows of a version, collection by collection; conditions carry their phrase."""
    content = frozen.load(version)
    rows = {
        name: [_readable(row, content) for row in getattr(content, name)]
        for name in frozen.nested(type(content))
    }
    for section in rows["sections"]:
        section["elements"] = [row for row in rows["elements"] if row["section"] == section["key"]]
    return rows | {"title": content.title, "notice": content.notice}


def _readable(row, content):
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    for name in frozen.nested(type(row)):
        values[name] = [_readable(below, content) for below in values[name]]
    if values.get("when"):
        values["phrase"] = phrase(values["when"], content)
    for name, choices in LABELS.items():
        values[f"{name}_label"] = dict(choices.choices).get(values.get(name), "")
    if isinstance(row, Element):
        values["answers"] = _answers(row, values["type_label"])
    if isinstance(row, Part):
        values |= {"rule": rule_text(row), "limits": _limits(row), "rounded": _rounded(row)}
    return values


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
