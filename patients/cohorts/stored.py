"""Stored facts read back for the engine: to name what is missing where a condition is unknown."""

from decimal import Decimal

from guidelines.engine.logic import LISTS
from guidelines.engine.missing import unknown_elements
from patients.cohorts.keys import ASKED, keys

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
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return Decimal(str(value)) if is_number else value

    def _asked(self, function, argument):
        same = self.values.get("advice()") == self.keys.conditions
        return f"{function}({argument})" in self.values if same else None

    def _words(self, function):
        """The words of a list; None among them stands for what is not known of it."""
        start = f"{function}("
        words = {key[len(start) : -1] for key in self.values if key.startswith(start)}
        if "" in words:
            return frozenset(words - {""})
        return frozenset(words | {None}) if words else None


def missing(program, node, values) -> list[str]:
    """The labels of the elements that an unknown condition waits for, in the order to ask."""
    facts = Stored(program, values)
    found = unknown_elements(node.trace(facts), facts)
    return [program.elements[name].label for name in found]
