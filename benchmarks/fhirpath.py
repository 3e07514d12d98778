"""The guideline's conditions as FHIRPath, evaluated by fhirpathpy: an independent second opinion.

A value that is not known is left out of the resource; FHIRPath's empty collection is then the
`unknown` of three-valued logic. Values that no condition computes (derived ones, what is blocked
or advised) are given, so that both engines judge the same conditions on the same facts.
"""

from functools import cache
from graphlib import TopologicalSorter

import fhirpathpy

from guidelines.engine.expressions import (
    And,
    Call,
    Comparison,
    Membership,
    Not,
    Or,
    Word,
    names,
)
from guidelines.engine.logic import BOOLEAN_WORDS, LISTS


def translate(tree, quantities) -> str:
    """A condition as FHIRPath; `quantities` are the names that may stand on the right."""
    if isinstance(tree, Not):
        return f"({translate(tree.part, quantities)}).not()"
    if isinstance(tree, And | Or):
        word = " and " if isinstance(tree, And) else " or "
        return f"({word.join(translate(part, quantities) for part in tree.parts)})"
    if isinstance(tree, Comparison):
        return f"({tree.name} {tree.operator} {_value(tree.value, quantities)})"
    if isinstance(tree, Membership):
        tests = [f"{tree.name} = {_value(value, quantities)}" for value in tree.values]
        return f"({' or '.join(tests)})"
    return _call(tree) if isinstance(tree, Call) else tree.name


def _call(tree):
    if tree.function in LISTS:
        field = LISTS[tree.function]
        return f"iif({field}.exists(), '{tree.argument}' in {field}.words, {{}})"
    if tree.function == "known":
        return f"{tree.argument}.exists()"
    return f"{tree.function}_{tree.argument}"


def _value(value, quantities):
    if not isinstance(value, Word):
        return f"{value:f}"
    if value.text in quantities:
        return value.text
    if value.text in BOOLEAN_WORDS:
        return str(BOOLEAN_WORDS[value.text]).lower()
    return f"'{value.text}'"


def nodes(program):
    """Every condition that an evaluation judges beside the criteria: (name, our compiled node)."""
    content = program.content
    for kind, rows in (("rule", content.recommendations), ("block", content.blocks)):
        yield from ((f"{kind} {row.key}", program.nodes[f"{kind} {row.key}"]) for row in rows)
    yield from ((f"gate {row.key}", node) for row, node in program.gates)
    yield from ((f"interplay {row.key}", node) for row, node in program.interplays)
    for kind, groups in (("level", program.levels), ("adjustment", program.adjustments)):
        for key, rows in groups.items():
            yield from ((f"{kind} {key} {n}", node) for n, (_row, node) in enumerate(rows))


class Conditions:
    """All conditions of a program, compiled for fhirpathpy once, as ours are."""

    def __init__(self, program):
        keys = {row.key for row in program.content.criteria}
        needs = {key: names(program.nodes[key].tree) & keys for key in keys}
        order = TopologicalSorter({key: sorted(needs[key]) for key in sorted(keys)}).static_order()
        self.criteria = {key: self._compile(program.nodes[key], program) for key in order}
        self.others = {name: self._compile(node, program) for name, node in nodes(program)}

    @staticmethod
    def _compile(node, program):
        return fhirpathpy.compile(translate(node.tree, program.quantities))

    def __call__(self, resource):
        """The verdict of every condition; a criterion is judged once and then a given value."""
        known, verdicts = dict(resource), {}
        for key, condition in self.criteria.items():
            found = condition(known)
            verdicts[key] = found[0] if found else None
            if found:
                known[key] = found[0]
        for name, condition in self.others.items():
            found = condition(known)
            verdicts[name] = found[0] if found else None
        return verdicts


@cache
def conditions(program):
    """The conditions of a program, compiled for fhirpathpy once."""
    return Conditions(program)


def resource(facts) -> dict:
    """The known values of one evaluation as a resource for `Conditions`."""
    program = facts.program
    given = {name: facts[name] for name in (*program.elements, *program.derived)}
    for leaf in program.leaves:
        if isinstance(leaf, Call) and leaf.function not in (*LISTS, "known"):
            given[f"{leaf.function}_{leaf.argument}"] = facts[f"{leaf.function} {leaf.argument}"]
    return {name: _plain(value) for name, value in given.items() if value is not None}


def _plain(value):
    return {"words": sorted(value)} if isinstance(value, frozenset) else value
