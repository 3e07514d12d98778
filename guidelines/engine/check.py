"""Conditions of a content: every name they use exists, and they stand in an order of evaluation."""

import difflib
from graphlib import CycleError, TopologicalSorter

from . import derived
from .content import Content
from .expressions import Call, Comparison, ExpressionError, Membership, Name, Word, leaves, parse
from .logic import BOOLEAN_WORDS, LISTS

ORDERED = ("<", "<=", ">", ">=")


def check_expression(text: str, content: Content):
    """The tree of a condition whose every name exists in the content.

    Raises ExpressionError naming line, column, what was expected and the nearest known name.
    """
    tree = parse(text)
    names = Names(content)
    for leaf in leaves(tree):
        names.check(leaf)
    return tree


class Names:
    """What each name of a content is, for checking conditions."""

    def __init__(self, content):
        self.elements = {row.key: row for row in content.elements}
        self.derived = {row.key: row for row in content.derived}
        self.criteria = {row.key for row in content.criteria}
        self.quantities = {
            key for key, row in self.elements.items() if row.type in ("quantity", "integer")
        } | {
            key
            for key, row in self.derived.items()
            if not row.levels and row.function not in derived.LISTED
        }
        self.graded = {
            key for key, row in self.elements.items() if row.type in ("boolean", "choice")
        } | {key for key, row in self.derived.items() if row.levels}
        self.arguments = {
            "takes": drug_words(content),
            "failed": option_codes(content, "failed_therapies"),
            "allergic": option_codes(content, "allergies"),
            "antibody": option_codes(content, "ab_other"),
            "known": {*self.elements, *self.derived},
            "incomplete": {
                key for key, row in self.derived.items() if row.function in derived.POSSIBLE
            },
            "blocked": {row.code for row in content.regimens},
            "requested": {row.code for row in content.regimens},
            "advised": {row.key for row in content.recommendations},
        }

    def check(self, leaf):
        kind = {Call: self._call, Name: self._name, Membership: self._membership}
        kind.get(type(leaf), self._comparison)(leaf)

    def _call(self, leaf):
        if leaf.function not in self.arguments:
            raise _unknown(leaf, leaf.function, self.arguments, "a function")
        if leaf.argument not in self.arguments[leaf.function]:
            known = self.arguments[leaf.function]
            raise _unknown(leaf, leaf.argument, known, f"a name that {leaf.function}() knows")

    def _name(self, leaf):
        element = self.elements.get(leaf.name)
        if leaf.name in self.criteria or (element is not None and element.type == "boolean"):
            return
        if element is not None or leaf.name in self.derived:
            message = f"{leaf.name!r} is not a yes or no question; compare it with a value."
            raise ExpressionError(message, leaf.line, leaf.column, ["a comparison such as = or <"])
        booleans = {key for key, row in self.elements.items() if row.type == "boolean"}
        wanted, others = self.criteria | booleans, {*self.elements, *self.derived}
        expected = "a criterion or yes/no question"
        raise _unknown(leaf, leaf.name, wanted, expected, nearest(leaf.name, wanted, others))

    def _comparison(self, leaf):
        self._compared(leaf)
        if leaf.name in self.quantities:
            self._number(leaf, leaf.value)
        elif leaf.operator in ORDERED:
            message = f"{leaf.name!r} is not a number, so {leaf.operator} has no meaning."
            raise ExpressionError(message, leaf.line, leaf.column, ["'='", "'in'"])
        else:
            self._word(leaf, leaf.value)

    def _membership(self, leaf):
        self._compared(leaf)
        for value in leaf.values:
            if leaf.name not in self.quantities:
                self._word(leaf, value)
            elif isinstance(value, Word):
                message = f"{value.text!r} is not a number."
                raise ExpressionError(message, value.line, value.column, ["a number"])

    def _compared(self, leaf):
        element = self.elements.get(leaf.name)
        if element is None and leaf.name not in self.derived:
            known = {*self.elements, *self.derived}
            raise _unknown(leaf, leaf.name, known, "a question or derived value")
        if leaf.name not in self.quantities | self.graded:
            function = next((name for name, key in LISTS.items() if key == leaf.name), "known")
            message = f"{leaf.name!r} cannot be compared."
            raise ExpressionError(message, leaf.line, leaf.column, [f"{function}(...)"])

    def _number(self, leaf, value):
        if isinstance(value, Word) and value.text not in self.quantities:
            raise _unknown(value, value.text, self.quantities, "a number or a quantity")

    def _word(self, leaf, value):
        if not isinstance(value, Word):
            message = f"{leaf.name!r} is not a number."
            raise ExpressionError(message, leaf.line, leaf.column, ["one of its answers"])
        codes = self._codes(leaf.name)
        if value.text not in codes:
            raise _unknown(value, value.text, codes, f"an answer of {leaf.name}")

    def _codes(self, name):
        element = self.elements.get(name)
        if element is not None and element.type == "boolean":
            return set(BOOLEAN_WORDS)
        row = element or self.derived[name]
        choices = getattr(row, "options", None) or getattr(row, "levels", ())
        return {choice.code for choice in choices if not getattr(choice, "unknown", False)}


