"""A record over time without a database: values, courses and the timeline made from them."""

import datetime
from decimal import Decimal

from guidelines.engine.facts import Facts
from guidelines.engine.history import Course, History, Step, Value
from guidelines.engine.program import program
from patients.charts.timeline import Timeline
from tests.guidelines.engine.shipped import CONTENT

DAY = datetime.date(2026, 11, 22)


def ago(days):
    """A day before the day of the page; a negative number lies ahead."""
    return DAY - datetime.timedelta(days=days)


def values(*rows, limit=None):
    """Values from (days ago, value), each with the same upper limit."""
    limit = None if limit is None else Decimal(limit)
    number = (int, float, Decimal)
    return tuple(
        Value(ago(days), Decimal(str(value)) if isinstance(value, number) else value, limit)
        for days, value in rows
    )


def course(name="Prednisone", regimen="PRED", start=100, stop=None, steps=(), **about):
    """A course from `start` days ago; steps are (days ago, amount)."""
    steps = tuple(
        Step(ago(days), None if amount is None else Decimal(str(amount))) for days, amount in steps
    )
    days = {"start": ago(start), "stop": None if stop is None else ago(stop)}
    about = {"unit": "mg", "per": "day", "steps": steps} | days | about
    return Course(f"course-{start}", regimen, name, **about)


def timeline(*courses, visits=(), findings=None, **series):
    """The timeline of a record; each series is a tuple of values."""
    history = History(series, courses)
    facts = Facts(program(CONTENT), findings or {}, DAY, history)
    return Timeline(facts, [ago(days) for days in visits])
