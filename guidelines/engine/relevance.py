"""Which unanswered questions can still change the plan. May be too wide, never too narrow.

A comparison is open while an answer still to come could change it, also where the logic itself
already gives a verdict (a missing laboratory test counts as missing today, and is worth asking).
"""

from . import advice, dosing
from .logic import Known, Leaf
from .missing import missing_of, names_of, unique

# Answers that set another finding: a man, or a woman who cannot become pregnant, is not asked.
SET_BY = {
    "pregnancy_status": ("childbearing_potential", "sex_at_birth"),
    "childbearing_potential": ("sex_at_birth",),
    "breastfeeding": ("sex_at_birth",),
}


def relevant(facts) -> list[str]:
    """The unanswered elements on which a rule, a regimen, a dose or a higher severity depends."""
    found = set()
    for _gate, node in facts.program.gates:
        found |= _open(node, facts)
    for row in facts.program.content.recommendations:
        if advice.rule_outlook(facts, row.key) is not False:
            found |= _open(facts.program.nodes[f"rule {row.key}"], facts)
            found |= _regimens(facts, row)
    for row in facts.program.content.derived:
        if row.function == "highest_proven" and facts["scope"] is None:
            found |= _open_name(row.key, facts)
    for name, setters in SET_BY.items():
        if name in found:
            found |= {setter for setter in setters if facts[setter] is None}
    for name in facts.program.enterable & found:  # either the value itself or its parts
        found |= set(missing_of(facts.program.derived[name].inputs, facts))
    return [key for key in facts.program.elements if key in found]


def open_for(facts, name) -> list[str]:
    """The unanswered elements that could still change one derived value or criterion."""
    found = _open_name(name, facts)
    return [key for key in facts.program.elements if key in found]


def _regimens(facts, row):
    codes = list(row.regimens)
    for key in row.choose_from:
        codes += facts.program.recommendations[key].regimens
    found = set()
    for code in codes:
        found |= _state(facts, code) | _dose(facts, code)
    return found


def _state(facts, code):
    """Open conditions of the rows that could still give the regimen a graver state."""
    certain = 0
    rows = facts.program.blocks_of[code]
    for block in rows:
        if facts.outlook(f"block {block.key}"):
            certain = max(certain, advice.RANK[advice.STATE_OF_EFFECT[block.effect]])
    open_rows = (
        row for row in rows if advice.RANK[advice.STATE_OF_EFFECT[row.effect]] > certain
    )
    found = set()
    for row in open_rows:
        found |= _open(facts.program.nodes[f"block {row.key}"], facts)
    return found


def _dose(facts, code):
    if advice.state_outlook(facts, code) or facts["scope"] is not None:
        return set()
    regimen = facts.program.regimens[code]
    names = unique(name for part in regimen.parts for name in dosing.inputs(part))
    found = set(missing_of(names, facts))
    for _change, node in facts.program.adjustments[code]:
        found |= _open(node, facts)
    return found


def _open(node, facts):
    """The unanswered elements in the open branches of a condition."""
    if node.outlook(facts) is not None:
        return set()
    if not isinstance(node, Leaf):
        parts = getattr(node, "parts", None) or (node.part,)
        return set().union(*(_open(part, facts) for part in parts))
    if isinstance(node, Known):
        return set(missing_of((node.name,), facts))
    if " " in node.name:
        return _asked(node, facts)
    return set().union(*(_open_name(name, facts) for name in names_of(node)))


def _open_name(name, facts):
    program = facts.program
    if name in program.criteria:
        return _open(program.nodes[name], facts)
    if name in program.levels and program.levels[name]:
        possible = set(facts.possible(name) or dict(program.levels[name]))
        return set().union(
            *(_open(node, facts) for code, node in program.levels[name] if code in possible)
        )
    if name in program.spread:
        return set(missing_of(program.derived[name].inputs, facts))
    return set(missing_of((name,), facts))


def _asked(node, facts):
    function, argument = node.name.split()
    if function == "blocked":
        return _state(facts, argument)
    if function == "requested":
        nodes = [facts.program.nodes[f"rule {key}"] for key in facts.program.named_by[argument]]
        return set().union(*(_open(other, facts) for other in nodes))
    if function == "advised":
        return _open(facts.program.nodes[f"rule {argument}"], facts)
    return _open_name(argument, facts)
