"""Stored facts read back for the engine: to name what is missing where a condition is unknown."""

from decimal import Decimal

from guidelines.engine.expressions import Call, leaves
from guidelines.engine.intake import check
from guidelines.engine.logic import LISTS
from guidelines.engine.missing import unknown_elements
from patients.cohorts.keys import ASKED, GRADED, NUMBERS, keys

COMPARED = (*NUMBERS, *GRADED)
FUNCTION_OF = {name: function for function, name in LISTS.items()}


class Stored(dict):
    """The stored facts of one consultation by name, as a compiled content reads them."""

    def __init__(self, program, values):
        super().__init__()
        self.program, self.values, self.keys = program, values, keys(program)
        self.missing = {}  # kept by the engine, which finds the same names again and again

    def __missing__(self, name):
        self[name] = self._read(name)
        return self[name]

    def _read(self, name):
        if name in self.program.criteria:
            return self.program.nodes[name].verdict(self)
        if name.split(" ")[0] in ASKED:
            return self._asked(*name.split(" "))
        if name in FUNCTION_OF:
            return self._words(FUNCTION_OF[name])
        value = self.values.get(self.keys[name])
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = Decimal(str(value))
        return value if self._is_accepted(name, value) else None

    def _is_accepted(self, name, value):
        """Whether this version takes an answer; one of which only that it is known, it takes."""
        element = self.program.elements.get(name)
        if value is None or name in self.program.derived or element.type not in COMPARED:
            return True
        return check(element, value).value is not None

    def _asked(self, function, argument):
        same = self.values.get("advice()") == self.keys.conditions
        return f"{function}({argument})" in self.values if same else None

    def _words(self, function):
        """The words of a list; None among them stands for what is not known of it."""
        element = self.program.elements[LISTS[function]]
        known = self.program.words_of(element) if element.open_list else {}
        whole = self.keys.listed(function)
        given = [name for name in self._names(function) if self._is_listed(function, name)]
        words = {word for name in given for word in known.get(name, (name,))}
        if whole in self.values:
            return frozenset(words)
        return frozenset(words | {None}) if words else None

    def _names(self, function):
        """The names kept of a list, from keys like 'takes(zocor)'."""
        start = f"{function}("
        keys = (key.removeprefix(start) for key in self.values if key.startswith(start))
        return filter(None, (key.rpartition(")")[0] for key in keys))

    def _is_listed(self, function, name):
        return self.keys.listed(function, name) in self.values


def missing(program, node, values) -> list[str]:
    """The labels of the elements that an unknown condition waits for, in the order to ask."""
    facts = Stored(program, values)
    found = unknown_elements(node.trace(facts), facts)
    return [program.elements[name].label for name in found]


def computed_otherwise(program, tree, values) -> list[str]:
    """The labels of computed values of a condition that the version of the visit had otherwise."""
    found = dict.fromkeys(_derived(program, tree))
    return [
        program.derived[name].label
        for name in found
        if keys(program)[name] not in values and any(key.startswith(f"{name}@") for key in values)
    ]


def _derived(program, tree):
    """The computed values that a condition names, itself or in its criteria."""
    for leaf in leaves(tree):
        name = leaf.argument if isinstance(leaf, Call) else leaf.name
        if name in program.derived:
            yield name
        elif name in program.criteria:
            yield from _derived(program, program.nodes[name].tree)