def _unknown(place, name, known, expected, meant=""):
    """`meant` is the name that was probably meant, where it may be one that does not fit here."""
    message = f"{name!r} is not known here."
    meant = meant or nearest(name, known)
    return ExpressionError(message, place.line, place.column, [expected], meant)


def nearest(name, *pools) -> str:
    """The known name that was probably meant, from the first pool that has one; "" for none.

    A name that begins as typed comes first, the shortest of several: whoever writes a few letters
    means the rest.
    """
    for pool in pools:
        begun = sorted((k for k in sorted(pool) if k.startswith(name) and len(name) > 1), key=len)
        close = begun or difflib.get_close_matches(name, sorted(pool), n=1, cutoff=0.5)
        if close:
            return close[0]
    return ""


def did_you_mean(name, *pools) -> str:
    """The end of a sentence that names what was probably meant; "" where nothing is near."""
    meant = nearest(name, *pools)
    return f"; did you mean {meant}?" if meant else ""


def drug_words(content) -> set[str]:
    """Names and classes of all drugs of a content."""
    return {word for row in content.drugs for word in (row.name, *row.classes)}


def option_codes(content, key) -> set[str]:
    """The codes of the answers of one question."""
    rows = (row for row in content.elements if row.key == key)
    return {option.code for row in rows for option in row.options}


def cycles(content: Content) -> list[str]:
    """The circle, if there is one, in which conditions depend on each other."""
    try:
        strata(content)
    except CycleError as error:
        return [f"The conditions depend on each other in a circle: {' → '.join(error.args[1])}"]
    return []


def strata(content: Content) -> list[tuple[str, ...]]:
    """The order of evaluation in layers: what a layer needs stands in the layers before it.

    Raises graphlib.CycleError when conditions depend on each other in a circle.
    """
    sorter = TopologicalSorter(_dependencies(content))
    sorter.prepare()
    layers = []
    while sorter.is_active():
        ready = sorter.get_ready()
        layers.append(tuple(sorted(ready)))
        sorter.done(*ready)
    return layers


def _dependencies(content):
    named_by, blocks_of = {}, {}
    for row in content.recommendations:
        for code in row.regimens:
            named_by.setdefault(code, set()).add(f"rule {row.key}")
    for row in content.blocks:
        for code in row.regimens:
            blocks_of.setdefault(code, set()).add(f"block {row.key}")
    graph = {f"state {row.code}": blocks_of.get(row.code, set()) for row in content.regimens}
    graph |= {f"requested {row.code}": named_by.get(row.code, set()) for row in content.regimens}
    gates = {f"gate {row.key}" for row in content.gates}
    for prefix, rows in (
        ("", content.criteria),
        ("rule ", content.recommendations),
        ("block ", content.blocks),
        ("interplay ", content.interplays),
        ("gate ", content.gates),
    ):
        graph |= {f"{prefix}{row.key}": _needs(row.when) for row in rows}
    for row in content.recommendations:
        graph[f"rule {row.key}"] |= gates
        states = {f"state {code}" for code in row.regimens}
        graph[f"status {row.key}"] = {f"rule {row.key}", *states} | {
            f"status {key}" for key in row.choose_from
        }
    for row in content.derived:
        graph[row.key] = (set(row.inputs) - {row.key}).union(
            *(_needs(level.when) for level in row.levels if level.when)
        ) - ({row.key} if row.enterable else set())
    return graph


def _needs(text):
    needs = set()
    for leaf in leaves(parse(text)):
        if not isinstance(leaf, Call):
            needs.add(leaf.name)
            if isinstance(leaf, Comparison) and isinstance(leaf.value, Word):
                needs.add(leaf.value.text)
        elif leaf.function == "advised":
            needs.add(f"status {leaf.argument}")
        elif leaf.function in ("blocked", "requested"):
            kind = {"blocked": "state", "requested": "requested"}[leaf.function]
            needs.add(f"{kind} {leaf.argument}")
        elif leaf.function in ("known", "incomplete"):
            needs.add(leaf.argument)
    return needs
