"""Under which key a fact is stored: a version finds only what it means in the same way.

An element of numbers is kept with its unit, 'weight_kg:kg'; another one that can be compared
under its name; one that can only be known as 'known(birth_date)'. A derived value carries a mark
of its definition, 'severity@1f0c9a2b', which another version shares as long as function, inputs,
levels and the criteria in them are the same. What is not found is unknown, never "no".
"""

from functools import cached_property, lru_cache

from guidelines.engine.expressions import Call, Comparison, Word, leaves, parse
from patients.visits.decided import fingerprint

NUMBERS = ("quantity", "integer")
GRADED = ("boolean", "choice")
ASKED = ("blocked", "requested", "advised", "incomplete")
LENGTH = 8  # signs of a mark: enough to tell the few definitions of one name apart


class Keys(dict):
    """The keys of the names of one compiled content, each made when first asked for."""

    def __init__(self, program):
        super().__init__()
        self.program = program

    def __missing__(self, name):
        self[name] = self._derived(name) if name in self.program.derived else self._element(name)
        return self[name]

    def _element(self, name):
        element = self.program.elements.get(name)
        if element is not None and element.type in NUMBERS:
            return f"{name}:{element.unit}"
        graded = element is not None and element.type in GRADED
        return name if graded else f"known({name})"

    def _derived(self, name):
        """With the mark of how it is computed, down to the findings it rests on."""
        row = self.program.derived[name]
        levels = [(level.code, self._expanded(level.when)) for level in row.levels]
        inputs = [self._meaning(key) for key in row.inputs if key != name]
        return f"{name}@{_mark([row.function, row.unit, inputs, levels])}"

    def _meaning(self, name):
        """What a name stands for: its key, or the text of a criterion with all that it names."""
        if name in self.program.criteria:
            return self._expanded(self.program.criteria[name].when)
        return self[name]

    def _expanded(self, text):
        """A condition with the meaning of every name in it; a counted level has no condition."""
        found = leaves(parse(text)) if text else ()
        return [
            text,
            *map(self._meaning, sorted({name for leaf in found for name in _names(leaf)})),
        ]

    @cached_property
    def conditions(self):
        """The mark of all that decides what is blocked, requested, advised or incomplete."""
        content = self.program.content
        rows = [
            *((row.key, row.shows, row.regimens, row.when) for row in content.gates),
            *((r.key, r.regimens, r.effect, r.if_unknown, r.when) for r in content.blocks),
            *(
                (row.key, row.regimens, row.choose_from, row.if_unknown, row.when)
                for row in content.recommendations
            ),
        ]
        said = [(*others, self._expanded(when)) for *others, when in rows]
        return _mark([said, self.computed])

    @cached_property
    def computed(self):
        """The mark of all derived values."""
        return _mark([self[name] for name in self.program.derived])


@lru_cache(maxsize=16)
def keys(program) -> Keys:
    """The keys of a compiled content, made once."""
    return Keys(program)


def _mark(meaning):
    return fingerprint(meaning)[:LENGTH]


def _names(leaf):
    if isinstance(leaf, Call):
        return [leaf.argument] if leaf.function == "known" else []
    two = isinstance(leaf, Comparison) and isinstance(leaf.value, Word)
    return [leaf.name, leaf.value.text] if two else [leaf.name]
