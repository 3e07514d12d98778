"""The language of conditions: one line of text becomes a tree of named parts.

    ab_hmgcr = positive and severity in (moderate, severe) and not takes(methotrexate)

Reading a condition never runs it; `logic` gives a tree its meaning.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from lark import Lark, Transformer, UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

LONGEST = 2000  # signs of a condition
LONGEST_NUMBER = 20  # signs
DEEPEST = 50  # parts within parts; what is deeper is read by nobody

GRAMMAR = r"""
?start: or_
?or_: and_ ("or"i and_)*
?and_: not_ ("and"i not_)*
?not_: "not"i not_ -> negation
     | test
?test: NAME OPERATOR value -> comparison
     | NAME "in"i "(" value ("," value)* ")" -> membership
     | NAME "(" NAME ")" -> call
     | NAME -> name
     | "(" or_ ")"
value: NUMBER -> number
     | NAME -> word

OPERATOR: "<=" | ">=" | "!=" | "==" | "=" | "<" | ">"
NUMBER: /-?\d+(\.\d+)?(?![\w.])/
NAME: /(?!(and|or|not|in)\b)[A-Za-z_]\w*/i
%ignore /\s+/
"""

EXPECTED = {
    "NAME": "a name",
    "NUMBER": "a number",
    "OPERATOR": "a comparison such as = or <",
    "LPAR": "'('",
    "RPAR": "')'",
    "COMMA": "','",
    "AND": "'and'",
    "OR": "'or'",
    "NOT": "'not'",
    "IN": "'in'",
    "$END": "the end",
}


class ExpressionError(ValueError):
    """A condition that cannot be read: says where, what was expected, and the nearest name."""

    def __init__(self, message, line=1, column=1, expected=(), nearest=""):
        self.message, self.line, self.column = message, line, column
        self.expected, self.nearest = tuple(expected), nearest
        super().__init__(str(self))

    def __str__(self):
        text = f"Line {self.line}, column {self.column}: {self.message}"
        if self.expected:
            text += f" Expected {' or '.join(self.expected)}."
        if self.nearest:
            text += f" Did you mean {self.nearest!r}?"
        return text


@dataclass(frozen=True, slots=True)
class Word:
    """A name on the right of a comparison: an option code, yes or no, or another element."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Comparison:
    name: str
    operator: str
    value: Decimal | Word
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Membership:
    name: str
    values: tuple
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    argument: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Not:
    part: object


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple


class _Build(Transformer):
    def number(self, items):
        number = items[0]
        if len(number) > LONGEST_NUMBER:
            message = f"A number of more than {LONGEST_NUMBER} signs."
            raise ExpressionError(message, number.line, number.column, ["a shorter number"])
        return Decimal(str(number))

    def word(self, items):
        return Word(str(items[0]), items[0].line, items[0].column)

    def comparison(self, items):
        name, operator, value = items
        operator = "=" if operator == "==" else str(operator)
        return Comparison(str(name), operator, value, name.line, name.column)

    def membership(self, items):
        name, *values = items
        return Membership(str(name), tuple(values), name.line, name.column)

    def call(self, items):
        function, argument = items
        return Call(str(function), str(argument), function.line, function.column)

    def name(self, items):
        return Name(str(items[0]), items[0].line, items[0].column)

    def negation(self, items):
        return Not(items[0])

    def and_(self, items):
        return And(tuple(items))

    def or_(self, items):
        return Or(tuple(items))


_PARSER = Lark(GRAMMAR, parser="lalr", transformer=_Build())


@lru_cache(maxsize=4096)
def parse(text: str):
    """The tree of a condition. Raises ExpressionError with line, column and what was expected."""
    if not text.strip():
        raise ExpressionError("The condition is empty.", expected=["a name"])
    if len(text) > LONGEST:
        raise ExpressionError(f"The condition has more than {LONGEST} signs. Use named criteria.")
    tree = _read(text)
    if _nested(text) > DEEPEST or _is_deep(tree):
        raise ExpressionError(f"Parts stand more than {DEEPEST} deep. Use named criteria.")
    return tree


def _nested(text):
    """How many parentheses stand inside each other."""
    return max(accumulate((sign == "(") - (sign == ")") for sign in text))


def _is_deep(tree):
    """Whether parts stand deeper than allowed; without recursion, which could fail itself."""
    level = [tree]
    for _ in range(DEEPEST):
        level = [part for node in level for part in _parts(node)]
    return bool(level)


def _parts(node):
    return (node.part,) if isinstance(node, Not) else getattr(node, "parts", ())


def _read(text):
    try:
        return _PARSER.parse(text)
    except UnexpectedToken as error:
        found = "the condition ends here" if not str(error.token) else f"found {error.token!s}"
        line, column = _place(error, text)
        message = f"{found[0].upper()}{found[1:]}."
        raise ExpressionError(
            message, line, column, _expected(error.accepts or error.expected)
        ) from None
    except UnexpectedCharacters as error:
        message = f"The sign {text[error.pos_in_stream]!r} is not used here."
        raise ExpressionError(message, error.line, error.column, _expected(error.allowed)) from None
    except UnexpectedEOF as error:
        line, column = _end(text)
        message = "The condition ends too early."
        raise ExpressionError(message, line, column, _expected(error.expected)) from None


def _place(error, text):
    return (error.line, error.column) if str(error.token) else _end(text)


def _end(text):
    lines = text.rstrip().split("\n")
    return len(lines), len(lines[-1]) + 1


def _expected(names):
    return sorted({EXPECTED[name] for name in names or () if name in EXPECTED})


def names(tree) -> set:
    """The names on the left of a tree: elements, derived elements and criteria."""
    return {node.name for node in leaves(tree) if not isinstance(node, Call)}


def leaves(tree):
    """The comparisons, memberships, calls and bare names of a tree, from left to right."""
    if isinstance(tree, Not):
        yield from leaves(tree.part)
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from leaves(part)
    else:
        yield tree
