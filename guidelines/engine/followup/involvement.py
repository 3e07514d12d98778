"""Trouble with swallowing, breathing or the heart that is new in the record."""

import datetime
from typing import NamedTuple

from guidelines.engine.history import Value

from . import record

LOW_FVC = 50  # % of predicted; common neuromuscular practice, from memory
_NO_YES = {False: 0, True: 1}
_GRADES = {  # a higher grade is worse
    "dysphagia": {"none": 0, "mild": 1, "severe": 2},
    "resp_distress": _NO_YES,
    "niv_or_ventilated": _NO_YES,
    "cardiac_symptoms": _NO_YES,
    "ecg": {"normal": 0, "conduction_or_arrhythmia": 1, "other_abnormal": 1},
    "myocarditis": {"none": 0, "suspected": 1, "confirmed": 1},
}
ELEMENTS = (*_GRADES, "fvc_pct", "troponin_i")


class Change(NamedTuple):
    """An element that is abnormal now. `before` is what it is compared with; None: not recorded."""

    key: str
    now: Value
    before: Value | None

    @property
    def values(self) -> tuple[tuple[str, Value], ...]:
        return tuple((self.key, row) for row in (self.before, self.now) if row is not None)


def changes(facts, first: datetime.date) -> list[Change]:
    """What is worse now than at its best from a day on, or abnormal without an earlier value.

    Where nothing was recorded from that day on, the last value before it counts.
    """
    keys = (key for key in ELEMENTS if key in facts.program.elements)
    found = (_change(facts, key, first) for key in keys)
    return [change for change in found if change is not None]


def _change(facts, key, first):
    rows = _graded(facts, key)
    if not rows or not rows[-1][0]:
        return None
    grade, now = rows[-1]
    earlier = [row for row in rows if row[1].on < now.on]
    within = [row for row in earlier if row[1].on >= first] or earlier[-1:]
    if not within:
        return Change(key, now, None)
    lowest, before = min(reversed(within), key=lambda row: row[0])
    return Change(key, now, before) if grade > lowest else None


def _graded(facts, key):
    """Values that have a grade, one a day, oldest first, as (grade, value)."""
    rows, grade = record.rows(facts, key), _grading(facts, key)
    worst = record.one_a_day(
        [row for row in rows if grade(row) is not None], lambda rows: max(rows, key=grade)
    )
    return [(grade(row), row) for row in worst]


def _grading(facts, key):
    """A function that gives a value its grade; None where it has none."""
    if key in _GRADES:
        return lambda row: _GRADES[key].get(row.value)
    if key == "fvc_pct":
        return lambda row: int(row.value < LOW_FVC)
    limits = record.Limits(facts, key)
    return lambda row: (limit := limits.of(row)) and int(row.value > limit)
