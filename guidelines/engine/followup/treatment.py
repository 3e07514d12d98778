"""Treatment of the disease in the record: what was taken, since when, and when it was restarted."""

import datetime
from itertools import pairwise

from guidelines.engine.history import Course

from . import record
from .record import FIRST_DAY

GLUCOCORTICOID = "glucocorticoid"
RELAPSE = "relapse"
IN_CYCLES = ("infusion", "course", "session")  # such a dose goes on working after its day


def therapy(facts, course: Course) -> str:
    """The word of a course among the treatments that can fail; empty for any other drug."""
    regimen = facts.program.regimens.get(course.regimen)
    if regimen is not None:
        return regimen.therapy
    name = course.name.strip().lower()
    words = facts.program.drug_words.get(name, {name})
    rows = facts.program.regimens.values()
    return next((row.therapy for row in rows if row.ingredient in words), "")


def is_in_cycles(course: Course) -> bool:
    """Whether each dose of a course is a cycle of its own, also where it is the same amount."""
    return course.per in IN_CYCLES


def courses(facts) -> list[Course]:
    """Courses against the disease that have begun, in the order of their start."""
    begun = [row for row in facts.history.courses if row.start <= facts.on]
    return sorted((row for row in begun if _is_treatment(facts, row)), key=lambda row: row.start)


def _is_treatment(facts, course):
    regimen = facts.program.regimens.get(course.regimen)
    suppresses = regimen is not None and "immunosuppressant" in regimen.flags
    return suppresses or bool(therapy(facts, course))


def glucocorticoids(facts) -> list[Course]:
    """The glucocorticoids taken on the day of the evaluation."""
    return [
        row
        for row in courses(facts)
        if row.is_open(facts.on) and therapy(facts, row) == GLUCOCORTICOID
    ]


def rises(course: Course) -> list[datetime.date]:
    """The days from which a course was given at a higher dose than before."""
    known = [step for step in course.steps if step.amount is not None]
    return [later.on for step, later in pairwise(known) if later.amount > step.amount]


def relapses(facts) -> list[datetime.date]:
    """The first day of each relapse that the clinician recorded as the phase of treatment."""
    phases = record.rows(facts, "treatment_phase")
    before = [None, *(row.value for row in phases)]
    return [
        row.on
        for previous, row in zip(before, phases, strict=False)
        if row.value == RELAPSE and previous != RELAPSE
    ]


def start(facts) -> datetime.date | None:
    """The first day of treatment, or of the restart after the last recorded relapse.

    A restart is a new course or a higher dose from the day of the relapse on. None while the
    record has neither.
    """
    days = [row.start for row in courses(facts)]
    if recorded := relapses(facts):
        days += [day for row in courses(facts) for day in rises(row) if day <= facts.on]
        days = [day for day in days if day >= recorded[-1]]
    return min(days, default=None)


def since(facts) -> datetime.date:
    """The day from which values tell of the present remission.

    That is the day of the last relapse that is over, else the first day of treatment.
    """
    over = relapses(facts)
    if over and facts["treatment_phase"] == RELAPSE:
        over = over[:-1]
    if over:
        return over[-1]
    return min((row.start for row in courses(facts)), default=FIRST_DAY)
