"""Relapse after stable months, as the dossier defines it; the clinician decides what it is.

`relapse_signal`: after 3 stable months MMT-8 falls by 8 points, or CK above its limit is at least
twice the lowest stable value in two samples a week or more apart, or swallowing, breathing or the
heart are newly involved. Our rule: no definition is validated for necrotizing myopathy.
"""

from typing import NamedTuple

from guidelines.engine.history import Value
from guidelines.engine.instruments import flare
from guidelines.engine.instruments.worsening import PERCENT_OF_STRENGTH

from . import involvement, record, stable, treatment
from .record import MMT8_BEST, Sample


class Relapse(NamedTuple):
    """What came after the best of the stable months. Empty parts are not known.

    `cks` are the samples after the lowest one, `total` the last strength after the best one,
    `globals_` the lowest physician's global of the stable months and the last one.
    """

    run: stable.Run
    cks: list[Sample]
    total: Value | None
    globals_: tuple[Value | None, Value | None]
    new: list[involvement.Change]
    unclear: list[involvement.Change]

    @property
    def chemistry(self) -> str | None:
        """What CK says: suspected, repeat or none; None without a later sample."""
        return stable.chemistry(self.cks, self.run.lowest) if self.cks else None

    @property
    def is_weaker(self) -> bool | None:
        """Whether MMT-8 is 8 points or more below its best; None if not known."""
        best, now = self.run.best, self.total
        return flare.is_weaker(best and best.value, now and now.value, MMT8_BEST)

    @property
    def is_major(self) -> bool | None:
        """MMT-8 a fifth below its best, physician's global 2 cm up (IMACS worsening, from memory).

        None if the global is not known.
        """
        if not self.is_weaker:
            return False
        best, now = self.run.best.value, self.total.value
        is_fifth = (best - now) * 100 >= PERCENT_OF_STRENGTH * best
        return is_fifth and flare.is_more_active(*(row and row.value for row in self.globals_))

    @property
    def level(self) -> str | None:
        """none, unclear, repeat, suspected or major; None if none of it can be told."""
        if self.is_weaker or self.new or self.chemistry == "suspected":
            return "major" if self.is_major else "suspected"
        if self.chemistry == "repeat":
            return "repeat"
        if self.unclear:
            return "unclear"
        return None if None in (self.chemistry, self.is_weaker) else "none"

    @property
    def is_suspected(self) -> bool:
        return self.level in ("suspected", "major")


def assess(facts) -> Relapse | None:
    """The record against its stable months; None without them."""
    run = stable.run(facts) if facts.history and _was_treated(facts) else None
    if run is None:
        return None
    involved = involvement.changes(facts, run.days[0])
    return Relapse(
        run=run,
        cks=_after(run.lowest, record.samples(facts)),
        total=(_after(run.best, record.strength(facts)) or [None])[-1],
        globals_=_globals(facts, run),
        new=[row for row in involved if row.before is not None],
        unclear=[row for row in involved if row.before is None],
    )


def relapse_signal(facts, row):
    """The level of the relapse that the record suggests; None without stable months."""
    found = assess(facts)
    return found and found.level


def _was_treated(facts):
    """Nobody relapses who was never treated."""
    return bool(treatment.courses(facts)) or facts["treatment_phase"] != "untreated"


def _after(reference, rows):
    return [] if reference is None else [row for row in rows if row.on > reference.on]


def _globals(facts, run):
    rows = record.between(record.physician_global(facts), run.days[0])
    if len(rows) < 2:
        return None, None
    return min(rows[:-1], key=lambda row: row.value), rows[-1]
