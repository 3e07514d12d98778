"""Which tests the record calls for: by the condition of a test, and by the drugs taken."""

from . import schedule
from .followup import treatment
from .history import Course
from .missing import unknown_elements


def applies(facts, node) -> tuple[bool | None, tuple[str, ...]]:
    """Does the condition of a test hold, and which answers are missing to know."""
    if not node:
        return True, ()
    trace = node.trace(facts)
    return trace.verdict, tuple(unknown_elements(trace, facts))


def courses_for(facts, rule) -> list[Course]:
    """The courses up to today that call for a test: of its drugs, or of any treatment at all.

    A stopped drug calls for it as long as the rule says.
    """
    if not rule.regimens:
        return treatment.courses(facts)
    return [
        course
        for course in facts.history.courses
        if course.regimen in rule.regimens
        and course.start <= facts.on
        and calls_on(course, rule, facts.on)
    ]


def names_taken(rule, courses) -> tuple[str, ...]:
    """The drugs of a rule that courses are of, in the order of the rule."""
    taken = {course.regimen for course in courses}
    return tuple(code for code in rule.regimens if code in taken)


def calls_on(course, rule, day):
    """Is the test still due on a day for a course, stopped or not?"""
    if course.stop is None:
        return True
    days_without = (day - course.stop).days + 1
    return days_without <= schedule.DAYS_PER_WEEK * (rule.after_stop_weeks or 0)
