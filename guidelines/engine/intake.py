"""From what was typed to a value in the element's own unit, or the reason why not.

`read` is for one answer of a form; `check` is for a stored value. Both hold the same limits.
"""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from . import wording
from .content import Element
from .plain_data import LARGEST

UNKNOWN = "unknown"
LOOK_CLOSER = object()
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,25})?([eE][+-]?[0-9]{1,2})?")
YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class Reading(NamedTuple):
    """`value` is None if nothing was typed; `error` refuses; `question` asks 'are you sure?'."""

    value: object = None
    error: str = ""
    question: str = ""


def read(element: Element, typed, unit: str = "", on: datetime.date | None = None) -> Reading:
    """One answer as typed, in `unit` (default: the element's own), as a value in its own unit.

    Empty is None (not asked), 'unknown' stays 'unknown'. Dates may be 2026-11-22 or 22-Nov-2026.
    """
    if isinstance(typed, str):
        typed = typed.strip()
    if typed in (None, "", [], ()):
        return Reading([] if typed == [] else None)
    if typed == UNKNOWN or typed == [UNKNOWN]:
        return Reading(UNKNOWN)
    return _READERS[element.type](element, typed, unit or element.unit, on)


def check(element: Element, value, on: datetime.date | None = None) -> Reading:
    """A stored value (own unit): the value the engine computes with; None for every unknown."""
    if value is None or value == UNKNOWN:
        return Reading()
    reading = _READERS[element.type](element, value, element.unit, on)
    if element.type == "choice" and not reading.error and value in unknown_options(element):
        return Reading()
    return reading


def reader(element: Element):
    """A fast reader of stored values: the value, None for unknown, or LOOK_CLOSER (use `check`)."""
    if element.type == "boolean":
        answers = {True: True, False: False, UNKNOWN: None, None: None}
    elif element.type == "choice":
        answers = {option.code: option.code for option in element.options}
        answers |= dict.fromkeys([*unknown_options(element), UNKNOWN, None])
    elif element.type in ("quantity", "integer"):
        return _number_reader(element)
    else:
        return lambda stored: None if stored is None or stored == UNKNOWN else LOOK_CLOSER

    def read(stored):
        # 0 and 1 equal False and True, but nobody answered a question with them.
        known = stored is None or stored.__class__ is str or stored.__class__ is bool
        return answers.get(stored, LOOK_CLOSER) if known else LOOK_CLOSER

    return read


def _number_reader(element):
    lows = [low for low in (element.absolute_low, element.plausible_low) if low is not None]
    highs = [high for high in (element.absolute_high, element.plausible_high) if high is not None]
    low, high = max(lows, default=-LARGEST), min(highs, default=LARGEST)
    whole = element.type == "integer"

    def read(stored):
        if stored is None or stored == UNKNOWN:
            return None
        value = _number(stored)
        if value is None or not low <= value <= high or (whole and value % 1):
            return LOOK_CLOSER
        return value

    return read


def unknown_options(element: Element) -> set:
    """The codes of an element that mean 'not known', such as not_done or pending."""
    return {option.code for option in element.options if option.unknown}


def _boolean(element, typed, unit, on):
    if isinstance(typed, bool):
        return Reading(typed)
    value = YES_NO.get(str(typed).lower())
    return Reading(value) if value is not None else Reading(error="Answer yes, no or not known.")


def _choice(element, typed, unit, on):
    if isinstance(typed, str) and any(option.code == typed for option in element.options):
        return Reading(typed)
    offered = wording.listed([option.code for option in element.options], "or")
    return Reading(error=f"{typed!r} is not an answer here. Use {offered}.")


def _quantity(element, typed, unit, on):
    value = _number(typed)
    if value is None:
        return Reading(
            error=f"{str(typed)!r} is not a number. Use digits and a point, such as 7.5."
        )
    value = convert(element, value, unit)
    if value is None:
        return Reading(error=f"The unit {unit!r} is not used here. Use {_units(element)}.")
    return _limits(element, value, typed, unit)


def _integer(element, typed, unit, on):
    reading = _quantity(element, typed, unit, on)
    if reading.value is not None and reading.value != reading.value.to_integral_value():
        return Reading(error="Enter a whole number.")
    return reading


