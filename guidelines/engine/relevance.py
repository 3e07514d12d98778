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


class Relevance:
    """The open questions of one evaluation. What is found for a name is kept for the next rule."""

    def __init__(self, facts):
        self.facts, self.program = facts, facts.program
        self.kept = {}

    def elements(self) -> list[str]:
        """The elements on which a rule, a regimen's state, a dose or a higher severity depends."""
        found = self._of_scope() | self._of_severity()
        for row in self.program.content.recommendations:
            if advice.rule_outlook(self.facts, row.key) is not False:
                found |= self.name(f"rule {row.key}")
                for code in self._codes(row):
                    found |= self._once(f"state {code}", self._state, code)
                    found |= self._once(f"dose {code}", self._dose, code)
        return self._ordered(self._with_setters(found))

    def of(self, name) -> list[str]:
        """The elements that could still change one derived value or criterion."""
        return self._ordered(self.name(name))

    def _ordered(self, found):
        return [key for key in self.program.elements if key in found]

    def _of_scope(self):
        return set().union(*(self.node(node) for _gate, node in self.program.gates))

    def _of_severity(self):
        rows = self.program.content.derived if self.facts["scope"] is None else ()
        graded = [row.key for row in rows if row.function == "highest_proven"]
        return set().union(*(self.name(key) for key in graded))

    def _with_setters(self, found):
        for name, setters in SET_BY.items():
            if name in found:
                found |= {setter for setter in setters if self.facts[setter] is None}
        for name in self.program.enterable & found:  # either the value itself or its parts
            found |= set(missing_of(self.program.derived[name].inputs, self.facts))
        return found

    def _codes(self, row):
        codes = list(row.regimens)
        for key in row.choose_from:
            codes += self.program.recommendations[key].regimens
        return unique(codes)

    def _once(self, name, find, *arguments):
        if name not in self.kept:
            self.kept[name] = set()  # a name that leads back to itself adds nothing
            self.kept[name] = find(*arguments)
        return self.kept[name]

    def _state(self, code):
        """Open conditions of the rows that could still give the regimen a graver state."""
        rows = self.program.blocks_of[code]
        rank = {row.key: advice.RANK[advice.STATE_OF_EFFECT[row.effect]] for row in rows}
        certain = [rank[row.key] for row in rows if self.facts.outlook(f"block {row.key}")]
        gravest = max(certain, default=-1)
        graver = (row.key for row in rows if rank[row.key] > gravest)
        return set().union(*(self.name(f"block {key}") for key in graver))

    def _dose(self, code):
        if advice.state_outlook(self.facts, code) or self.facts["scope"] is not None:
            return set()
        parts = self.program.regimens[code].parts
        needed = unique(name for part in parts for name in dosing.inputs(part))
        found = set(missing_of(needed, self.facts))
        return found.union(*(self.node(node) for _row, node in self.program.adjustments[code]))

    def node(self, node):
        """The unanswered elements in the open branches of a condition."""
        if node.outlook(self.facts) is not None:
            return set()
        if isinstance(node, Known):
            return set(missing_of((node.name,), self.facts))
        if isinstance(node, Leaf):
            return set().union(*(self.name(name) for name in names_of(node)))
        parts = getattr(node, "parts", None) or (node.part,)
        return set().union(*(self.node(part) for part in parts))

    def name(self, name):
        """The unanswered elements that could still change a named value, condition or question."""
        return self._once(name, self._find, name)

    def _find(self, name):
        if name in self.program.nodes:
            return self.node(self.program.nodes[name])
        if " " in name:
            return self._asked(*name.split())
        if self.program.levels.get(name):
            return self._levels(name)
        if name in self.program.spread:
            return set(missing_of(self.program.derived[name].inputs, self.facts))
        return set(missing_of((name,), self.facts))

    def _levels(self, name):
        levels = self.program.levels[name]
        possible = self.facts.possible(name) or dict(levels)
        return set().union(*(self.node(node) for code, node in levels if code in possible))

    def _asked(self, function, argument):
        if function == "blocked":
            return self._once(f"state {argument}", self._state, argument)
        if function == "requested":
            names = [f"rule {key}" for key in self.program.named_by[argument]]
            return set().union(*(self.name(name) for name in names))
        return self.name(f"rule {argument}" if function == "advised" else argument)
