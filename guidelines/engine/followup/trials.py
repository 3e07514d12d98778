"""Which treatments of the record have failed: the 12-week rule.

A trial counts after 12 weeks at an adequate dose, or when it was stopped for toxicity, without
enough effect (length ours; after the RIM trial, from memory).
"""

import datetime
from typing import NamedTuple

from guidelines.engine.history import Course

from . import treatment

LONG_ENOUGH = 84  # days
WITHOUT_ENOUGH = ("none", "partial")


class Trial(NamedTuple):
    """One course as a trial. `failed` is None while `lacks` (response, dose, time) is not known."""

    course: Course
    therapy: str
    failed: bool | None
    lacks: tuple[str, ...] = ()


def full_length(course: Course) -> datetime.date:
    """The day on which a course had 12 weeks to work."""
    return course.start + datetime.timedelta(days=LONG_ENOUGH)


def days_taken(course: Course, on: datetime.date) -> int:
    """The days of a course up to a day."""
    return (min(course.stop or on, on) - course.start).days


def judge(
    course: Course, on: datetime.date, next_line: datetime.date | None = None
) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a course is a failed trial on a day, and what is not known of it.

    What is given in cycles goes on working after the last one, until the day of the next line; a
    next line within the 12 weeks leaves open whether it had time enough.
    """
    ended = course.stop if course.stop is not None and course.stop <= on else None
    is_toxic = bool(ended) and course.stop_reason == "toxicity"
    if course.response == "good":
        return False, ()
    until = on if treatment.is_in_cycles(course) else ended or on
    if not is_toxic and (course.adequate is False or until < full_length(course)):
        return False, ()
    had_none = ended and course.stop_reason == "no_effect"
    lacks = [] if course.response in WITHOUT_ENOUGH or had_none else ["response"]
    lacks += [] if is_toxic or course.adequate else ["dose"]
    lacks += ["time"] if not is_toxic and _is_cut_short(course, next_line) else []
    return (None, tuple(lacks)) if lacks else (True, ())


def _is_cut_short(course, next_line):
    is_early = next_line is not None and next_line < full_length(course)
    return is_early and treatment.is_in_cycles(course)


def trials(facts) -> list[Trial]:
    """Every course whose therapy is among those that can fail, in the order of the start."""
    found = []
    for course in treatment.courses(facts):
        if therapy := treatment.therapy(facts, course):
            next_line = _next_line(facts, course, therapy)
            found.append(Trial(course, therapy, *judge(course, facts.on, next_line)))
    return found


def _next_line(facts, course, own):
    """The first day on which another therapy began after a course; None while there is none."""
    later = [row for row in treatment.courses(facts) if row.start > course.start]
    return next(
        (row.start for row in later if treatment.therapy(facts, row) not in ("", own)), None
    )
