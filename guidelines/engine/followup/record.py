"""The measures that relapse and response rest on, as the record has them: one value a day.

Of several values of one day the worst one counts, so that nothing depends on the order in which
they were typed. CK is judged as a multiple of the limit of its own laboratory.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from guidelines.engine import wording
from guidelines.engine.history import Value

MMT8_BEST = 80
FIRST_DAY = datetime.date.min


class Sample(NamedTuple):
    """A CK with the upper limit of its laboratory; `fold` is the multiple of it."""

    value: Value
    fold: Fraction

    @property
    def on(self) -> datetime.date:
        return self.value.on


def rows(facts, key) -> list[Value]:
    """The values of an element up to the day of the evaluation, oldest first.

    None where the guideline does not ask for it.
    """
    known = facts.series(key) if key in facts.program.elements else ()
    return sorted(known, key=lambda row: row.on)


def numbers(facts, key) -> list[Value]:
    """The values of an element that are numbers."""
    return [row for row in rows(facts, key) if isinstance(row.value, Decimal)]


def by_day(rows: Iterable) -> dict[datetime.date, list]:
    """The rows of each day, oldest first."""
    days = {}
    for row in sorted(rows, key=lambda row: row.on):
        days.setdefault(row.on, []).append(row)
    return days


def one_a_day(rows: Iterable, worst) -> list:
    """The worst row of each day, oldest first."""
    return [worst(found) for found in by_day(rows).values()]


def strength(facts) -> list[Value]:
    """MMT-8 totals, 0 to 80."""
    return one_a_day(numbers(facts, "mmt8_80"), lambda rows: min(rows, key=_amount))


def physician_global(facts) -> list[Value]:
    """The physician's global assessment of activity, 0 to 10 cm."""
    return one_a_day(numbers(facts, "md_global"), lambda rows: max(rows, key=_amount))


def _amount(row):
    return row.value


def samples(facts) -> list[Sample]:
    """CK samples whose laboratory limit is known; the others cannot be judged."""
    found, limits = [], Limits(facts, "ck")
    for value in numbers(facts, "ck"):
        if limit := limits.of(value):
            fold = Fraction(value.value) / Fraction(limit)
            found.append(Sample(value._replace(limit=limit), fold))
    return one_a_day(found, lambda rows: max(rows, key=lambda row: row.fold))


class Limits:
    """The upper limits of the laboratories that measured an element."""

    def __init__(self, facts, key):
        element = facts.program.elements.get(key)
        name = element.limit if element else ""
        self.of_day = {row.on: row.value for row in numbers(facts, name)}
        is_stated = (facts.findings.get(key) or {}).get("source") != "record"
        self.found = {(facts.day_of(key), facts[key]): facts[name]} if is_stated else {}

    def of(self, value: Value) -> Decimal | None:
        """The limit of the sample itself, else of its day, else the one beside a value typed today.

        A value of the record never gets the limit of another day: it may be another laboratory's.
        """
        stated = value.limit or self.of_day.get(value.on)
        return stated or self.found.get((value.on, value.value))


def plain_ck(facts) -> list[Value]:
    """CK values by their number alone, whether a limit is known or not."""
    return one_a_day(numbers(facts, "ck"), lambda rows: max(rows, key=_amount))


def lacks_limit(facts) -> bool:
    """Whether the last CK cannot be judged because its laboratory limit is not known."""
    judged, measured = samples(facts), numbers(facts, "ck")
    return bool(measured) and (not judged or judged[-1].on < measured[-1].on)


def between(rows, first=FIRST_DAY, last=datetime.date.max) -> list:
    """The rows from a day to a day, both included."""
    return [row for row in rows if first <= row.on <= last]


def as_decimal(number: Fraction) -> Decimal:
    """A fraction for display."""
    return Decimal(number.numerator) / number.denominator


def as_percent(change, whole) -> str:
    """The size of a change in whole percent, for display; '0' where there was nothing before."""
    return wording.number(as_decimal(abs(Fraction(change)) * 100 / Fraction(whole or 1)), 0)
