"""Every rule can fire: there are answers under which its condition holds.

Searched are the vignettes and the boundary values of every comparison (`engine.search`). What is
proven impossible and what was only not found are told apart.
"""

from ..constraints import NOT_FALSE, NOT_TRUE, TRUE
from ..program import program
from ..search import search
from .obstacle import Obstacle

IMPOSSIBLE = "can never apply: no answers satisfy its condition"
NOT_FOUND = "no answers were found under which it applies"


def unreachable(content, on, before=()):
    """Recommendations, blocks, gates, interplays, dose adjustments, levels, tests and limits for
    which no patient was found.
    """
    find = search(content).find
    for collection, key, field, name, goals in _conditions(content):
        outcome = find(*goals)
        if outcome.facts is None:
            text = IMPOSSIBLE if outcome.is_impossible else NOT_FOUND
            yield Obstacle(
                kind="unreachable",
                text=f"{name}: {text}" if name else text,
                collection=collection,
                key=key,
                field=field,
            )


def _conditions(content):
    """Every condition as (collection, key, field, the row within the row, goals)."""
    compiled = program(content)
    for row in content.recommendations:
        yield "recommendations", row.key, "when", "", [(f"rule {row.key}", TRUE)]
    for row in content.blocks:
        yield "blocks", row.key, "when", "", [(f"block {row.key}", TRUE)]
    for row, node in compiled.gates:
        yield "gates", row.key, "when", "", [(node, TRUE)]
    for row, node in compiled.interplays:
        yield "interplays", row.key, "when", "", [(node, TRUE)]
    for code, changes in compiled.adjustments.items():
        for change, node in changes:
            yield "regimens", code, "adjustments", repr(change.text), [(node, TRUE)]
    yield from _levels(compiled)
    yield from _tests(compiled)


def _levels(compiled):
    """A level is reached where it holds and none above it does."""
    for key, levels in compiled.levels.items():
        above = []
        for code, node in levels:
            yield "derived", key, "levels", code, [*above, (node, TRUE)]
            above.append((node, NOT_TRUE))


def _tests(compiled):
    """A limit is passed while its test may apply and nothing explains the result away."""
    for row, node in compiled.monitoring:
        applies = [(node, TRUE)] if node else []
        if applies:
            yield "monitoring", row.key, "when", "", applies
        for limit, when, unless in compiled.action_limits[row.key]:
            goals = [(test, NOT_FALSE) for test, _wanted in applies] + [(when, TRUE)]
            explained = [(unless, NOT_TRUE)] if unless else []
            yield "monitoring", row.key, "limits", repr(limit.text), goals + explained
