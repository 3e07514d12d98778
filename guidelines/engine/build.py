"""From plain data to content: every field is there, known, and of the right kind."""

import reprlib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from functools import cache

from .content import Content


class ContentError(ValueError):
    """The content cannot be used; the message names the row, the field and what is wrong."""


def build(data: Mapping) -> Content:
    """Content from plain data: one entry per field of `Content`; rows are mappings.

    Raises ContentError for a field that is unknown, missing, or of the wrong kind.
    """
    return _read(Content, data, "guideline")


def _read(kind, data, place):
    if not isinstance(data, Mapping):
        raise ContentError(f"{place}: expected fields with values, found {_shown(data)}")
    names = {item.name for item in fields(kind)}
    if unknown := sorted(map(_shown, set(data) - names)):
        raise ContentError(f"{place}: unknown field {', '.join(unknown)}")
    name = data.get("key") or data.get("code") or data.get("name") or data.get("drug") or ""
    values = {}
    for item in fields(kind):
        where = f"{place} {name}, {item.name}".replace("  ", " ")
        if data.get(item.name) is not None:
            values[item.name] = _value(_hints(kind)[item.name], data[item.name], where)
        elif item.default is MISSING and item.default_factory is MISSING:
            raise ContentError(f"{where}: is missing")
    return kind(**values)


@cache
def _hints(kind):
    return typing.get_type_hints(kind)


def _value(hint, value, place):
    if isinstance(hint, types.UnionType):
        hint = next(part for part in hint.__args__ if part is not type(None))
    if typing.get_origin(hint) is tuple:
        return _tuple(hint.__args__[0], value, place)
    if hint is Decimal:
        return _decimal(value, place)
    expected = Mapping if hint is Mapping else hint
    if not isinstance(value, expected) or (hint is int and isinstance(value, bool)):
        raise ContentError(f"{place}: expected {hint.__name__}, found {_shown(value)}")
    return value


def _tuple(kind, value, place):
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        raise ContentError(f"{place}: expected a list, found {_shown(value)}")
    if hasattr(kind, "__dataclass_fields__"):
        return tuple(_read(kind, row, f"{place} {number}") for number, row in enumerate(value, 1))
    return tuple(_value(kind, row, place) for row in value)


def _decimal(value, place):
    try:
        if isinstance(value, bool):
            raise TypeError
        number = Decimal(str(value))
    except (ArithmeticError, TypeError, ValueError):
        raise ContentError(f"{place}: expected a number, found {_shown(value)}") from None
    if not number.is_finite():
        raise ContentError(f"{place}: expected a number, found {_shown(value)}")
    return number


def _shown(value):
    """A value for a message: short, whatever it is."""
    return reprlib.repr(value)[:80]
