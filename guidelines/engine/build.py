"""From plain data to content: every field is there, known, and of the right kind."""

import reprlib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from functools import cache

from .content import Content


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a content cannot be used: the sentence, and where.

    `path` leads through the data, as ("regimens", 0, "parts", 1, "low"); `place` says it in words.
    """

    text: str
    path: tuple[str | int, ...] = ()
    place: str = ""

    def __str__(self):
        return f"{self.place}: {self.text}" if self.place else self.text


class ContentError(ValueError):
    """The content cannot be used; `problems` holds everything that is wrong with it."""

    def __init__(self, *problems):
        self.problems = tuple(p if isinstance(p, Problem) else Problem(p) for p in problems)
        super().__init__("\n".join(map(str, self.problems)))


def build(data: Mapping) -> Content:
    """Content from plain data: one entry per field of `Content`; rows are mappings.

    Raises ContentError with every field that is unknown, missing, or of the wrong kind.
    """
    reader = _Reader()
    content = reader.fields(Content, data, (), "")
    if reader.problems:
        raise ContentError(*reader.problems)
    return content


class _Reader:
    """Reads on after a problem, so that all of them are told at once."""

    def __init__(self):
        self.problems = []

    def fields(self, kind, data, path, place):
        """One object from a mapping; None where something is wrong with it."""
        if not isinstance(data, Mapping):
            return self._wrong("fields with values", data, path, place)
        before = len(self.problems)
        self._refuse_unknown(kind, data, path, place)
        row = f"{place} {_name_of(data)}".strip() if path else ""
        values = {}
        for item in fields(kind):
            here = (*path, item.name), f"{row}, {item.name}" if row else item.name
            if data.get(item.name) is not None:
                values[item.name] = self._value(_hints(kind)[item.name], data[item.name], *here)
            elif item.default is MISSING and item.default_factory is MISSING:
                self.problems.append(Problem("is missing", *here))
        return kind(**values) if len(self.problems) == before else None

    def _refuse_unknown(self, kind, data, path, place):
        names = {item.name for item in fields(kind)}
        for name in sorted(set(data) - names, key=_shown):
            text = f"unknown field {_shown(name)}"
            self.problems.append(Problem(text, (*path, name), place))

    def _value(self, hint, value, path, place):
        if isinstance(hint, types.UnionType):
            hint = next(part for part in hint.__args__ if part is not type(None))
        if typing.get_origin(hint) is tuple:
            return self._tuple(hint.__args__[0], value, path, place)
        if hint is Decimal:
            return self._decimal(value, path, place)
        if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
            return self._wrong(hint.__name__, value, path, place)
        return value

    def _tuple(self, kind, value, path, place):
        if isinstance(value, str) or not isinstance(value, (list, tuple)):
            return self._wrong("a list", value, path, place)
        if hasattr(kind, "__dataclass_fields__"):
            rows = enumerate(value)
            return tuple(self.fields(kind, row, (*path, n), f"{place} {n + 1}") for n, row in rows)
        return tuple(self._value(kind, item, (*path, n), place) for n, item in enumerate(value))

    def _decimal(self, value, path, place):
        try:
            number = None if isinstance(value, bool) else Decimal(str(value))
        except (ArithmeticError, TypeError, ValueError):
            number = None
        if number is None or not number.is_finite():
            return self._wrong("a number", value, path, place)
        return number

    def _wrong(self, expected, value, path, place):
        text = f"expected {expected}, found {_shown(value)}"
        self.problems.append(Problem(text, path, place))


def _name_of(data):
    """What a row is called in a message."""
    found = (data.get(name) for name in ("key", "code", "name", "drug"))
    name = next((name for name in found if name), "")
    return name if isinstance(name, str) else _shown(name)


@cache
def _hints(kind):
    return typing.get_type_hints(kind)


def _shown(value):
    """A value for a message: short, whatever it is."""
    try:
        return reprlib.repr(value)[:80]
    except ValueError:
        return "a number of too many digits"