def _number(typed):
    """The number typed: ASCII digits, a point, at most 15 digits before and 25 behind it."""
    if typed.__class__ is int and -LARGEST < typed < LARGEST:
        return Decimal(typed)
    text = str(typed)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def convert(element: Element, value: Decimal, unit: str) -> Decimal | None:
    """A number in one of the element's units, in its own unit; None for a unit it does not have."""
    if unit in ("", element.unit):
        return value
    other = next((other for other in element.units if other.code == unit), None)
    return None if other is None else (value + other.offset) * other.factor


def _limits(element, value, typed, unit):
    low, high = element.absolute_low, element.absolute_high
    if (low is not None and value < low) or (high is not None and value > high):
        return Reading(error=_refusal(element, typed, unit))
    if not _plausible(element, value):
        shown = wording.amount(value, element.unit)
        usual = (
            f"{_range(element.plausible_low, element.plausible_high)} {wording.unit(element.unit)}"
        )
        return Reading(value, question=f"{shown} is unusual (usual: {usual.strip()}). Is it right?")
    return Reading(value)


def _plausible(element, value):
    low, high = element.plausible_low, element.plausible_high
    return (low is None or value >= low) and (high is None or value <= high)


def _refusal(element, typed, unit):
    limits = _range(element.absolute_low, element.absolute_high)
    text = f"{typed} {wording.unit(unit)}".strip()
    text += f" cannot be right: accepted is {limits} {wording.unit(element.unit)}".rstrip() + "."
    if slip := _slip(element, typed):
        return f"{text} Was it measured in {wording.unit(slip)}? Choose that unit."
    return f"{text} Check the number and its unit."


def _slip(element, typed):
    """The unit in which the number typed would be usual, if there is one."""
    number = _number(typed)
    for other in (element.unit, *[unit.code for unit in element.units]):
        value = None if number is None else convert(element, number, other)
        if value is not None and other and element.units and _plausible(element, value):
            return other
    return ""


def _range(low, high):
    if low is None:
        return f"up to {wording.number(high)}"
    return (
        f"{wording.number(low)} to {wording.number(high)}"
        if high is not None
        else (f"{wording.number(low)} or more")
    )


def _units(element):
    return wording.listed([element.unit, *[unit.code for unit in element.units]], "or")


def _date(element, typed, unit, on):
    day = _day(typed)
    if day is None:
        return Reading(error=f"{typed!r} is not a date. Write it like 22-Nov-2026.")
    if on is not None and day > on:
        return Reading(error=f"{wording.date(day)} lies in the future. Check the year.")
    if on is not None and element.plausible_high and (on - day).days > 366 * element.plausible_high:
        years = wording.number(element.plausible_high)
        question = f"{wording.date(day)} is more than {years} years ago. Is it right?"
        return Reading(day.isoformat(), question=question)
    return Reading(day.isoformat())


def _day(typed):
    if isinstance(typed, datetime.date):
        return typed
    for form in ("%Y-%m-%d", "%d-%b-%Y"):
        try:
            return datetime.datetime.strptime(str(typed), form).date()  # noqa: DTZ007 a day
        except ValueError:
            continue
    return None


def _list(element, typed, unit, on):
    words = list(typed) if isinstance(typed, list | tuple | set | frozenset) else [typed]
    if not all(isinstance(word, str) for word in words):
        return Reading(error="Expected a list of words.")
    if UNKNOWN in words:
        return Reading(error="Not known stands alone, not among other answers.")
    known = {option.code for option in element.options}
    if not element.open_list and (strange := sorted(set(words) - known)):
        return Reading(error=f"{', '.join(strange)} is not in the list of answers.")
    return Reading(sorted(set(words)))


def _text(element, typed, unit, on):
    return Reading(typed if isinstance(typed, str) else str(typed))


def _rows(element, typed, unit, on):
    ok = isinstance(typed, str | list | Mapping)
    return Reading(typed) if ok else Reading(error="Expected text or rows.")


_READERS = {
    "boolean": _boolean,
    "choice": _choice,
    "quantity": _quantity,
    "integer": _integer,
    "date": _date,
    "list": _list,
    "text": _text,
    "rows": _rows,
}
