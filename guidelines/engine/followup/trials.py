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
    """One course as a trial. `failed` is None while `lacks` (response, dose) is not stated."""

    course: Course
    therapy: str
    failed: bool | None
    lacks: tuple[str, ...] = ()


def days_taken(course: Course, on: datetime.date) -> int:
    """The days of a course up to a day."""
    return (min(course.stop or on, on) - course.start).days


def judge(course: Course, on: datetime.date) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a course is a failed trial on a day, and what is not stated of it."""
    has_ended = course.stop is not None and course.stop <= on
    is_toxic = has_ended and course.stop_reason == "toxicity"
    if course.response == "good":
        return False, ()
    if not is_toxic and (course.adequate is False or days_taken(course, on) < LONG_ENOUGH):
        return False, ()
    had_none = has_ended and course.stop_reason == "no_effect"
    lacks = [] if course.response in WITHOUT_ENOUGH or had_none else ["response"]
    lacks += [] if is_toxic or course.adequate else ["dose"]
    return (None, tuple(lacks)) if lacks else (True, ())


def trials(facts) -> list[Trial]:
    """Every course whose therapy is among those that can fail, in the order of the start."""
    found = []
    for course in treatment.courses(facts):
        if therapy := treatment.therapy(facts, course):
            found.append(Trial(course, therapy, *judge(course, facts.on)))
    return found
