"""The numbers at which tests call for action, for drawing beside the values."""

from decimal import Decimal
from typing import NamedTuple

from .called_for import applies, courses_for
from .expressions import Comparison, leaves

BELOW, ABOVE = ("<", "<="), (">", ">=")


class ActionLine(NamedTuple):
    """A limit of one element, in its own unit; `is_upper`: action is called for above it."""

    value: Decimal
    is_upper: bool
    text: str


def action_lines(facts) -> dict[str, list[ActionLine]]:
    """For each element the limits of the tests that apply to this patient, as `limits` judges."""
    found = {}
    for rule, node in facts.program.monitoring:
        taken = not rule.regimens or courses_for(facts, rule)
        if taken and applies(facts, node)[0] is not False:
            for limit, when, _unless in facts.program.action_limits[rule.key]:
                for leaf in leaves(when.tree):
                    _add(found, leaf, limit)
    return found


def _add(found, leaf, limit):
    """Keep a comparison with a number, once."""
    if not isinstance(leaf, Comparison) or not isinstance(leaf.value, Decimal):
        return
    if leaf.operator in BELOW + ABOVE:
        line = ActionLine(leaf.value, leaf.operator in ABOVE, limit.text)
        rows = found.setdefault(leaf.name, [])
        if (line.value, line.is_upper) not in [(row.value, row.is_upper) for row in rows]:
            rows.append(line)
