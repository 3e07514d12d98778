"""The stable months against which a relapse is judged.

No source defines "stable". Ours: a run of at least 90 days, from its first value to its last, in
which no CK above its limit was twice the lowest one or more, and MMT-8 never was 8 points or more
below its best. What breaks a shorter run begins a new one; what breaks a longer one is judged.
"""

import datetime
from decimal import Decimal

from guidelines.engine.history import Value
from guidelines.engine.instruments import flare

from . import record, treatment
from .record import MMT8_BEST, Sample

STABLE_DAYS = 90  # "3 months" of the dossier; ours
LIMIT = Decimal(1)  # of CK, as a multiple of the laboratory's limit


class Run:
    """Values without a break, oldest first, with the lowest CK and the best strength so far.

    Of equal values the latest counts.
    """

    def __init__(self):
        self.days: list[datetime.date] = []
        self.lowest: Sample | None = None
        self.best: Value | None = None

    @property
    def is_stable(self) -> bool:
        """Whether the values span three months."""
        return bool(self.days) and (self.days[-1] - self.days[0]).days >= STABLE_DAYS

    def is_broken_by(self, row: Sample | Value) -> bool:
        """Whether a CK or a strength does not fit the run."""
        if isinstance(row, Sample):
            return self.lowest is not None and chemistry([row], self.lowest) != "none"
        best = self.best and self.best.value
        return bool(flare.is_weaker(best, row.value, MMT8_BEST))

    def add(self, row: Sample | Value):
        """The next value in time."""
        self.days.append(row.on)
        if not isinstance(row, Sample):
            self.best = row if self.best is None or row.value >= self.best.value else self.best
        elif self.lowest is None or row.fold <= self.lowest.fold:
            self.lowest = row


def chemistry(samples: list[Sample], reference: Sample) -> str:
    """What CK samples say against a reference: suspected, repeat or none."""
    multiples = [flare.Sample(row.on.toordinal(), row.fold) for row in samples]
    return flare.biochemical(multiples, LIMIT, reference.fold)


def run(facts) -> Run | None:
    """The stable run of the present remission; None without one."""
    first = treatment.since(facts)
    rows = record.between([*record.samples(facts), *record.strength(facts)], first)
    found = Run()
    for today in record.by_day(rows).values():
        fitting = [row for row in today if not found.is_broken_by(row)]
        if fitting != today and not found.is_stable:
            found, fitting = Run(), today
        for row in fitting:
            found.add(row)
    return found if found.is_stable else None
