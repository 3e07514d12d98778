"""A condition as two queries over stored facts: those for whom it holds, and for whom it fails.

A fact that is missing is NULL, and a comparison with it neither: Kleene's unknown. Each part of a
condition gives its own pair, so nothing is negated but a single comparison, where SQL's NOT of
NULL stays NULL. (Django adds IS NOT NULL to a negated keyword lookup, and an unknown would fail;
these comparisons are expressions, to which it adds nothing.)
"""

from typing import NamedTuple

from django.db.models import F, FloatField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNull,
    LessThan,
    LessThanOrEqual,
)

from guidelines.engine.expressions import (
    And,
    Call,
    Comparison,
    Membership,
    Name,
    Not,
    Or,
    Word,
    leaves,
)
from guidelines.engine.logic import BOOLEAN_WORDS, LISTS
from patients.cohorts.keys import NUMBERS, keys

ORDER = {"<": LessThan, "<=": LessThanOrEqual, ">": GreaterThan, ">=": GreaterThanOrEqual}


class Pair(NamedTuple):
    """For whom a condition holds, and for whom it fails; for all others it is unknown."""

    holds: Q
    fails: Q


class Compiler:
    """Conditions of one content as queries over `EncounterFacts`."""

    def __init__(self, program):
        self.program, self.keys = program, keys(program)
        self.criteria, self.sizes = {}, {}

    def pair(self, tree) -> Pair:
        """The two queries of a tree whose every name exists in the content."""
        kinds = {
            Not: self._negation, And: self._every, Or: self._some, Comparison: self._comparison,
            Membership: self._membership, Call: self._call, Name: self._name,
        }  # fmt: skip
        return kinds[type(tree)](tree)

    def size(self, tree) -> int:
        """How many comparisons a tree makes, with those of the criteria that it names."""
        return sum(self._size(leaf) for leaf in leaves(tree))

    def _size(self, leaf):
        if isinstance(leaf, Call) and leaf.function in LISTS:
            return len(self.keys.names(leaf.function, leaf.argument)) + 1
        if not isinstance(leaf, Name) or leaf.name not in self.program.criteria:
            return 1
        if leaf.name not in self.sizes:
            self.sizes[leaf.name] = self.size(self.program.nodes[leaf.name].tree)
        return self.sizes[leaf.name]

    def _negation(self, tree):
        holds, fails = self.pair(tree.part)
        return Pair(fails, holds)

    def _every(self, tree):
        holds, fails = zip(*map(self.pair, tree.parts), strict=True)
        return Pair(Q(*holds), Q(*fails, _connector=Q.OR))

    def _some(self, tree):
        holds, fails = zip(*map(self.pair, tree.parts), strict=True)
        return Pair(Q(*holds, _connector=Q.OR), Q(*fails))

    def _name(self, tree):
        if tree.name not in self.program.criteria:
            return self._one_of(tree.name, ["true"])
        if tree.name not in self.criteria:
            self.criteria[tree.name] = self.pair(self.program.nodes[tree.name].tree)
        return self.criteria[tree.name]

    def _comparison(self, tree):
        holds, fails = self._compared(tree)
        return Pair(fails, holds) if tree.operator == "!=" else Pair(holds, fails)

    def _compared(self, tree):
        """Numbers in their order; anything else as one answer, whichever way it is asked."""
        word = tree.value.text if isinstance(tree.value, Word) else None
        compare = ORDER.get(tree.operator, Exact)
        if word in self.program.quantities:
            sides = self._number(tree.name), self._number(word)
            return _decided(compare(*sides), self._accepted(tree.name) & self._accepted(word))
        if word is None:
            limit = float(tree.value)
            return _decided(compare(self._number(tree.name), limit), self._accepted(tree.name))
        return self._one_of(tree.name, [_stored(word)])

    def _membership(self, tree):
        if isinstance(tree.values[0], Word):
            return self._one_of(tree.name, [_stored(value.text) for value in tree.values])
        values = [float(value) for value in tree.values]
        return _decided(In(self._number(tree.name), values), self._accepted(tree.name))

    def _one_of(self, name, values):
        """Whether an answer is one of some. An answer that tells nothing now is neither."""
        fact, codes = self._text(name), self.keys.codes(name)
        if codes is None:
            return _decided(In(fact, values), Q())
        return Pair(
            Q(In(fact, sorted(codes & set(values)))), Q(In(fact, sorted(codes - set(values))))
        )

    def _accepted(self, name):
        """Whether an answer is still accepted: a number within the limits, an answer offered."""
        if name in self.program.derived:
            return Q()  # its key is of the same definition, down to what it rests on
        element, codes = self.program.elements[name], self.keys.codes(name)
        found = Q() if codes is None else Q(In(self._text(name), sorted(codes)))
        if element.type in NUMBERS:
            limits = (
                (GreaterThanOrEqual, element.absolute_low),
                (LessThanOrEqual, element.absolute_high),
            )
            for compare, limit in limits:
                found &= Q() if limit is None else Q(compare(self._number(name), float(limit)))
        return found

    def _call(self, tree):
        if tree.function == "known":
            return self._known(tree.argument)
        if tree.function in LISTS:
            return self._listed(tree.function, tree.argument)
        fact = _fact(f"{tree.function}({tree.argument})")
        same = Q(Exact(_fact("advice()"), self.keys.conditions))
        return Pair(same & Q(IsNull(fact, False)), same & Q(IsNull(fact, True)))

    def _listed(self, function, word):
        """Whether a name in a list counts as a word; only where all are known, none does."""
        names = self.keys.names(function, word)
        facts = [_fact(self.keys.listed(function, name)) for name in names]
        some = Q(*(Q(IsNull(fact, False)) for fact in facts), _connector=Q.OR)
        known = _fact(self.keys.listed(function))
        return Pair(some, Q(IsNull(known, False), *(Q(IsNull(fact, True)) for fact in facts)))

    def _known(self, name):
        """Is there a value? What is computed or read otherwise now may be known or not."""
        fact = self._text(name)
        accepted, missing = self._accepted(name), Q(IsNull(fact, True))
        marks = [("read()", self.keys.readings)]
        if name in self.program.derived:
            marks.append(("computed()", self.keys.computed))
        same = Q(*(Q(Exact(_fact(key), mark)) for key, mark in marks))
        return Pair(Q(IsNull(fact, False)) & accepted, same & missing)

    def _text(self, name):
        return _fact(self.keys[name])

    def _number(self, name):
        return Cast(self._text(name), FloatField())


def _fact(key):
    """A stored fact as text; NULL where it is not known."""
    return KeyTextTransform(key, F("values"))


def _stored(word):
    """The text of an answer as it is stored."""
    value = BOOLEAN_WORDS.get(word, word)
    return value if isinstance(value, str) else str(value).lower()


def _decided(comparison, accepted):
    return Pair(Q(comparison) & accepted, ~Q(comparison) & accepted)
