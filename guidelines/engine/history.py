"""The record over time: what was taken and what was measured, up to the day of an evaluation.

`read` and `write` turn it from and into plain data, as a signed consultation keeps it.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

DAYS = ("start", "stop", "entered")  # of a course
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Value(NamedTuple):
    """A value of one element on a day, in its own unit; `limit` is the laboratory's upper limit."""

    on: datetime.date
    value: object
    limit: Decimal | None = None


class Step(NamedTuple):
    """The dose from a day on, in the unit and per the time of the course; None: no number."""

    on: datetime.date
    amount: Decimal | None


class Course(NamedTuple):
    """One drug from `start` to the day before `stop`; `regimen` is empty for other drugs.

    `response` is none, partial, good or empty; `adequate` tells whether the dose was adequate.
    `entered` is the day on which it was recorded, `planned` are the days of steps that were
    recorded before their day: nobody has said since that they were taken.
    """

    key: str
    regimen: str
    name: str
    unit: str
    per: str
    start: datetime.date
    stop: datetime.date | None = None
    steps: tuple[Step, ...] = ()
    stop_reason: str = ""
    response: str = ""
    adequate: bool | None = None
    taper: str = ""
    entered: datetime.date | None = None
    planned: tuple[datetime.date, ...] = ()

    def is_open(self, on: datetime.date) -> bool:
        """Whether it is taken on a day."""
        return self.start <= on and (self.stop is None or on < self.stop)

    def amount(self, on: datetime.date) -> Decimal | None:
        """The dose on a day, of the last step up to it; None without a number."""
        passed = [step for step in self.steps if step.on <= on]
        return passed[-1].amount if passed else None


@dataclass(frozen=True)
class History:
    """Values by element key, each in the order of days, and courses in the order of their start."""

    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    courses: tuple[Course, ...] = ()

    def of(self, key: str) -> tuple[Value, ...]:
        """The values of an element, oldest first."""
        return self.values.get(key, ())

    def open_courses(self, on: datetime.date) -> list[Course]:
        """What is taken on a day."""
        return [course for course in self.courses if course.is_open(on)]

    def __bool__(self):
        return bool(self.values or self.courses)


NOTHING = History()


def read(data: Mapping) -> History:
    """A history from plain data; {} is one without any record."""
    values = {
        key: tuple(Value(_day(on), known(value), _number(limit)) for on, value, limit in rows)
        for key, rows in data.get("values", {}).items()
    }
    return History(values, tuple(_course(row) for row in data.get("courses", ())))


def write(history: History) -> dict:
    """The same as plain data for JSON: numbers as text, days as ISO dates."""
    values = {
        key: [[value.on.isoformat(), _plain(value.value), _plain(value.limit)] for value in rows]
        for key, rows in history.values.items()
    }
    return {"values": values, "courses": [_course_as_data(row) for row in history.courses]}


def _course(row):
    steps = tuple(Step(_day(on), _number(amount)) for on, amount in row["steps"])
    days = {key: row[key] and _day(row[key]) for key in DAYS if key in row}
    days["planned"] = tuple(_day(on) for on in row.get("planned", ()))
    return Course(**row | days | {"steps": steps})


def _course_as_data(course):
    steps = [[step.on.isoformat(), _plain(step.amount)] for step in course.steps]
    row = course._asdict()
    days = {key: row[key] and row[key].isoformat() for key in DAYS}
    days["planned"] = [on.isoformat() for on in course.planned]
    return row | days | {"steps": steps}


def _day(text):
    return datetime.date.fromisoformat(text)


def _number(text):
    return None if text is None else Decimal(text)


def known(stored):
    """A stored value as it is computed with: numbers are kept as text, exactly; codes are words."""
    if isinstance(stored, str) and _NUMBER.fullmatch(stored):
        return Decimal(stored)
    return stored


def _plain(value):
    return f"{value:f}" if isinstance(value, Decimal) else value
