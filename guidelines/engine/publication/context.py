"""Does anything use the answer to every question that is asked?"""

from ..dosing import inputs
from ..expressions import Call, Comparison, Membership, Word, leaves, parse
from ..logic import LISTS
from .obstacle import Obstacle
from .rows import all_rows


def context(content, on, before=()):
    """Elements that nothing uses and that are not marked as recorded for context.

    Used is what a condition of a rule, block, gate, interplay, adjustment, monitoring row or of a
    criterion they name asks for, what a derived value or a dose is computed from, what a
    monitoring row follows, and the laboratory limit of an element that is used.
    """
    used = _used(content)
    for row in content.elements:
        if row.key not in used and not row.context_only:
            yield Obstacle(
                kind="context",
                text="nothing uses this answer; mark it as recorded for context, or remove it",
                collection="elements",
                key=row.key,
                field="context_only",
            )


def _used(content):
    used = _from_rules(content)
    used.update(key for row in content.derived for key in row.inputs)
    used.update(key for row in content.monitoring for key in row.elements)
    parts = (part for row in content.regimens for part in row.parts)
    used.update(key for part in parts for key in inputs(part))
    used.update(row.limit for row in content.elements if row.key in used and row.limit)
    return used


def _from_rules(content):
    """All names that the conditions of rules ask for, and the criteria that these name."""
    criteria = {row.key: row.when for row in content.criteria}
    rows = (place.row for place in all_rows(content) if place.kind != "criteria")
    open_texts = [getattr(row, field, "") for row in rows for field in ("when", "unless")]
    used = set()
    while open_texts:
        if text := open_texts.pop():
            named = set(_names(text)) - used
            used |= named
            open_texts += [criteria[name] for name in named if name in criteria]
    return used


def _names(text):
    """Every element, derived value and criterion that a condition asks for."""
    for leaf in leaves(parse(text)):
        if isinstance(leaf, Call):
            yield LISTS.get(leaf.function, leaf.argument)
            continue
        yield leaf.name
        values = {Comparison: "value", Membership: "values"}.get(type(leaf))
        right = getattr(leaf, values) if values else ()
        for value in right if isinstance(right, tuple) else (right,):
            if isinstance(value, Word):
                yield value.text
