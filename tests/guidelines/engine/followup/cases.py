"""Patients with a record, written as values by the number of days before the evaluation."""

import datetime
from decimal import Decimal

from guidelines.engine import followup
from guidelines.engine import plan as engine
from guidelines.engine.facts import Facts
from guidelines.engine.history import Course, History, Step, Value
from guidelines.engine.program import program
from tests.guidelines.engine.shipped import CONTENT, DAY, findings

LIMIT = Decimal(200)  # of CK, U/L


def day(ago):
    return DAY - datetime.timedelta(days=ago)


def cks(*rows, limit=LIMIT):
    """CK values as (days ago, U/L) or (days ago, U/L, limit)."""
    return tuple(Value(day(ago), Decimal(amount), *(own or (limit,))) for ago, amount, *own in rows)


def values(*rows):
    """Values as (days ago, value); numbers are exact."""
    return tuple(Value(day(ago), _exact(amount)) for ago, amount in rows)


def _exact(amount):
    return Decimal(str(amount)) if type(amount) in (int, float) else amount


def course(code, start, *steps, stop=None, **fields):
    """A course of a regimen; steps as (days ago, mg), negative days are planned."""
    regimen = next(row for row in CONTENT.regimens if row.code == code)
    return Course(
        key=f"{code}-{start}",
        regimen=code,
        name=regimen.name,
        unit="mg",
        per="day",
        start=day(start),
        stop=None if stop is None else day(stop),
        steps=tuple(Step(day(ago), Decimal(str(mg))) for ago, mg in steps),
        **fields,
    )


def facts(phase=None, courses=(), today=None, **series):
    """What is known today, with the record."""
    flat = {"age_years": 50, "diagnosis_status": "confirmed"} | (today or {})
    if phase:
        flat["treatment_phase"] = phase
    record = History({key: rows for key, rows in series.items() if rows}, tuple(courses))
    return Facts(program(CONTENT), findings(flat), DAY, record)


def signals(*args, **kwargs):
    """The signals by key."""
    return {row.key: row for row in followup.signals(facts(*args, **kwargs))}


def shown(known):
    """The signals as the plan shows them, by key."""
    plan = engine.evaluate(CONTENT, known.findings, DAY, known.history)
    return {row["key"]: row for row in plan.as_json()["signals"]}
