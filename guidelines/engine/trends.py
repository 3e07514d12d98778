"""How a value moved over time: the last one of the record against earlier ones.

Functions of derived values, as in `derived`. None without an earlier value to compare with.
"""

from datetime import timedelta
from decimal import Decimal

# The windows are our own choice, but for the year of the creatinine limit (BSR2017).
YEAR, FIVE_WEEKS = timedelta(days=365), timedelta(weeks=5)
LOW_DOSE_MG = Decimal(15)  # a day: Pneumocystis prophylaxis ends below it; our own choice
DAYS_PER_WEEK = 7


def rise_in_12_months(facts, row):
    """Percent by which the last value lies above the lowest of the 12 months before it."""
    return _rise(facts, row, YEAR)


def rise_in_5_weeks(facts, row):
    """Percent by which the last value lies above the lowest of the 5 weeks before it."""
    return _rise(facts, row, FIVE_WEEKS)


def _rise(facts, row, window):
    last, earlier = _last_and_earlier(facts, row, max, window)
    return _percent(last, min(earlier, default=None))


def rise_above_previous(facts, row):
    """Percent by which the last value lies above the one before it."""
    last, earlier = _last_and_earlier(facts, row, max)
    return _percent(last, earlier[-1] if earlier else None)


def fall_in_12_months(facts, row):
    """Percent by which the last value lies below the highest of the 12 months before it."""
    last, earlier = _last_and_earlier(facts, row, min, YEAR)
    change = _percent(last, max(earlier, default=None))
    return None if change is None else -change


def _last_and_earlier(facts, row, worst, window=None):
    """The worst value of the last day of the first input, and those of earlier days in a window."""
    values = facts.series(row.inputs[0])
    if not values:
        return None, []
    day = values[-1].on
    earlier = (value for value in values if value.on < day)
    last = worst(value.value for value in values if value.on == day)
    return last, [v.value for v in earlier if window is None or v.on >= day - window]


def _percent(value, reference):
    """The change from a reference in percent; nothing is a percentage of zero."""
    return (value - reference) / reference * 100 if reference else None


def of_the_same_day(facts, row):
    """The first input, if it is from the day of the last value of the second."""
    said, measured = (facts.series(key) for key in row.inputs)
    same_day = said and measured and said[-1].on == measured[-1].on
    return said[-1].value if same_day else None


def days_apart(facts, row):
    """Days between the oldest and the newest of the last values of all inputs."""
    series = [facts.series(key) for key in row.inputs]
    if not all(series):
        return None
    days = [values[-1].on for values in series]
    return Decimal((max(days) - min(days)).days)


def weeks_below_15_mg(facts, row):
    """Weeks since all glucocorticoid together fell below 15 mg a day, by the courses of the record.

    None while it has not, without a course, and with a dose that is not known.
    """
    courses = [course for course in facts.history.courses if _is_glucocorticoid(facts, course)]
    changes = {day for course in courses for day in _changes(course) if day <= facts.on}
    since = None
    for day in sorted(changes, reverse=True):
        doses = [course.amount(day) for course in courses if course.is_open(day)]
        if None in doses or sum(doses) >= LOW_DOSE_MG:
            break
        since = day
    return None if since is None else Decimal((facts.on - since).days) / DAYS_PER_WEEK


def _is_glucocorticoid(facts, course):
    regimen = facts.program.regimens.get(course.regimen)
    return regimen is not None and "glucocorticoid" in regimen.flags


def _changes(course):
    """The days on which what is taken of a course changes."""
    return [course.start, *(step.on for step in course.steps), *filter(None, [course.stop])]


# What action limits compare; shown with a limit that is passed, and nowhere else.
FUNCTIONS = (
    rise_in_12_months,
    rise_in_5_weeks,
    rise_above_previous,
    fall_in_12_months,
    of_the_same_day,
    days_apart,
    weeks_below_15_mg,
)
