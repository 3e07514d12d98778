"""Kleene's three-valued logic over the trees of `expressions`.

A compiled node answers three questions about one evaluation (a mapping from names to values, in
which an unknown value is None):

- `node.verdict(facts)`: true, false or unknown (None)? Stops as soon as that is decided.
- `node.trace(facts)`: the same verdict, with the verdict of every comparison below it.
- `node.outlook(facts)`: true or false only if no answer still to come could change it, else None.
"""

import operator
from typing import NamedTuple

from .expressions import And, Call, Comparison, Membership, Name, Not, Or, Word

OPERATORS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
LISTS = {
    "takes": "current_drugs",
    "failed": "failed_therapies",
    "allergic": "allergies",
    "antibody": "ab_other",
}
BOOLEAN_WORDS = {"yes": True, "true": True, "no": False, "false": False}


class Trace(NamedTuple):
    """The verdict of one node and of the nodes below it."""

    node: object
    verdict: bool | None
    parts: tuple = ()


def every(verdicts):
    """Kleene's `and`: false if one is false, else unknown if one is unknown, else true."""
    result = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            result = None
    return result


def some(verdicts):
    """Kleene's `or`: true if one is true, else unknown if one is unknown, else false."""
    result = False
    for verdict in verdicts:
        if verdict:
            return True
        if verdict is None:
            result = None
    return result


def negate(verdict):
    """Kleene's `not`: unknown stays unknown."""
    return None if verdict is None else not verdict


class Leaf:
    """A comparison. `name` is the element, derived element or criterion that it looks at.

    `verdict` is a closure, not a method: cohorts call it millions of times.
    """

    __slots__ = ("name", "trace", "tree", "verdict")

    def __init__(self, tree, name):
        self.tree, self.name = tree, name
        self.verdict = self.judged(name)
        self.trace = self.traced(self.verdict)

    def traced(self, verdict):
        """A leaf has only three traces; they are made once."""
        traces = {found: Trace(self, found) for found in (True, False, None)}
        return lambda facts: traces[verdict(facts)]

    def judged(self, name):
        """The verdict of `judge` on the named value; unknown while the value is."""
        judge = self.judge

        def verdict(facts):
            value = facts[name]
            return None if value is None else judge(value)

        return verdict

    def outlook(self, facts):
        """Open as long as the value looked at can change."""
        possible = facts.possible(self.name)
        if possible is None:
            return None
        verdicts = {self.judge(value) for value in possible}
        return verdicts.pop() if len(verdicts) == 1 else None


class Compare(Leaf):
    __slots__ = ("test", "value")

    def __init__(self, tree):
        self.test, self.value = OPERATORS[tree.operator], _constant(tree.value)
        super().__init__(tree, tree.name)

    def judge(self, value):
        return self.test(value, self.value)

    def judged(self, name):
        test, limit = self.test, self.value

        def verdict(facts):
            value = facts[name]
            return None if value is None else test(value, limit)

        return verdict


class CompareTwo(Leaf):
    """One quantity against another, such as a result against its laboratory's limit."""

    __slots__ = ("other", "test")

    def __init__(self, tree):
        self.test, self.other = OPERATORS[tree.operator], tree.value.text
        super().__init__(tree, tree.name)

    def judged(self, name):
        test, other = self.test, self.other

        def verdict(facts):
            left, right = facts[name], facts[other]
            return None if left is None or right is None else test(left, right)

        return verdict

    def outlook(self, facts):
        if facts.possible(self.name) is None or facts.possible(self.other) is None:
            return None
        return self.verdict(facts)


class Member(Leaf):
    __slots__ = ("judge",)

    def __init__(self, tree):
        self.judge = frozenset(_constant(value) for value in tree.values).__contains__
        super().__init__(tree, tree.name)


