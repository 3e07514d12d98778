"""What changed since the last visit and since treatment began, in words."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from guidelines.engine import wording
from guidelines.engine.followup import treatment

DAY = datetime.timedelta(days=1)
STILL_BASELINE = datetime.timedelta(days=14)  # a first value so soon after the start counts


class Change(NamedTuple):
    """The sentences about one stretch of time."""

    title: str
    lines: list[str]


def changes(timeline) -> list[Change]:
    """Since the last visit before the newest value, and since the start of treatment."""
    found = [_since_visit(timeline), _since_start(timeline)]
    return [change for change in found if change]


def _since_visit(timeline):
    newest = max((point.on for point in timeline.ck + timeline.strength), default=None)
    visit = next((day for day in reversed(timeline.visits) if newest and day < newest), None)
    if visit is None:
        return None
    lines = [*_lines(timeline, visit, visit), *_events(timeline, visit, begun=visit)]
    return Change(f"Since the visit of {wording.date(visit)}", lines)


def _since_start(timeline):
    courses = treatment.courses(timeline.facts)
    if not courses:
        return None
    start = courses[0].start
    title = f"Since treatment began on {wording.date(start)}"
    lines = _lines(timeline, start, start + STILL_BASELINE)
    return Change(title, [*lines, *_events(timeline, start, begun=start + DAY)])


def _lines(timeline, day, at_the_latest):
    return [
        _compared("CK", timeline.ck, day, at_the_latest, _ck),
        _compared("MMT-8", timeline.strength, day, at_the_latest, _strength),
        _prednisone(timeline, day, at_the_latest),
    ]


def _events(timeline, day, begun):
    """The relapses after a day, and the treatments of the disease that began from another on."""
    relapses = [wording.date(mark.on) for mark in timeline.relapses if mark.on > day]
    started = [
        f"{wording.lowered(row.name)} on {wording.date(row.start)}"
        for row in treatment.courses(timeline.facts)
        if row.start >= begun
    ]
    if relapses:
        yield f"Relapse on {wording.listed(relapses)}."
    if started:
        yield f"Started: {wording.listed(started)}."


def _compared(name, points, day, at_the_latest, says):
    """A sentence on the last value against the one of a day, or why there is none."""
    if not points:
        return f"{name}: no value that can be compared is recorded."
    before, now = _value_of(points, day, at_the_latest), points[-1]
    if before is None:
        return f"{name}: no value of that time to compare with; {_last(now)}."
    if now is before:
        return f"{name}: no newer value; {_last(now)}."
    return f"{name} {says(before, now)}, last on {wording.date(now.on)}."


def _value_of(points, day, at_the_latest):
    """The last value up to a day, else the first one soon after it."""
    before = next((point for point in reversed(points) if point.on <= day), None)
    return before or next((point for point in points if day < point.on <= at_the_latest), None)


def _last(point):
    return f"the last is {point.text} of {wording.date(point.on)}"


def _ck(before, now):
    since = f"times the upper limit since {wording.date(before.on)}"
    if before.text == now.text:
        return f"stayed at {now.text} {since}"
    verb = "rose" if now.value > before.value else "fell"
    return f"{verb} from {before.text} to {now.text} {since}{percent(before, now)}"


def percent(before, now):
    """The relative change in brackets; nothing where it started from zero."""
    if not before.value:
        return ""
    share = (now.value - before.value) / before.value * 100
    if abs(share) < Decimal("0.5"):
        return f" (by less than {wording.amount(Decimal(1), '%')})"
    sign = "+" if share > 0 else "−"
    return f" ({sign}{wording.amount(abs(share), '%', 0)})"


def _strength(before, now):
    since = f"since {wording.date(before.on)}"
    change = now.value - before.value
    if not change:
        return f"stayed at {now.text} of 80 {since}"
    verb = "rose" if change > 0 else "fell"
    points = "1 point" if abs(change) == 1 else f"{wording.number(abs(change))} points"
    return f"{verb} by {points}, from {before.text} to {now.text} of 80, {since}"


def _prednisone(timeline, day, at_the_latest):
    before = _value_of(timeline.doses, day, at_the_latest)
    now = timeline.dose_on(timeline.today)
    if now is None:
        return "Prednisone: no course is recorded."
    if before is None:
        return f"Prednisone: none recorded on {wording.date(day)}, now {now.text}."
    then = wording.date(max(before.on, day))
    if before.amount == now.amount and now.amount is not None:
        return f"Prednisone: {now.text}, as on {then}."
    return f"Prednisone: {before.text} on {then}, now {now.text}."
