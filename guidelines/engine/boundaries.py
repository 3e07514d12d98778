"""The values of each question that can make a difference: for searching a whole guideline.

A condition changes its verdict only at a constant that it compares with, so a value at, just below
and just above every constant stands for all others; every option and 'not known' come on top.
"""

from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from itertools import pairwise

from .expressions import Comparison, Membership, leaves, parse
from .program import program

# Any answer will do where no condition looks closer than whether there is one.
OTHER = {"date": "2026-01-01", "text": "given", "rows": "given", "list": ()}
PARTS = 4  # into which the space between two boundary values is cut for arithmetic


@lru_cache(maxsize=8)
def boundaries(content) -> "Boundaries":
    """The boundary values of a content; worked out once."""
    return Boundaries(program(content))


class Boundaries:
    """The boundary values of every name of one compiled content; known values first, None last."""

    def __init__(self, program):
        self.program, self.kept = program, {}
        self.constants = {}
        for leaf in (*program.leaves, *_limit_leaves(program.content)):
            self.constants.setdefault(getattr(leaf, "name", ""), set()).update(_constants(leaf))

    def of(self, name) -> tuple:
        """The values of an element, of a derived value, or of one word of a list, (list, word)."""
        if name not in self.kept:
            self.kept[name] = (*self._known(name), None)
        return self.kept[name]

    def between(self, name) -> tuple:
        """The same with values between those of a number: for what is computed from several."""
        *known, _unknown = values = self.of(name)
        if not isinstance(known[0] if known else None, Decimal):
            return values
        steps = [Decimal(part) / PARTS for part in range(PARTS)]
        filled = [low + (high - low) * step for low, high in pairwise(known) for step in steps]
        if self._is_whole(name):
            filled = [value.to_integral_value() for value in filled]
        return (*dict.fromkeys(filled), known[-1], None)

    def _known(self, name):
        element, row = self.program.elements.get(name), self.program.derived.get(name)
        if isinstance(name, tuple) or (element is not None and element.type == "boolean"):
            return (False, True)
        if element is not None and element.options:
            return [option.code for option in element.options if not option.unknown]
        if row is not None and row.levels:
            return [level.code for level in row.levels]
        if element is not None and element.type in OTHER:
            return [OTHER[element.type]]
        return self._numbers(name, element)

    def _numbers(self, name, element):
        """Every constant with its neighbors, and the limits, as far as the limits accept them."""
        around = _around_whole if self._is_whole(name) else _around
        values = {value for constant in self.constants.get(name, ()) for value in around(constant)}
        limits = _limits(element) if element is not None else []
        low, high = getattr(element, "absolute_low", None), getattr(element, "absolute_high", None)
        accepted = [
            value
            for value in values.union(limits)
            if (low is None or low <= value) and (high is None or value <= high)
        ]
        return sorted(accepted) or [Decimal(1)]

    def _is_whole(self, name):
        element, row = self.program.elements.get(name), self.program.derived.get(name)
        kind = element.type if element is not None else ""
        return kind == "integer" or (row is not None and row.function == "count_unknown")


def _limit_leaves(content):
    texts = [
        text
        for row in content.monitoring
        for limit in row.limits
        for text in (limit.when, limit.unless)
    ]
    return [leaf for text in texts if text for leaf in leaves(parse(text))]


def _constants(leaf):
    values = (leaf.value,) if isinstance(leaf, Comparison) else ()
    values = leaf.values if isinstance(leaf, Membership) else values
    return [value for value in values if isinstance(value, Decimal)]


def _around(constant):
    """A number with its neighbors in the place behind its last digit: 0.1 off 50."""
    step = Decimal(1).scaleb(min(constant.as_tuple().exponent, 0) - 1)
    return constant - step, constant, constant + step


def _around_whole(constant):
    below = constant.to_integral_value(ROUND_FLOOR)
    return below - 1, below, below + 1


def _limits(element):
    names = ("absolute_low", "plausible_low", "plausible_high", "absolute_high")
    values = [getattr(element, name) for name in names]
    return [value for value in values if value is not None]
