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
from patients.cohorts.keys import keys

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
            return _decided(Exact(self._text(tree.name), "true"))
        if tree.name not in self.criteria:
            self.criteria[tree.name] = self.pair(self.program.nodes[tree.name].tree)
        return self.criteria[tree.name]

    def _comparison(self, tree):
        if tree.operator == "!=":
            holds, fails = _decided(Exact(*self._sides(tree)))
            return Pair(fails, holds)
        return _decided(ORDER.get(tree.operator, Exact)(*self._sides(tree)))

    def _sides(self, tree):
        """What stands left and right of a comparison, as numbers or as texts."""
        word = tree.value.text if isinstance(tree.value, Word) else None
        if word in self.program.quantities:
            return self._number(tree.name), self._number(word)
        if word is None:
            return self._number(tree.name), float(tree.value)
        return self._text(tree.name), _stored(word)

    def _membership(self, tree):
        if isinstance(tree.values[0], Word):
            values = [_stored(value.text) for value in tree.values]
            return _decided(In(self._text(tree.name), values))
        return _decided(In(self._number(tree.name), [float(value) for value in tree.values]))

    def _call(self, tree):
        if tree.function == "known":
            return self._known(tree.argument)
        fact = _fact(f"{tree.function}({tree.argument})")
        said, unsaid = Q(IsNull(fact, False)), Q(IsNull(fact, True))
        if tree.function in LISTS:
            return Pair(said, Q(IsNull(_fact(f"{tree.function}()"), False)) & unsaid)
        same = Q(Exact(_fact("advice()"), self.keys.conditions))
        return Pair(same & said, same & unsaid)

    def _known(self, name):
        """Is there a value? A derived one that is computed otherwise now may be known or not."""
        fact = self._text(name)
        missing = Q(IsNull(fact, True))
        if name in self.program.derived:
            missing &= Q(Exact(_fact("computed()"), self.keys.computed))
        return Pair(Q(IsNull(fact, False)), missing)

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


def _decided(comparison):
    return Pair(Q(comparison), ~Q(comparison))
