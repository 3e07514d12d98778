"""Tests due and taper steps as a calendar file whose events keep their ids.

One stored entry for each event: when its day or its text changes, the same event gets the next
sequence number, so that a second import updates it; what is no longer due is cancelled. Events of
the past stay as they were.
"""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event

from guidelines.engine import taper_hold, wording
from guidelines.engine.followup.signal import Signal
from patients.models import CalendarEntry
from patients.treatment import courses
from patients.treatment.tapers import can_taper

MADE_BY = "-//Myopathway//Calendar//EN"
TEST, STEP = "Test", "Dose step of a medicine"
NEAR = datetime.timedelta(weeks=4)  # an event that moves further is another event; ours


class Choices(NamedTuple):
    """What the clinician chose to name in the events; nothing by default."""

    name: bool = False
    drugs: bool = False


NOTHING_NAMED = Choices()


class Wanted(NamedTuple):
    """An event of today's plan; events of one `group` are told apart by their days.

    `since` is the day from which an overdue test stands; it is put on today.
    """

    group: str
    on: datetime.date
    text: str
    since: datetime.date | None = None


def wanted(overview, choices=NOTHING_NAMED) -> list[Wanted]:
    """The events that the record asks for today, by day."""
    if overview.version is None:
        return []
    found = [*_tests(overview, choices), *_steps(overview, choices)]
    return sorted(found, key=lambda event: (event.on, event.group))


def _tests(overview, choices):
    """Tests to come, and an overdue one today."""
    regimens = overview.plan.facts.program.regimens
    for row in overview.plan.tests_due:
        days = dict.fromkeys(row.next)
        if row.overdue_since:
            days = {overview.day: row.overdue_since} | days
        drugs = wording.listed([wording.lowered(regimens[code].name) for code in row.regimens])
        text = row.rule.short or TEST
        if choices.drugs and drugs:
            text = f"{text} ({drugs})"
        for day, since in days.items():
            yield Wanted(row.rule.key, day, _named(text, overview, choices), since)


def _steps(overview, choices):
    """Planned doses of the courses that are tapered; none of a course that a stop rule holds."""
    for course in _tapered(overview):
        if _stop(overview, course):
            continue
        for step in course.steps.all():
            if step.on >= overview.day and step.on > course.start:
                text = f"{course.name}: {step.order}" if choices.drugs else STEP
                yield Wanted(f"course {course.pk}", step.on, _named(text, overview, choices))


def _tapered(overview):
    """The courses that are tapered."""
    content = overview.plan.facts.program.content
    rows = overview.patient.courses.open_on(overview.day).exclude(taper="")
    rows = rows.prefetch_related("steps")
    return [row for row in rows if can_taper(row, content, overview.day)]


def _stop(overview, course):
    return taper_hold.stop(overview.plan.facts, course.as_history())


def held(overview) -> list[Signal]:
    """The stop rules for which the steps of a taper are left out."""
    if overview.version is None:
        return []
    return [found for row in _tapered(overview) if (found := _stop(overview, row))]


def _named(text, overview, choices):
    return f"{overview.patient}: {text}" if choices.name else text


@transaction.atomic
def update(overview, choices=NOTHING_NAMED) -> list[CalendarEntry]:
    """Bring the stored events in line with today's plan; returns all of them, also cancelled."""
    courses.lock(overview.patient)
    stored = _grouped(overview.patient.calendar_entries.all(), lambda row: _split(row.key)[0])
    plan = _grouped(wanted(overview, choices), lambda event: event.group)
    for group in sorted(stored.keys() | plan.keys()):
        _update_group(overview, group, stored.get(group, []), plan.get(group, []))
    return list(overview.patient.calendar_entries.order_by("on", "key"))


def _grouped(rows, group):
    found = {}
    for row in rows:
        found.setdefault(group(row), []).append(row)
    return found


def _split(key):
    """The group of an event and its number there."""
    group, _, number = key.rpartition(" ")
    return group, int(number)


def _update_group(overview, group, entries, events):
    pairs = _matched(entries, events, overview.day)
    for entry, event in pairs:
        _write(entry, on=event.on, text=event.text, is_cancelled=False)
    matched = {entry.pk for entry, _ in pairs}
    for entry in entries:
        if entry.pk not in matched and entry.on >= overview.day:
            _write(entry, is_cancelled=True)
    known = {event.on for _, event in pairs}
    number = max((_split(entry.key)[1] for entry in entries), default=0)
    for place, event in enumerate((row for row in events if row.on not in known), number + 1):
        overview.patient.calendar_entries.create(
            key=f"{group} {place}", on=event.on, text=event.text
        )


def _matched(entries, events, today):
    """Pairs of entry and event: of the same day first, then those that moved."""
    pairs, left = [], sorted(entries, key=lambda entry: (entry.on, entry.pk))
    for is_match in (_is_same_day, _may_have_moved):
        for event in [event for event in events if event not in [found for _, found in pairs]]:
            fits = [entry for entry in left if is_match(entry, event, today)]
            if fits:
                entry = fits[-1] if event.since else fits[0]
                left.remove(entry)
                pairs.append((entry, event))
    return pairs


def _is_same_day(entry, event, today):
    return entry.on == event.on


def _may_have_moved(entry, event, today):
    """An event to come moves by four weeks at most; a past one only if its test is overdue."""
    if entry.is_cancelled:
        return False
    if entry.on < today:
        return event.since is not None and event.since <= entry.on
    return abs(event.on - entry.on) <= NEAR


def _write(entry, **changes):
    """Save what changed, as the next version of the event; the same again writes nothing."""
    if all(getattr(entry, name) == value for name, value in changes.items()):
        return
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.sequence += 1
    entry.changed_at = timezone.now()
    entry.save()


def as_file(entries) -> bytes:
    """The entries as an iCalendar file: the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry):
    event = Event()
    changed = entry.changed_at.astimezone(datetime.UTC).replace(microsecond=0)
    event.add("uid", f"{entry.uid}@myopathway")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + datetime.timedelta(days=1))
    event.add("summary", entry.text)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
