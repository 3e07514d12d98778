"""Answers under which conditions hold together: found, proven impossible, or not found.

    search(content).find(("rule R11", TRUE), ("blocked PRED", FALSE))

A goal is a name of the evaluation or a compiled condition, with the verdicts that are wanted of it.
The test patients are tried first. Then `constraints` takes the goals apart into branches that
nothing contradicts, and each is tried on the engine itself, with answers for what is computed. So
what is found is a patient that the engine agrees on, and `is_impossible` is a proof; in between the
search gives up after a fixed number of tries.
"""

from functools import lru_cache
from itertools import chain, islice
from math import prod
from typing import NamedTuple

from . import trends
from .boundaries import boundaries
from .constraints import FALSE, NOT_FALSE, NOT_TRUE, TRUE, UNKNOWN, Constraints
from .expressions import Comparison
from .facts import Facts
from .followup import relapse, tis
from .program import program
from .vignettes import DAY, findings_of, plans

__all__ = ["FALSE", "NOT_FALSE", "NOT_TRUE", "TRUE", "UNKNOWN", "Outcome", "search"]

MOST_BRANCHES = 50  # tried on the engine
MOST_TRIES = 250  # sets of answers for one branch
STRIDE = 1_000_003  # a prime: walks evenly through all combinations of answers
# A record can hold any course, so what is read from it is assumed as it is needed.
FROM_RECORD = {f.__name__ for f in (*trends.FUNCTIONS, relapse.relapse_signal, tis.response_tis)}


class Outcome(NamedTuple):
    """The facts of a patient for whom all goals hold; None where none was found."""

    facts: Facts | None
    is_impossible: bool = False


@lru_cache(maxsize=8)
def search(content) -> "Search":
    """The search through one content; what it works out is kept."""
    return Search(content)


class Search:
    """Finds patients, real ones of the vignettes or made ones, for whom goals hold."""

    def __init__(self, content):
        self.content, self.program = content, program(content)
        self.boundaries = boundaries(content)
        self.constraints = Constraints(self.program, self.boundaries)
        self.paired = _paired(self.program)

    def find(self, *goals) -> Outcome:
        """A patient for whom every goal has a wanted verdict."""
        for plan in plans(self.content).values():
            if _hold(goals, plan.facts):
                return Outcome(plan.facts)
        branches, is_complete = self.constraints.branches(goals, MOST_BRANCHES)
        for branch in branches:
            for facts in self._patients(branch):
                if _hold(goals, facts):
                    return Outcome(facts)
        return Outcome(None, is_complete and not branches)

    def _patients(self, branch):
        """Facts within a branch: one for answers alone, many where a value is computed."""
        computed = [name for name in branch if self._is_computed(name)]
        inputs = sorted({key for name in computed for key in self._inputs(name)})
        choices = {key: branch.get(key) or self.boundaries.between(key) for key in inputs}
        choices |= {name: branch[name] for name in branch if name in self.paired}
        fixed = {name: values[0] for name, values in branch.items() if name not in choices}
        for chosen in islice(_combinations(choices), MOST_TRIES):
            yield self._facts(fixed | chosen)

    def _facts(self, answers):
        """Facts of a patient with these answers; what comes from a record is assumed."""
        flat = {key: value for key, value in answers.items() if key in self.program.elements}
        flat |= self._lists(
            {key: value for key, value in answers.items() if isinstance(key, tuple)}
        )
        facts = Facts(self.program, findings_of(flat), DAY)
        facts.update((key, answers[key]) for key in answers if self._is_from_record(key))
        return facts

    def _lists(self, words):
        """List elements from the answers to their single words, (list, word)."""
        lists = {}
        for (name, word), value in words.items():
            lists.setdefault(name, {})[word] = value
        return {name: _list(found) for name, found in lists.items()}

    def _is_from_record(self, name):
        row = self.program.derived.get(name)
        return row is not None and row.function in FROM_RECORD

    def _is_computed(self, name):
        """Does a name stand for a value that the engine works out from several answers?"""
        row = self.program.derived.get(name)
        plain = row is None or name in self.program.elements or row.function in FROM_RECORD
        return not plain and row.function != "highest_proven"

    def _inputs(self, name):
        """The elements behind a computed value."""
        if name in self.program.elements:
            return {name}
        row = self.program.derived[name]
        return set().union(*(self._inputs(key) for key in row.inputs))


def _paired(program):
    """The names that stand beside each other in a comparison of two results."""
    return {
        name
        for leaf in program.leaves
        if isinstance(leaf, Comparison) and getattr(leaf.value, "text", "") in program.quantities
        for name in (leaf.name, leaf.value.text)
    }


def _list(found):
    """A list from word to whether it stands in it; a word not known leaves the list open."""
    words = [word for word, stands in found.items() if stands]
    if None not in found.values():
        return words
    return [*words, "(not recognized)"] if words else None


def _hold(goals, facts):
    return all(_verdict(goal, facts) in wanted for goal, wanted in goals)


def _verdict(goal, facts):
    return facts[goal] if isinstance(goal, str) else goal.verdict(facts)


def _combinations(choices):
    """Combinations of one value each: nothing known, all first values, then spread evenly."""
    size = prod(len(values) for values in choices.values())
    for index in chain([size - 1], (number * STRIDE % size for number in range(size))):
        chosen = {}
        for key, values in choices.items():
            index, place = divmod(index, len(values))
            chosen[key] = values[place]
        yield chosen
