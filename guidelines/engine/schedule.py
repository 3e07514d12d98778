"""The dates on which monitoring is due, counted from the day treatment starts."""

import datetime
from decimal import Decimal

DAYS_PER_WEEK = 7


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
