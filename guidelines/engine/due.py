"""Tests due for what the patient in fact takes: done, overdue, and next."""

import datetime
from itertools import pairwise
from typing import NamedTuple

from . import limits, schedule
from .called_for import applies, calls_on, courses_for, names_taken
from .content import MonitoringRule
from .followup import treatment

AHEAD = datetime.timedelta(weeks=53)
MOST_DATES = 6
ENDED_AS_PLANNED = "completed"


class Due(NamedTuple):
    """One test: the drugs taken that call for it, when it was last complete, and what is next.

    `overdue_since` is the first date that passed without a result, None if there is none.
    `missing` are elements of the test without a result since then. `waits_for` are the questions
    on which it depends whether the test applies: a drug that is taken is tested until then, any
    other test has no dates until then.
    """

    rule: MonitoringRule
    regimens: tuple[str, ...]
    last: datetime.date | None
    overdue_since: datetime.date | None
    next: tuple[datetime.date, ...]
    missing: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()


def tests_due(facts, passed: list[limits.Beyond]) -> list[Due]:
    """The tests that apply to the courses of the record, the overdue ones first.

    `passed` are the action limits that are passed: some of them ask for the test again.

    A test is done when all its elements have a result; one that needs no more is left out.
    """
    known, repeats = facts.last_known, _repeats(passed)
    rows = (_due(known, row, node, repeats) for row, node in facts.program.monitoring)
    return sorted(filter(None, rows), key=_rank)


def _rank(row):
    days = [row.overdue_since, *row.next]
    first = next((day for day in days if day), datetime.date.max)
    return row.overdue_since is None, first


def _repeats(passed):
    """When a test is to be repeated, by the action limit that was passed."""
    return {
        row.limit: _repeat(max(value.on for _name, value in row.values), row.limit.repeat_days)
        for row in passed
        if row.limit.repeat_days
    }


def _repeat(day, days):
    following = datetime.timedelta(days=1)
    return schedule.Window(day + following, day + datetime.timedelta(days=days))


def _due(facts, rule, node, repeats):
    verdict, waits_for = applies(facts, node)
    courses = courses_for(facts, rule)
    if verdict is False or not courses:
        return None
    codes = names_taken(rule, courses)
    days = {key: _last_day(facts, key) for key in rule.elements}
    last = min(days.values()) if days and None not in days.values() else None
    if verdict is None and not codes:
        return Due(rule, (), last, None, (), waits_for=waits_for)
    left = [row for row in _windows(facts, rule, courses) if last is None or row.opens > last]
    left += [repeats[limit] for limit in rule.limits if limit in repeats]
    overdue = min((row for row in left if row.on < facts.on and days), default=None, key=_day)
    coming = [row for row in left if row.on >= facts.on]
    following = tuple(schedule.to_come(coming, overdue and facts.on)[:MOST_DATES])
    if not overdue and not following:
        return None
    missing = tuple(key for key, day in days.items() if overdue and _is_before(day, overdue))
    return Due(rule, codes, last, overdue and overdue.on, following, missing, waits_for)


def _day(window):
    return window.on


def _is_before(day, window):
    return day is None or day < window.opens


def _last_day(facts, key):
    """The day of the last result of an element, None without one."""
    rows = facts.series(key)
    return rows[-1].on if rows else None


def _windows(facts, rule, courses):
    """Every date of a rule: from the start of each drug or cycle, and from each change of a dose.

    A test for no drug in particular counts from the start of the first treatment.
    """
    starts = courses if rule.regimens else courses[:1]
    found = [row for course in starts for row in _from_starts(facts, rule, course)]
    for course in courses:
        for on, weeks in _changes(rule, course):
            found += schedule.windows(_dates(facts, rule, course, on, weeks))
    return found


def _from_starts(facts, rule, course):
    """The dates from the start of a course; each later cycle begins them anew."""
    days = [course.start]
    if rule.regimens and treatment.is_in_cycles(course):
        days = sorted({*days, *(step.on for step in course.steps if step.on <= facts.on)})
    for begun, following in zip(days, [*days[1:], None], strict=True):
        dates = _dates(facts, rule, course, begun, rule.weeks, rule.repeat_weeks)
        kept = [day for day in dates if following is None or day < following]
        yield from _windows_from(facts, rule, kept, begun)


def _windows_from(facts, rule, days, begun):
    early = round((rule.early_weeks or 1) * schedule.DAYS_PER_WEEK)
    if not days or days[0] > begun:
        return schedule.windows(days, early, early)
    max_age = facts.program.max_age
    ages = [max_age[key].days for key in rule.elements if key in max_age]
    return schedule.windows(days, min([schedule.BASELINE_DAYS, *ages]), early)


def _changes(rule, course):
    """The days on which the dose of a course changes, with the weeks after them for tests.

    A drug that is stopped before its time is a cut; an unknown dose is no change.
    """
    steps = [(step.on, step.amount) for step in course.steps]
    if course.stop and course.stop_reason != ENDED_AS_PLANNED:
        steps = [(on, amount) for on, amount in steps if on < course.stop] + [(course.stop, 0)]
    for (_on, before), (on, after) in pairwise(steps):
        if before is not None and after is not None and before != after:
            yield on, rule.after_rise_weeks if after > before else rule.after_cut_weeks


def _dates(facts, rule, course, on, weeks, repeat_weeks=None):
    """The dates of one series, as long as the course calls for them, up to 53 weeks ahead."""
    ahead = (facts.on + AHEAD - on).days // schedule.DAYS_PER_WEEK
    days = schedule.due_dates(on, weeks, repeat_weeks, ahead)
    return [day for day in days if not rule.regimens or calls_on(course, rule, day)]