class Contains(Leaf):
    """Is a word in a list? Unknown if the list is, or if it holds a name not yet classified."""

    __slots__ = ("word",)

    def __init__(self, tree):
        self.word = tree.argument
        super().__init__(tree, LISTS[tree.function])

    def judge(self, words):
        if self.word in words:
            return True
        return None if None in words else False

    def outlook(self, facts):
        return self.verdict(facts)


class Named(Leaf):
    """A boolean element, or another criterion by its name."""

    __slots__ = ()

    def __init__(self, tree):
        super().__init__(tree, tree.name)

    def judge(self, value):
        return value

    def judged(self, name):
        return operator.itemgetter(name)


class Known(Leaf):
    """Is there a usable value? Never unknown itself."""

    __slots__ = ()

    def __init__(self, tree):
        super().__init__(tree, tree.argument)

    def judged(self, name):
        return lambda facts: facts[name] is not None

    def outlook(self, facts):
        return None if facts[self.name] is None else True


class Asked(Leaf):
    """blocked, requested, advised, incomplete: a fact about the evaluation. Never unknown."""

    __slots__ = ()

    def __init__(self, tree):
        super().__init__(tree, f"{tree.function} {tree.argument}")

    def judged(self, name):
        return operator.itemgetter(name)

    def outlook(self, facts):
        return facts.asked_outlook(self.tree)


class Negation:
    __slots__ = ("part", "tree", "verdict")

    def __init__(self, tree, part):
        self.tree, self.part = tree, part
        inner = part.verdict

        def verdict(facts):
            found = inner(facts)
            return None if found is None else not found

        self.verdict = verdict

    def trace(self, facts):
        part = self.part.trace(facts)
        return Trace(self, negate(part.verdict), (part,))

    def outlook(self, facts):
        return negate(self.part.outlook(facts))


class Junction:
    """`and` and `or`: `decisive` is the verdict of one part that decides the whole."""

    __slots__ = ("combine", "decisive", "parts", "trace", "tree", "verdict")

    def __init__(self, tree, parts):
        self.tree, self.parts = tree, parts
        self.decisive = isinstance(tree, Or)
        self.combine = some if self.decisive else every
        self.verdict = _joined(self.decisive, tuple(part.verdict for part in parts))
        self.trace = self.traced(self.decisive, [part.trace for part in parts])

    def traced(self, decisive, tracers):
        """The trace of all parts; the verdict is that of `combine`, read from a list at once."""

        def trace(facts):
            parts = tuple([tracer(facts) for tracer in tracers])
            verdicts = [part[1] for part in parts]
            if decisive in verdicts:
                return Trace(self, decisive, parts)
            return Trace(self, None if None in verdicts else not decisive, parts)

        return trace

    def outlook(self, facts):
        return self.combine(part.outlook(facts) for part in self.parts)


def _joined(decisive, parts):
    """`some` or `every` over verdicts that are only asked for until one of them decides."""

    def verdict(facts):
        result = not decisive
        for part in parts:
            found = part(facts)
            if found is decisive:
                return decisive
            if found is None:
                result = None
        return result

    return verdict


def compile_tree(tree, quantities=frozenset()):
    """The node of a tree; `quantities` are the names that may stand on the right as values."""
    if isinstance(tree, Not):
        return Negation(tree, compile_tree(tree.part, quantities))
    if isinstance(tree, And | Or):
        return Junction(tree, [compile_tree(part, quantities) for part in tree.parts])
    if isinstance(tree, Comparison):
        two = isinstance(tree.value, Word) and tree.value.text in quantities
        return CompareTwo(tree) if two else Compare(tree)
    if isinstance(tree, Call):
        return _call(tree)
    return {Membership: Member, Name: Named}[type(tree)](tree)


def _call(tree):
    if tree.function in LISTS:
        return Contains(tree)
    return Known(tree) if tree.function == "known" else Asked(tree)


def _constant(value):
    if not isinstance(value, Word):
        return value
    return BOOLEAN_WORDS.get(value.text, value.text)
