"""Which answers are missing: for a verdict that is unknown, and for a value."""

from .logic import CompareTwo, Leaf


def unknown_elements(trace, facts) -> list[str]:
    """The unknown elements of the undecided branches of a trace, the shortest branch first."""
    if trace.verdict is not None:
        return []
    if isinstance(trace.node, Leaf):
        return missing_of(names_of(trace.node), facts)
    branches = [unknown_elements(part, facts) for part in trace.parts if part.verdict is None]
    return unique(key for branch in sorted(branches, key=len) for key in branch)


def names_of(leaf) -> tuple[str, ...]:
    """The names that a comparison looks at."""
    return (leaf.name, leaf.other) if isinstance(leaf, CompareTwo) else (leaf.name,)


def missing_of(names, facts) -> list[str]:
    """The elements to ask for so that the named values become known; known ones need nothing."""
    kept = facts.missing  # the same names are asked for by many rules
    for name in names:
        if name not in kept:
            kept[name] = _missing(name, facts)
    if len(names) == 1:
        return kept[names[0]]
    return unique(key for name in names for key in kept[name])


def _missing(name, facts):
    program = facts.program
    if name in program.criteria:
        return unknown_elements(program.nodes[name].trace(facts), facts)
    if name == "current_drugs" and None in (facts[name] or ()):
        return [name]
    if facts[name] is not None:
        return []
    if name in program.elements:
        return [name]
    row = program.derived.get(name)
    if row is None:
        return []
    if row.levels and row.function == "highest_proven":
        return _missing_level(row, facts)
    return missing_of(row.inputs, facts)


def _missing_level(row, facts):
    """The lowest level that is open: the least that would give the value at all."""
    traces = [node.trace(facts) for _, node in facts.program.levels[row.key]]
    return unknown_elements(traces[-1], facts)


def unique(items) -> list:
    """The items without repeats, in their first order."""
    return list(dict.fromkeys(items))
