"""Why a verdict is what it is: the comparisons that decided it, with value and date."""

from . import wording
from .logic import Contains, Junction, Known, Leaf, Named, Negation
from .missing import missing_of, names_of
from .phrases import UNKNOWN, Phrases

VERDICTS = {True: "true", False: "false", None: "unknown"}
MOST_PARTS = 5  # a longer list of reasons inside one line is not read


class Explainer:
    """Turns the traces of one evaluation into lines of text."""

    def __init__(self, facts):
        self.facts = facts
        self.phrases = Phrases(facts.program)

    def why(self, trace) -> list[dict]:
        """The deciding comparisons, one line each: text, verdict for the whole, value, date."""
        return [self._line(part, positive) for part, positive in deciding(trace)]

    def tree(self, trace) -> dict:
        """The whole trace: every comparison with its value, date and verdict."""
        node = {"verdict": VERDICTS[trace.verdict]}
        if isinstance(trace.node, Leaf):
            node |= {"text": self.phrases.leaf(trace.node.tree), **self._seen(trace.node)}
            inner = self._inner(trace.node)
            return node | ({"parts": [self.tree(inner)]} if inner else {})
        kind = "not" if isinstance(trace.node, Negation) else "or" if trace.node.decisive else "and"
        return node | {"operator": kind, "parts": [self.tree(part) for part in trace.parts]}

    def _inner(self, leaf):
        nodes = self.facts.program.nodes
        return nodes[leaf.name].trace(self.facts) if leaf.name in nodes else None

    def _line(self, trace, positive):
        verdict = trace.verdict if positive or trace.verdict is None else not trace.verdict
        leaf = trace.node
        keys = missing_of(names_of(leaf), self.facts) if verdict is None else list(names_of(leaf))
        text = self._text(leaf, trace.verdict)
        if trace.verdict is False and not positive and leaf.name in self.facts.program.criteria:
            text = f"does not apply: {self.phrases.label(leaf.name)}"
        return {
            "text": wording.capitalized(text),
            "verdict": VERDICTS[verdict],
            "keys": [key for key in keys if key in self.facts.program.elements],
            **self._seen(leaf),
        }

    def _seen(self, leaf):
        """The value that was looked at and the day it is from."""
        value = self.facts[leaf.name]
        finding = self.facts.findings.get(leaf.name) or {}
        shown = self.phrases.value(leaf.name, value) if not isinstance(leaf, Contains) else ""
        return {"value": shown, "on": (finding.get("on") or "") if value is not None else ""}

    def _text(self, leaf, verdict, nested=False):
        """One comparison in words; a criterion with its own reasons, but only one level deep."""
        answer = {True: "yes", False: "no", None: UNKNOWN}[verdict]
        if isinstance(leaf, Known):
            return f"{self.phrases.label(leaf.name)}: {'known' if verdict else UNKNOWN}"
        if isinstance(leaf, Contains) or " " in leaf.name:
            return f"{self.phrases.leaf(leaf.tree)}: {answer}"
        if isinstance(leaf, Named) and leaf.name in self.facts.program.criteria:
            if nested:
                return f"{self.phrases.label(leaf.name)}: {answer}"
            return self._criterion(leaf, answer)
        shown = self.phrases.value(leaf.name, self.facts[leaf.name])
        if len(names_of(leaf)) > 1:
            other = names_of(leaf)[1]
            limit = self.phrases.value(other, self.facts[other])
            return f"{self.phrases.label(leaf.name)}: {shown} (limit {limit})"
        return f"{self.phrases.label(leaf.name)}: {shown}"

    def _criterion(self, leaf, answer):
        label = self.phrases.label(leaf.name)
        inner = deciding(self.facts.program.nodes[leaf.name].trace(self.facts))
        if answer == "no" or len(inner) > MOST_PARTS:
            return f"{label}: {answer}"
        parts = [self._text(trace.node, trace.verdict, nested=True) for trace, _positive in inner]
        head = label if answer == "yes" else f"{label}: {answer}"
        return f"{head} ({'; '.join(dict.fromkeys(parts))})"


def deciding(trace, positive=True) -> list[tuple]:
    """The comparisons that decided a trace; `positive` is false below an odd number of nots."""
    if isinstance(trace.node, Negation):
        return deciding(trace.parts[0], not positive)
    if not isinstance(trace.node, Junction):
        return [(trace, positive)]
    return [pair for part in _deciding_parts(trace) for pair in deciding(part, positive)]


def _deciding_parts(trace):
    """All parts where all count; else only the parts that share the verdict."""
    decisive = trace.node.decisive
    if trace.verdict is (not decisive):
        return trace.parts
    if trace.verdict is None and not decisive:
        return [part for part in trace.parts if part.verdict is not False]
    return [part for part in trace.parts if part.verdict is trace.verdict]
