"""The stable months against which a relapse is judged.

No source defines "stable". Ours: a run of at least 90 days, from its first value to its last, in
which no CK above its limit was twice the lowest one or more, and MMT-8 never was 8 points or more
below its best. What breaks a shorter run begins a new one; what breaks a longer one is judged.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from guidelines.engine.history import Value
from guidelines.engine.instruments import flare

from . import record, treatment
from .record import MMT8_BEST, Sample

STABLE_DAYS = 90  # "3 months" of the dossier; ours
LIMIT = Decimal(1)  # of CK, as a multiple of the laboratory's limit


@dataclass
class Run:
    """Values without a break, oldest first."""

    cks: list[Sample] = field(default_factory=list)
    totals: list[Value] = field(default_factory=list)

    @property
    def days(self) -> list[datetime.date]:
        return sorted(row.on for row in [*self.cks, *self.totals])

    @property
    def is_stable(self) -> bool:
        """Whether the values span three months."""
        return bool(self.days) and (self.days[-1] - self.days[0]).days >= STABLE_DAYS

    @property
    def lowest(self) -> Sample | None:
        """The lowest CK, the latest of equal ones."""
        return min(reversed(self.cks), key=lambda row: row.fold, default=None)

    @property
    def best(self) -> Value | None:
        """The best strength, the latest of equal ones."""
        return max(reversed(self.totals), key=lambda row: row.value, default=None)

    def is_broken_by(self, row) -> bool:
        """Whether a CK or a strength does not fit the run."""
        if isinstance(row, Sample):
            return self.lowest is not None and chemistry([row], self.lowest) != "none"
        return self.best is not None and bool(
            flare.is_weaker(self.best.value, row.value, MMT8_BEST)
        )

    def add(self, row):
        (self.cks if isinstance(row, Sample) else self.totals).append(row)


def chemistry(samples: list[Sample], reference: Sample) -> str:
    """What CK samples say against a reference: suspected, repeat or none."""
    multiples = [flare.Sample(row.on.toordinal(), row.fold) for row in samples]
    return flare.biochemical(multiples, LIMIT, reference.fold)


def run(facts) -> Run | None:
    """The stable run of the present remission; None without one."""
    first = treatment.since(facts)
    rows = record.between([*record.samples(facts), *record.strength(facts)], first)
    found = Run()
    for day in sorted({row.on for row in rows}):
        today = [row for row in rows if row.on == day]
        breaks = [row for row in today if found.is_broken_by(row)]
        if breaks and not found.is_stable:
            found, breaks = Run(), []
        for row in today:
            if row not in breaks:
                found.add(row)
    return found if found.is_stable else None
