"""From plain data to content: every field is there, known, and of the right kind."""

import reprlib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from functools import cache

from .content import Content
from .plain_data import UNFIT, fits, misfit
from .wording import evenly_spaced


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
    content, problems = build_anyway(data)
    if problems:
        raise ContentError(*problems)
    return content


def build_anyway(data: Mapping) -> tuple[Content, list[Problem]]:
    """Content from plain data, and all problems; a field that has one is left at its default.

    Only for finding more problems: a content with a problem is never evaluated.
    """
    reader = _Reader()
    return reader.fields(Content, data, (), ""), reader.problems


class _Reader:
    """Reads on after a problem, so that all of them are told at once."""

    def __init__(self):
        self.problems = []

    def fields(self, kind, data, path, place):
        """One object from a mapping; an empty one where there is no mapping."""
        if not isinstance(data, Mapping):
            self._wrong("fields with values", data, path, place)
            return kind(**{item.name: _blank(_hints(kind)[item.name]) for item in _needed(kind)})
        self._refuse_unknown(kind, data, path, place)
        row = f"{place} {_name_of(data)}".strip() if path else ""
        values = {}
        for item in fields(kind):
            here = (*path, item.name), f"{row}, {item.name}" if row else item.name
            hint, value = _hints(kind)[item.name], data.get(item.name)
            found = None if value is None else self._value(hint, value, *here)
            needed = item in _needed(kind)
            if value is None and needed:
                self.problems.append(Problem("is missing", *here))
            if found is not None or needed:
                values[item.name] = _blank(hint) if found is None else found
        return kind(**values)

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
        if hint is Mapping and (text := misfit(value)):
            return self.problems.append(Problem(text, path, place))
        return evenly_spaced(value) if hint is str else value

    def _tuple(self, kind, value, path, place):
        if isinstance(value, str) or not isinstance(value, (list, tuple)):
            return self._wrong("a list", value, path, place)
        if hasattr(kind, "__dataclass_fields__"):
            found = (
                self.fields(kind, row, (*path, n), f"{place} {n + 1}")
                for n, row in enumerate(value)
            )
        else:
            found = (self._value(kind, item, (*path, n), place) for n, item in enumerate(value))
        return tuple(item for item in found if item is not None)

    def _decimal(self, value, path, place):
        try:
            number = None if isinstance(value, bool) else Decimal(str(value))
        except (ArithmeticError, TypeError, ValueError):
            number = None
        if number is None or not number.is_finite():
            return self._wrong("a number", value, path, place)
        if not fits(number):
            return self.problems.append(Problem(UNFIT, path, place))
        return number

    def _wrong(self, expected, value, path, place):
        text = f"expected {expected}, found {_shown(value)}"
        self.problems.append(Problem(text, path, place))


@cache
def _needed(kind):
    """The fields of a class that have no default."""
    both = MISSING, MISSING
    return [item for item in fields(kind) if (item.default, item.default_factory) == both]


def _blank(hint):
    """What stands in the place of a value that is missing or of the wrong kind."""
    return {} if hint is Mapping else (typing.get_origin(hint) or hint)()


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
