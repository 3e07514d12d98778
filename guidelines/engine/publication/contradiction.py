"""No two rules contradict each other on one regimen without a precedence.

What counts as a contradiction, each searched for as one patient for whom both rules hold:

- a recommendation offers a regimen that a block forbids for everyone the recommendation is for;
- two adjustments of one regimen set its dose (or its starting dose) in different ways: by
  different amounts, by one that replaces it and one that changes it, by one that raises and one
  that lowers it, or by a factor and a subtraction, whose order nobody stated;
- two recommendations offer different regimens of one drug or one kind of treatment together, both
  open, and no interplay of the kind order, precedence or choice that names both is in force;
- two precedences in force together let each of two recommendations give way to the other.

Regimens of one recommendation are alternatives, and of several blocks the gravest counts, so
neither is a contradiction. What only the words of the advice say is not searched.
"""

from itertools import combinations

from ..constraints import FALSE, NOT_TRUE, TRUE
from ..program import program
from ..search import search
from .obstacle import Obstacle

# What an adjustment changes, and how; limits add to each other, and the lowest of them holds. A
# factor of the dose changes its starting dose too, which a lower start may precede.
SETTING = {
    "factor": ("dose", "factor"),
    "subtract": ("dose", "subtract"),
    "replace": ("dose", "replace"),
    "start_factor": ("start", "factor"),
    "start_replace": ("start", "replace"),
}
ARRANGING = ("order", "precedence", "choice")


def contradictory(content, on, before=()):
    """Every contradiction, at the first of the two rules."""
    yield from _forbidden(content)
    yield from _set_twice(content)
    yield from _offered_twice(content)
    yield from _yielding_to_each_other(content)


def _obstacle(collection, key, field, text):
    return Obstacle(kind="contradiction", text=text, collection=collection, key=key, field=field)


def _forbidden(content):
    """A rule that itself never holds is told elsewhere."""
    find = search(content).find
    for row in content.recommendations:
        goal = (f"rule {row.key}", TRUE)
        for code in row.regimens if find(goal).facts is not None else ():
            outcome = find(goal, (f"blocked {code}", FALSE))
            if outcome.facts is None:
                always = "is blocked for everyone it is for"
                never = "is blocked in every case that was found"
                text = f"offers {code}, which {always if outcome.is_impossible else never}"
                yield _obstacle("recommendations", row.key, "regimens", text)


def _set_twice(content):
    find = search(content).find
    for code, changes in program(content).adjustments.items():
        setting = [pair for pair in changes if pair[0].effect in SETTING]
        for (one, first), (other, second) in combinations(setting, 2):
            if _go_together(one, other):
                continue
            if find((first, TRUE), (second, TRUE)).facts is not None:
                text = f"{one.text!r} and {other.text!r} can apply together with different doses"
                yield _obstacle("regimens", code, "adjustments", text)


def _go_together(one, other):
    """Do two adjustments give one dose, whichever comes first, and both what they mean to?"""
    (target, way), (other_target, other_way) = SETTING[one.effect], SETTING[other.effect]
    if target != other_target:
        return True
    if way != other_way:
        return False
    if way == "replace":
        return (one.low, one.high) == (other.low, other.high)
    return way == "subtract" or _lowers(one) == _lowers(other)


def _lowers(factor):
    return max(factor.low, factor.high or factor.low) <= 1


def _offered_twice(content):
    find, arranging = search(content).find, _arranging(content)
    for one, other in combinations(content.recommendations, 2):
        apart = [(node, NOT_TRUE) for keys, node in arranging if {one.key, other.key} <= keys]
        both = [(f"rule {one.key}", TRUE), (f"rule {other.key}", TRUE), *apart]
        for first, second in _alike(content, one, other):
            if find(*both, *((f"blocked {code}", FALSE) for code in (first, second))).facts:
                text = (
                    f"offers {first} together with {second} of {other.key}, "
                    "without an order, precedence or choice between them"
                )
                yield _obstacle("recommendations", one.key, "regimens", text)


def _arranging(content):
    """The interplays that settle what of two pieces of advice comes first, with those they name."""
    return [
        ({*row.recommendations, *row.keeps, *row.yields}, node)
        for row, node in program(content).interplays
        if row.kind in ARRANGING
    ]


def _alike(content, one, other):
    """Pairs of regimens, one only of each recommendation, that hold the same drug or treatment."""
    regimens = program(content).regimens
    for first in (code for code in one.regimens if code not in other.regimens):
        for second in (code for code in other.regimens if code not in one.regimens):
            if _drugs(regimens[first]) & _drugs(regimens[second]):
                yield first, second


def _drugs(regimen):
    """The words of the drugs in a regimen, and of the kind of treatment that it is."""
    return {word for word in (*regimen.ingredient.split("/"), regimen.therapy) if word}


def _yielding_to_each_other(content):
    find = search(content).find
    rows = [pair for pair in program(content).interplays if pair[0].kind == "precedence"]
    for (one, first), (other, second) in combinations(rows, 2):
        turned = set(one.keeps) & set(other.yields) and set(one.yields) & set(other.keeps)
        if turned and find((first, TRUE), (second, TRUE)).facts:
            text = f"and {other.key} let each of two recommendations give way to the other"
            yield _obstacle("interplays", one.key, "keeps", text)
