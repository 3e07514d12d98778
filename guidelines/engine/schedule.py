"""The dates on which monitoring is due, counted from the day treatment starts or a dose changes."""

import datetime
from decimal import Decimal
from itertools import chain, pairwise, repeat
from typing import NamedTuple

DAYS_PER_WEEK = 7
EARLY_DAYS = 7  # a result counts for a date up to this much later; our own choice
BASELINE_DAYS = 28  # and for the start of treatment, where the test stays true so long; ours


class Window(NamedTuple):
    """A date on which a test is due; a result from the day it opens on counts for it."""

    opens: datetime.date
    on: datetime.date


def due_dates(
    start: datetime.date, weeks: tuple[Decimal, ...], repeat_weeks: Decimal | None, until_weeks: int
) -> list[datetime.date]:
    """Dates at `weeks` after the start, then every `repeat_weeks`, up to `until_weeks` (inclusive).

    Part weeks are rounded to the nearest day, ties to the earlier one.
    """
    points = [week for week in weeks if week <= until_weeks]
    if repeat_weeks and len(points) == len(weeks):
        last = points[-1] if points else Decimal(0)
        while last + repeat_weeks <= until_weeks:
            last += repeat_weeks
            points.append(last)
    return [start + datetime.timedelta(days=round(week * DAYS_PER_WEEK)) for week in points]


def windows(
    days: list[datetime.date], baseline_days: int = EARLY_DAYS, early_days: int = EARLY_DAYS
) -> list[Window]:
    """The dates of one series, each open for results up to half the gap to its neighbors before it.

    At most `early_days` before, and at most `baseline_days` before the first.
    """
    limits = chain([baseline_days], repeat(early_days))
    gaps = [None, *[(later - day).days for day, later in pairwise(days)], None]
    return [
        Window(day - datetime.timedelta(days=_early(before, after, most)), day)
        for day, before, after, most in zip(days, gaps, gaps[1:], limits, strict=False)
    ]


def _early(before, after, most):
    return min([most, *[gap // 2 for gap in (before, after) if gap is not None]])


def to_come(open_windows: list[Window], done: datetime.date | None) -> list[datetime.date]:
    """The dates left when each test counts for all dates whose window it falls into.

    `done` is the day of a test already planned, None without one.
    """
    found = []
    for window in sorted(open_windows, key=lambda window: window.on):
        if done is None or done < window.opens:
            done = window.on
            found.append(done)
    return found
