"""Goals taken apart: the branches in which nothing contradicts what single answers may be.

A goal wants some verdicts of a condition or of a name. A comparison narrows the values of what it
looks at; `and`, `or`, criteria, rules, blocks and levels become goals for their parts. What cannot
be taken apart (a value computed from others, one result against another, whether advice is given)
is left open: a branch may still be impossible, but what has no branch is.
"""

from typing import NamedTuple

from .logic import Asked, CompareTwo, Contains, Junction, Known, Named, Negation, negate

TRUE, FALSE, UNKNOWN = frozenset([True]), frozenset([False]), frozenset([None])
NOT_TRUE, NOT_FALSE = FALSE | UNKNOWN, TRUE | UNKNOWN
MOST_STEPS = 5000
ALWAYS, NEVER = [[]], []  # alternatives: nothing more is needed; nothing helps


class Narrowed(NamedTuple):
    """A goal that is about one name alone: the values that it may have."""

    name: object
    values: tuple


class TooLong(Exception):  # noqa: N818 not an error: the search ends
    """More steps than the search may take."""


class Constraints:
    """Takes goals apart for one compiled content, over its boundary values."""

    def __init__(self, program, boundaries):
        self.program, self.boundaries = program, boundaries
        self.steps = 0

    def branches(self, goals, most) -> tuple[list[dict], bool]:
        """Up to `most` branches (the values left of each name), and whether there are no others."""
        found, self.steps = [], 0
        try:
            for branch in self._branches(list(goals), {}, frozenset()):
                found.append(branch)
                if len(found) == most:
                    return found, False
        except (TooLong, RecursionError):
            return found, False
        return found, True

    def _branches(self, goals, domains, graded):
        """`graded` are the names whose levels have already become goals."""
        domains, choices = self._settled(goals, domains)
        if domains is None:
            return
        if choices:
            choice = min(choices, key=len)
            rest = [other for other in choices if other is not choice]
            for alternative in choice:
                yield from self._branches([*alternative, *rest], domains, graded)
            return
        levels = self.program.levels
        name = next((key for key in domains if levels.get(key) and key not in graded), None)
        if name is None:
            yield domains
            return
        for value in domains[name]:
            goals = [Narrowed(name, (value,)), *_reaching(levels[name], value)]
            yield from self._branches(goals, domains, graded | {name})

    def _settled(self, goals, domains):
        """What follows without a choice: the domains, and the choices left (lists of alternatives).

        The domains are None where something contradicts itself.
        """
        domains, choices, goals = dict(domains), [], list(goals)
        while goals:
            self._step()
            goal = goals.pop()
            if isinstance(goal, Narrowed):
                domains[goal.name] = self._left(goal, domains)
                if not domains[goal.name]:
                    return None, []
                continue
            open_ones = [a for a in self._alternatives(goal) if self._is_open(a, domains)]
            if len(open_ones) > 1:
                choices.append(open_ones)
            elif open_ones:
                goals += open_ones[0]
            else:
                return None, []
        return domains, choices

    def _step(self):
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooLong

    def _left(self, goal, domains):
        """The values of a name that a goal leaves."""
        values = domains.get(goal.name) or self.boundaries.of(goal.name)
        return tuple(value for value in values if value in goal.values)

    def _is_open(self, alternative, domains):
        narrowed = [goal for goal in alternative if isinstance(goal, Narrowed)]
        return all(self._left(goal, domains) for goal in narrowed)

    def _alternatives(self, goal):
        """Ways to reach a goal, each a list of goals; a choice from before is one already."""
        if isinstance(goal, list):
            return goal
        thing, wanted = goal
        found = self._of_name(thing, wanted) if isinstance(thing, str) else self._of(thing, wanted)
        return [[self._simple(part) for part in alternative] for alternative in found]

    def _simple(self, goal):
        """A goal for one comparison becomes the values that it leaves."""
        if isinstance(goal, Narrowed) or isinstance(
            goal[0], str | Negation | Junction | CompareTwo
        ):
            return goal
        leaf, wanted = goal
        if isinstance(leaf, Asked) or leaf.name in self.program.criteria:
            return leaf.name, wanted
        name = (leaf.name, leaf.word) if isinstance(leaf, Contains) else leaf.name
        values = self.boundaries.of(name)
        return Narrowed(name, tuple(v for v in values if _verdict(leaf, v) in wanted))

    def _of(self, node, wanted):
        if isinstance(node, Negation):
            return [[(node.part, frozenset(negate(verdict) for verdict in wanted))]]
        if isinstance(node, Junction):
            return _junction(node.parts, node.decisive, wanted)
        if isinstance(node, CompareTwo):
            return [[self._kept(name, wanted) for name in (node.name, node.other)]]
        return [[(node, wanted)]]

    def _kept(self, name, wanted):
        """One of two results: any value, but a known one unless the verdict may be unknown."""
        values = self.boundaries.of(name)
        return Narrowed(name, values if None in wanted else values[:-1])

    def _of_name(self, name, wanted):
        kind, _, key = name.partition(" ")
        if not key:
            return [[(self.program.nodes[name], wanted)]]
        if kind == "rule":
            return self._rule(key, wanted)
        if kind == "block":
            return [[(self.program.nodes[name], wanted)]]
        yes, no = self._asked(kind, key)
        return [*(yes if True in wanted else NEVER), *(no if False in wanted else NEVER)]

    def _rule(self, key, wanted):
        """A rule is false outside its scope, whatever its condition says."""
        hiding = [node for gate, node in self.program.gates if key not in gate.shows]
        node = self.program.nodes[f"rule {key}"]
        if False in wanted:
            return [[(node, wanted)], *([(gate, TRUE)] for gate in hiding)]
        return [[(node, wanted), *((gate, NOT_TRUE) for gate in hiding)]]

    def _asked(self, function, key):
        """Alternatives for yes and for no of a question about the evaluation itself."""
        if function == "blocked":
            rows = [row for row in self.program.blocks_of[key] if row.effect != "caution"]
            return _some([f"block {row.key}" for row in rows])
        if function == "requested":
            return _some([f"rule {rule}" for rule in self.program.named_by[key]])
        if function == "advised":
            return self._advised(self.program.recommendations[key])
        return ALWAYS, ALWAYS

    def _advised(self, row):
        """Advice is given unless its rule does not hold or all its regimens are blocked."""
        held = NOT_FALSE if row.if_unknown == "safe" else TRUE
        no = [[(f"rule {row.key}", NOT_TRUE)]]
        if row.regimens:
            no.append([(f"blocked {code}", TRUE) for code in row.regimens])
        return [[(f"rule {row.key}", held)]], ALWAYS if row.choose_from else no


def _some(names):
    """Alternatives for yes, one of the names is true, and for no, none of them is."""
    return [[(name, TRUE)] for name in names], [[(name, NOT_TRUE) for name in names]]


def _junction(parts, decisive, wanted):
    """`and` and `or` over their parts; one `decisive` part decides the whole."""
    if decisive in wanted:
        found = [[(part, wanted & {decisive, None})] for part in parts]
        return (
            [*found, [(part, {not decisive}) for part in parts]]
            if (not decisive) in wanted
            else found
        )
    if (not decisive) in wanted:
        return [[(part, wanted) for part in parts]]
    others = frozenset([not decisive, None])
    return [
        [(part, UNKNOWN), *((other, others) for other in parts if other is not part)]
        for part in parts
    ]


def _verdict(leaf, value):
    """The verdict of a comparison on one value, or on whether a list holds its word."""
    if isinstance(leaf, Known):
        return value is not None
    if value is None or isinstance(leaf, Named | Contains):
        return value
    return leaf.judge(value)


def _reaching(levels, value):
    """Goals for a graded value: its own level is proven, and none above it."""
    goals = []
    for code, node in levels:
        if code == value:
            return [*goals, (node, TRUE)]
        goals.append((node, NOT_TRUE))
    return goals
