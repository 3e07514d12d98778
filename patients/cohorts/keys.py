"""Under which key a fact is stored: a version finds only what it means in the same way.

An element of numbers is kept with its unit, 'weight_kg:kg'; another one that can be compared
under its name; one that can only be known as 'known(birth_date)'. An element whose answers grow
old carries after how many days. A name in a list is kept as it was given, 'takes(zocor)', and the
version that is asked says what it counts as. A derived value carries a mark of its definition,
'severity@1f0c9a2b', which another version shares as long as function, inputs, levels and all that
they rest on are the same. What is not found is unknown, never "no".
"""

from functools import cached_property, lru_cache

from guidelines.engine.expressions import Call, Comparison, Word, leaves, parse
from guidelines.engine.intake import unknown_options
from guidelines.engine.logic import LISTS
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
            whole = ":whole" if element.type == "integer" else ""
            return f"{name}:{element.unit}{whole}{_age(element)}"
        graded = element is not None and element.type in GRADED
        return (name if graded else f"known({name})") + _age(element)

    def codes(self, name):
        """The answers of a question, as they are stored, that tell something; None if any may."""
        element = self.program.elements.get(name)
        if name in self.program.derived or element is None or element.type not in GRADED:
            return None
        if element.type == "boolean":
            return {"true", "false"}
        return {option.code for option in element.options} - unknown_options(element)

    def names(self, function, word):
        """The names, as given in a list, that count as a word of a condition."""
        element = self.program.elements.get(LISTS[function])
        if element is None or not element.open_list:
            return [word]
        known = self.program.words_of(element)
        return sorted(name for name, words in known.items() if word in words)

    def listed(self, function, name=""):
        """The key of a name in a list; without a name that of knowing what all of them mean."""
        element = self.program.elements.get(LISTS[function])
        if element is None:
            return f"{function}({name})"
        is_open = element.open_list
        known = self.program.words_of(element) if is_open else [row.code for row in element.options]
        mark = "" if name and is_open else f"@{_mark(sorted(known))}"
        return f"{function}({name}){mark}{_age(element)}"

    def _derived(self, name):
        """With the mark of how it is computed, down to the findings it rests on."""
        row = self.program.derived[name]
        levels = [(level.code, self._expanded(level.when)) for level in row.levels]
        inputs = [self._meaning(key) for key in row.inputs if key != name]
        own = self._reading(name)
        return f"{name}@{_mark([row.function, row.unit, inputs, levels, own])}"

    def _reading(self, name):
        """How an answer is read: what is refused, and what counts as not known."""
        element = self.program.elements.get(name)
        if element is None:
            return None
        limits = [element.absolute_low, element.absolute_high]
        codes = sorted(option.code for option in element.options)
        unknown = sorted(unknown_options(element))
        return [element.type, _age(element), *map(str, limits), codes, unknown]

    @cached_property
    def readings(self):
        """The mark of how all answers are read."""
        elements = self.program.elements.values()
        return _mark([(row.key, row.unit, self._reading(row.key)) for row in elements])

    def _meaning(self, name):
        """What a name stands for: its key, or the text of a criterion with all that it names."""
        if name in self.program.criteria:
            return self._expanded(self.program.criteria[name].when)
        return [self[name], self._reading(name)]

    def _expanded(self, text):
        """A condition with the meaning of all in it; a counted level has no condition."""
        found = list(leaves(parse(text))) if text else ()
        names = {name for leaf in found for name in _names(leaf)}
        asked = {(leaf.function, leaf.argument) for leaf in found if _asks_list(leaf)}
        lists = [(self.names(*pair), self.listed(pair[0])) for pair in sorted(asked)]
        return [text, *map(self._meaning, sorted(names)), *lists]

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


def _age(element):
    """After how many days an answer no longer counts."""
    days = element is not None and element.max_age_days
    return f":{days}d" if days else ""


def _asks_list(leaf):
    return isinstance(leaf, Call) and leaf.function in LISTS


def _names(leaf):
    if isinstance(leaf, Call):
        return [leaf.argument] if leaf.function == "known" else []
    two = isinstance(leaf, Comparison) and isinstance(leaf.value, Word)
    return [leaf.name, leaf.value.text] if two else [leaf.name]
