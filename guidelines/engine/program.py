"""A guideline version compiled once, for many evaluations."""

from datetime import timedelta
from functools import lru_cache, partial

from . import advice, derived, intake
from .content import Content
from .expressions import leaves, parse
from .logic import LISTS, compile_tree

URGENCIES = ("now", "24h", "days", "weeks")


class Program:
    """The conditions of a `Content` as nodes, and by name how to compute every other fact."""

    def __init__(self, content: Content):
        self.content = content
        self.candidates = {}
        self.elements = {row.key: row for row in content.elements}
        self.derived = {row.key: row for row in content.derived}
        self.criteria = {row.key: row for row in content.criteria}
        self.recommendations = {row.key: row for row in content.recommendations}
        self.regimens = {row.code: row for row in content.regimens}
        self.blocks = {row.key: row for row in content.blocks}
        self.readers = {row.key: intake.reader(row) for row in content.elements}
        self.max_age = {
            row.key: timedelta(days=row.max_age_days)
            for row in content.elements
            if row.max_age_days
        }
        self.enterable = {row.key for row in content.derived if row.enterable}
        self.blank = dict.fromkeys(key for key in self.elements if key not in self.enterable)
        self.quantities = {
            row.key for row in content.elements if row.type in ("quantity", "integer")
        } | set(self.derived)
        self.drug_words = _drug_words(content)
        self._index()
        self._compile()
        self.states_of = {
            row.key: [f"state {code}" for code in row.regimens] for row in content.recommendations
        }
        self.in_screen_order = sorted(
            ((row, f"rule {row.key}") for row in content.recommendations),
            key=lambda pair: _screen_order(pair[0]),
        )
        self.rule_names = [(row, f"rule {row.key}") for row in content.recommendations]
        self.rules = [(row.key, name, self.nodes[name].verdict) for row, name in self.rule_names]
        self.following = {
            row.key for row in content.recommendations if self._asks_for_advice(row.when)
        }
        self.leaves = [leaf for text in self.texts() for leaf in leaves(parse(text))]
        self.compute = dict(self._computations())
        self.spread = {
            row.key: partial(derived.POSSIBLE[row.function], row=row)
            for row in content.derived
            if row.function in derived.POSSIBLE
        }

    def words_of(self, element):
        """The names an open list recognizes, each with the words that it stands for."""
        if element.key == LISTS["takes"]:
            return self.drug_words
        # "other" is an answer of its own: it matches no word that a rule asks for.
        codes = [option.code for option in element.options]
        return {code.lower(): (code,) for code in [*codes, "other", "none"]}

    def texts(self):
        """Every condition on which advice, doses, levels or tests rest."""
        content = self.content
        rows = [*content.gates, *content.criteria, *content.recommendations, *content.blocks]
        rows += [*content.interplays, *content.monitoring]
        rows += [change for row in content.regimens for change in row.adjustments]
        rows += [level for row in content.derived for level in row.levels]
        return [row.when for row in rows if row.when]

    def node(self, text):
        """The node of one condition of this content."""
        return compile_tree(parse(text), self.quantities)

    def _asks_for_advice(self, text):
        """Does a condition ask whether other advice is given, itself or through a criterion?"""
        found = list(leaves(parse(text)))
        if any(getattr(leaf, "function", "") in ("requested", "advised") for leaf in found):
            return True
        named = (self.criteria[leaf.name] for leaf in found if _name(leaf) in self.criteria)
        return any(self._asks_for_advice(row.when) for row in named)

    def _index(self):
        codes = self.regimens
        self.blocks_of = {
            code: [row for row in self.content.blocks if code in row.regimens] for code in codes
        }
        self.named_by = {
            code: [row.key for row in self.content.recommendations if code in row.regimens]
            for code in codes
        }

    def _compile(self):
        content = self.content
        self.nodes = {row.key: self.node(row.when) for row in content.criteria}
        self.nodes |= {f"rule {row.key}": self.node(row.when) for row in content.recommendations}
        self.nodes |= {f"block {row.key}": self.node(row.when) for row in content.blocks}
        self.gates = [(gate, self.node(gate.when)) for gate in content.gates]
        self.interplays = [(row, self.node(row.when)) for row in content.interplays]
        self.monitoring = [(row, row.when and self.node(row.when)) for row in content.monitoring]
        self.action_limits = {
            row.key: [
                (limit, self.node(limit.when), limit.unless and self.node(limit.unless))
                for limit in row.limits
            ]
            for row in content.monitoring
        }
        self.adjustments = {
            row.code: [(change, self.node(change.when)) for change in row.adjustments]
            for row in content.regimens
        }
        self.levels = {
            row.key: [(level.code, self.node(level.when)) for level in row.levels if level.when]
            for row in content.derived
        }

    def _computations(self):
        yield "scope", advice.scope
        for row in self.content.derived:
            yield row.key, partial(derived.FUNCTIONS[row.function], row=row)
            yield f"incomplete {row.key}", partial(advice.incomplete, key=row.key)
        for row in self.content.criteria:
            yield row.key, self.nodes[row.key].verdict
        for row in self.content.blocks:
            yield f"block {row.key}", self.nodes[f"block {row.key}"].verdict
        for code in self.regimens:
            ranks = [advice.ranks_of(row) for row in self.blocks_of[code]]
            rules = [f"rule {key}" for key in self.named_by[code]]
            yield f"state {code}", partial(advice.state, rows=ranks)
            yield f"blocked {code}", partial(advice.blocked, name=f"state {code}")
            yield f"requested {code}", partial(advice.requested, rules=rules)
        for row in self.content.recommendations:
            name = f"rule {row.key}"
            yield name, partial(advice.rule, key=row.key, verdict=self.nodes[name].verdict)
            yield f"status {row.key}", partial(advice.status, recommendation=row, name=name)
            yield f"advised {row.key}", partial(advice.advised, key=row.key)

    asked_outlook = staticmethod(advice.asked_outlook)


@lru_cache(maxsize=16)
def program(content: Content) -> Program:
    """The compiled form of a content; the same content is compiled once."""
    return Program(content)


def _name(leaf):
    return getattr(leaf, "name", "")


def _screen_order(recommendation):
    """By urgency, then safety first; what is equal keeps the order of the content."""
    return URGENCIES.index(recommendation.urgency), recommendation.category != "safety"


def _drug_words(content):
    """Every name of the drug table, in lower case, with the words that it stands for."""
    words = {}
    for drug in content.drugs:
        for name in (drug.name, *drug.synonyms, *drug.brands):
            words.setdefault(name.lower(), {name.lower()}).update((drug.name, *drug.classes))
    for name in {name for drug in content.drugs for name in drug.classes}:
        words.setdefault(name, {name})
    return {name: frozenset(found) for name, found in words.items()}
