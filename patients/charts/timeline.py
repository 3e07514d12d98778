"""The course of the disease as it is drawn, tabled and told: dated values, doses and marks."""

import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from guidelines.engine import wording
from guidelines.engine.followup import record, treatment
from guidelines.engine.phrases import Phrases
from patients.treatment.taken import is_prednisone

TITERS = ("ab_hmgcr_titre", "ab_srp_titre")
AHEAD = datetime.timedelta(weeks=53)  # how much of a planned taper is drawn


class Point(NamedTuple):
    """A value to draw: the number, how it is written, and where it comes from."""

    on: datetime.date
    value: Decimal
    text: str
    detail: str = ""


class Dose(NamedTuple):
    """Prednisone in mg a day from a day on, until the next one; None: not known."""

    on: datetime.date
    amount: Decimal | None

    @property
    def text(self):
        if self.amount is None:
            return "dose not known"
        return f"{wording.amount(self.amount, 'mg')} a day"


class Mark(NamedTuple):
    """Something that happened on a day."""

    on: datetime.date
    text: str


class Day(NamedTuple):
    """Everything of one day, for a table."""

    on: datetime.date
    ck: list[Point]
    strength: list[Point]
    dose: Dose | None
    events: list[str]
    is_planned: bool


class Timeline:
    """Everything up to the day of the facts, and the doses planned after it.

    `visits` are the days of signed consultations.
    """

    def __init__(self, facts, visits=()):
        self.facts, self.today = facts, facts.on
        self.phrases = Phrases(facts.program)
        self.visits = sorted(set(visits))
        self.courses = facts.history.courses

    @cached_property
    def ck(self) -> list[Point]:
        """Each CK divided by the upper limit of its own laboratory."""
        return [self._multiple(row, limit) for row, limit in self._with_limits if limit]

    @cached_property
    def without_limit(self) -> list[Mark]:
        """CK values that cannot be compared, because no upper limit is known."""
        return [
            Mark(row.on, self.phrases.value("ck", row.value))
            for row, limit in self._with_limits
            if not limit
        ]

    @cached_property
    def _with_limits(self):
        """CK values with the limit sent along, else the one known on that day."""
        rows = record.numbers(self.facts, "ck")
        limits = record.Limits(self.facts, "ck") if rows else None
        return [(row, limits.of(row)) for row in rows]

    def _multiple(self, row, limit):
        value = row.value / limit
        measured = self.phrases.value("ck", row.value)
        detail = f"{measured}, upper limit {self.phrases.value('ck_uln', limit)}"
        return Point(row.on, value, multiple(value), detail)

    @cached_property
    def strength(self) -> list[Point]:
        """MMT-8 totals, 0 to 80."""
        rows = record.numbers(self.facts, "mmt8_80")
        return [Point(row.on, row.value, wording.number(row.value)) for row in rows]

    @cached_property
    def doses(self) -> list[Dose]:
        """Prednisone by day: 0 once it is stopped, nothing before the first course."""
        courses = [row for row in self.courses if is_prednisone(row, self.facts.program.content)]
        days = {day for course in courses for day in _turns(course)}
        found = []
        for day in sorted(day for day in days if day <= self.today + AHEAD):
            dose = Dose(day, _total(courses, day))
            if not found or found[-1].amount != dose.amount:
                found.append(dose)
        return found

    @cached_property
    def relapses(self) -> list[Mark]:
        """The days on which the clinician's answer turned to relapse."""
        return [Mark(on, "Relapse recorded") for on in treatment.relapses(self.facts)]

    @cached_property
    def mri(self) -> list[Mark]:
        """MRI of the muscles with what it showed."""
        return self._marks("mri_muscle", "MRI: ")

    @cached_property
    def titers(self) -> list[Mark]:
        """Antibody titers with their values."""
        marks = [mark for key in TITERS for mark in self._marks(key, f"{self._label(key)}: ")]
        return sorted(marks)

    def _marks(self, key, start):
        rows = self.facts.series(key)
        return [Mark(row.on, start + self.phrases.value(key, row.value)) for row in rows]

    def _label(self, key):
        return self.phrases.label(key)

    def dose_on(self, day) -> Dose | None:
        """The prednisone dose on a day; None before the first course."""
        return next((dose for dose in reversed(self.doses) if dose.on <= day), None)

    @property
    def days(self) -> list[Day]:
        """The days on which something is known, the newest first."""
        events = self._events()
        days = {row.on for row in (*self.ck, *self.strength, *self.doses, *events)}
        return [self._day(on, events) for on in sorted(days, reverse=True)]

    def _day(self, on, events):
        return Day(
            on,
            [point for point in self.ck if point.on == on],
            [point for point in self.strength if point.on == on],
            next((dose for dose in self.doses if dose.on == on), None),
            [mark.text for mark in events if mark.on == on],
            is_planned=on > self.today,
        )

    def _events(self):
        """What happened, in the order of the kinds."""
        visits = [Mark(on, "Visit") for on in self.visits]
        starts = [Mark(row.start, f"{row.name} started") for row in self.courses]
        stops = [Mark(row.stop, f"{row.name} stopped") for row in self.courses if row.stop]
        return [*visits, *self.relapses, *self.mri, *self.titers, *starts, *stops]

    @property
    def is_empty(self):
        """Whether there is nothing but visits."""
        drawn = (self.ck, self.without_limit, self.strength, self.courses, self.mri, self.titers)
        return not any(drawn)

    @cached_property
    def first(self) -> datetime.date:
        """The day on which the drawing begins."""
        return min([self.today, *self.visits, *self._days, *(row.start for row in self.courses)])

    @cached_property
    def last(self) -> datetime.date:
        """The day on which it ends: today, or the last planned change."""
        ends = [course.stop for course in self.courses if course.stop]
        return min(max([self.today, *self._days, *ends]), self.today + AHEAD)

    @cached_property
    def _days(self):
        rows = (self.ck, self.without_limit, self.strength, self.doses)
        marks = (self.relapses, self.mri, self.titers)
        return [row.on for series in (*rows, *marks) for row in series]


def _turns(course):
    """The days on which the dose of a course may change."""
    inside = [step.on for step in course.steps if step.on > course.start]
    inside = [day for day in inside if course.stop is None or day < course.stop]
    return [course.start, *inside, *([course.stop] if course.stop else [])]


def _total(courses, day):
    """Milligrams a day of all courses open on a day; None if one of them has no such number."""
    amounts = [
        course.amount(day) if (course.unit, course.per) == ("mg", "day") else None
        for course in courses
        if course.is_open(day)
    ]
    return None if None in amounts else sum(amounts, Decimal(0))


def multiple(value: Decimal) -> str:
    """A multiple of the upper limit: one decimal, two below 1."""
    return wording.number(value, 1 if value >= 1 else 2)
