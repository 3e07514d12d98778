"""Conditions and values in plain English, from the labels of the content."""

from . import wording
from .expressions import And, Call, Comparison, Membership, Not, Or, Word, parse
from .logic import BOOLEAN_WORDS, LISTS
from .program import program

COMPARED = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}
CALLS = {
    "takes": "takes {}",
    "failed": "{} has failed",
    "allergic": "is allergic to {}",
    "antibody": "{} antibody found",
    "known": "{} is known",
    "incomplete": "{} could still change",
    "blocked": "{} is blocked",
    "requested": "{} is part of this plan",
    "advised": "{} is advised",
}
UNKNOWN = "not known"


def phrase(text: str, content) -> str:
    """The English phrase of a condition. Raises ExpressionError if it cannot be read."""
    return wording.capitalized(Phrases(program(content)).tree(parse(text)))


class Phrases:
    """English for one compiled content."""

    def __init__(self, program):
        self.program = program

    def tree(self, tree) -> str:
        if isinstance(tree, Or):
            return " or ".join(self._bracketed(part, And) for part in tree.parts)
        if isinstance(tree, And):
            return " and ".join(self._bracketed(part, Or) for part in tree.parts)
        if isinstance(tree, Not):
            return f"not ({self.tree(tree.part)})"
        return self.leaf(tree)

    def _bracketed(self, part, kind):
        text = self.tree(part)
        return f"({text})" if isinstance(part, kind) else text

    def leaf(self, tree) -> str:
        if isinstance(tree, Call):
            return CALLS[tree.function].format(self.argument(tree))
        if isinstance(tree, Membership):
            values = [self.right(tree.name, value) for value in tree.values]
            return f"{self.label(tree.name)} is {wording.listed(values, 'or')}"
        if isinstance(tree, Comparison):
            right = self.right(tree.name, tree.value)
            return f"{self.label(tree.name)} {COMPARED[tree.operator]} {right}"
        return self.label(tree.name)

    def argument(self, tree: Call) -> str:
        """What a call is about, in words: a medicine, a regimen, a question, a recommendation."""
        name = tree.argument
        if tree.function in ("blocked", "requested"):
            return self.program.regimens[name].name
        if tree.function in ("known", "incomplete"):
            return self.label(name)
        if tree.function == "advised":
            return name
        return self.option(LISTS[tree.function], name).replace("_", " ")

    def right(self, name, value) -> str:
        if not isinstance(value, Word):
            return wording.amount(value, self.unit(name))
        if value.text in self.program.quantities:
            return self.label(value.text)
        return self.option(name, BOOLEAN_WORDS.get(value.text, value.text))

    def label(self, name: str) -> str:
        """The label of an element, derived element or criterion."""
        for rows in (self.program.derived, self.program.elements, self.program.criteria):
            if name in rows:
                return rows[name].label
        return name

    def unit(self, name: str) -> str:
        for rows in (self.program.elements, self.program.derived):
            if name in rows:
                return rows[name].unit
        return ""

    def option(self, name, code) -> str:
        """The label of an option or level; yes and no for booleans."""
        if isinstance(code, bool):
            return "yes" if code else "no"
        row = self.program.elements.get(name) or self.program.derived.get(name)
        choices = getattr(row, "options", None) or getattr(row, "levels", ())
        found = next((choice.label for choice in choices if choice.code == code), code)
        return found if found[:2].isupper() else found[:1].lower() + found[1:]

    def value(self, name, value) -> str:
        """A value in words, with its unit; 'not known' for none."""
        if value is None:
            return UNKNOWN
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return self._text(name, value)
        if isinstance(value, frozenset | tuple | list):
            words = sorted(self.option(name, word) for word in value if word)
            return wording.listed([word.replace("_", " ") for word in words]) or "none"
        row = self.program.derived.get(name)
        if row is None:  # three decimals, and of a small number three digits
            return wording.amount(value, self.unit(name), max(3, 2 - value.adjusted()))
        decimals = 2 if row.decimals is None else row.decimals
        return wording.amount(value, self.unit(name), decimals)

    def _text(self, name, value):
        element = self.program.elements.get(name)
        if element is not None and element.type == "date":
            return wording.date(value)
        return self.option(name, value)
