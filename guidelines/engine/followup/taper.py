"""The stop rule of a glucocorticoid taper: hold it, or step back, when the disease worsens.

The rule of `flare_alert` (ours): CK above its limit and at least doubled in two samples a week or
more apart, MMT-8 lower by 8 of 80 points, or the physician's global 2 cm higher; and new trouble
with swallowing, breathing or the heart. Compared with the best since the course began or its dose
was last raised.
"""

import datetime
from itertools import pairwise
from typing import NamedTuple

from guidelines.engine.history import Course, Value
from guidelines.engine.instruments import flare

from . import involvement, record, stable, steroid, treatment
from .record import MMT8_BEST, Sample


class Tapering(NamedTuple):
    """A glucocorticoid that is being reduced, from `since` on: its start or its last rise."""

    course: Course
    since: datetime.date


class Worsening(NamedTuple):
    """What worsened, each with the value it is compared with; empty where nothing did."""

    chemistry: str
    cks: list[Sample]
    strength: list[Value]
    globals_: list[Value]
    new: list[involvement.Change]

    @property
    def stops(self) -> bool:
        """Whether the taper must not go on."""
        return self.chemistry == "suspected" or bool(self.strength or self.globals_ or self.new)


def tapering(facts) -> Tapering | None:
    """The glucocorticoid taken whose dose was reduced since, or is planned to be."""
    for course in treatment.glucocorticoids(facts):
        raised = [day for day in treatment.rises(course) if day <= facts.on]
        since = max([course.start, *raised])
        if course.taper or _is_reduced(course, since):
            return Tapering(course, since)
    return None


def _is_reduced(course, since):
    steps = [step for step in course.steps if step.amount is not None]
    return any(later.amount < step.amount and later.on > since for step, later in pairwise(steps))


def worsening(facts, since: datetime.date) -> Worsening:
    """How the values have worsened from their best since a day."""
    chemistry, cks = _chemistry(record.between(record.samples(facts), since))
    weaker = _fallen(record.between(record.strength(facts), since))
    more_active = _risen(record.between(record.physician_global(facts), since))
    found = steroid.weakness(facts)
    if found and found.is_likely_steroid:  # then less glucocorticoid is right: R23
        weaker, more_active = [], []
    new = [row for row in involvement.changes(facts, since) if row.before is not None]
    return Worsening(chemistry, cks, weaker, more_active, new)


def _chemistry(samples):
    """What CK says, and the samples that say it after the lowest one."""
    lowest = min(reversed(samples), key=lambda row: row.fold, default=None)
    later = [row for row in samples if row.on > lowest.on] if lowest else []
    verdict = stable.chemistry(later, lowest) if later else "none"
    return verdict, [] if verdict == "none" else [lowest, *later[-2:]]


def _fallen(totals):
    """The best and the last strength, where the last one is 8 points or more lower."""
    if not totals:
        return []
    best, now = max(reversed(totals), key=lambda row: row.value), totals[-1]
    return [best, now] if flare.is_weaker(best.value, now.value, MMT8_BEST) else []


def _risen(globals_):
    """The lowest and the last physician's global, where the last one is 2 cm or more higher."""
    if not globals_:
        return []
    lowest, now = min(reversed(globals_), key=lambda row: row.value), globals_[-1]
    return [lowest, now] if flare.is_more_active(lowest.value, now.value) else []
