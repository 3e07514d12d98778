"""Response at 8 to 12 weeks: CK halved and MMT-8 up by 5 points, or not enough of it.

Section 8 of the dossier: CK not 50 % lower, or MMT-8 not 5 points higher, by week 8 to 12 after the
start of treatment is an inadequate response. The baseline is the last value at or before the start,
else the first one of the 14 days after it (ours).
"""

import datetime
from typing import NamedTuple

from guidelines.engine.history import Value

from . import record, treatment
from .record import Sample

WEEK_8 = 56
LATE_BASELINE = 14  # days after the start; ours
FALL = 50  # percent of CK
RISE = 5  # points of MMT-8
BEST_WITH_ROOM = record.MMT8_BEST - RISE
LOST = 8  # points: weaker, whatever room there was; ours


class Pair(NamedTuple):
    """A measure before treatment and from week 8 on; None where the record has no value."""

    before: object
    now: object

    @property
    def is_known(self) -> bool:
        return None not in self


class Response(NamedTuple):
    """The measures since the start. Each of the two parts is true, false, or None if not known."""

    start: datetime.date
    ck: Pair
    plain_ck: Pair
    strength: Pair

    @property
    def ck_halved(self) -> bool | None:
        """Whether CK is 50 % lower, or within its limit now (ours).

        By multiples of the limit where both are known, else by the values themselves.
        """
        if self.ck.is_known:
            return self.ck.now.fold <= 1 or _fell(self.ck.before.fold, self.ck.now.fold)
        if not self.plain_ck.is_known:
            return None
        return _fell(self.plain_ck.before.value, self.plain_ck.now.value)

    @property
    def ck_was_normal(self) -> bool:
        """Whether CK was within its limit before treatment: then it cannot show a response."""
        return self.ck.before is not None and self.ck.before.fold <= 1

    @property
    def has_room(self) -> bool:
        """Whether MMT-8 was low enough to rise by 5 points."""
        return self.strength.before is None or self.strength.before.value <= BEST_WITH_ROOM

    @property
    def is_stronger(self) -> bool | None:
        """Whether MMT-8 rose by 5 points or more; None if not known."""
        if not self.strength.is_known:
            return None
        return self.strength.now.value - self.strength.before.value >= RISE

    @property
    def is_weaker(self) -> bool:
        """Whether MMT-8 is 8 points or more below the value before treatment."""
        known = self.strength.is_known
        return known and self.strength.before.value - self.strength.now.value >= LOST

    @property
    def parts(self) -> list[bool | None]:
        """The parts that can be judged in this patient."""
        ck = [] if self.ck_was_normal else [self.ck_halved]
        return ck + ([self.is_stronger] if self.has_room else [False] if self.is_weaker else [])

    @property
    def level(self) -> str:
        """inadequate, improving, missing, or unclear where neither part can show a response."""
        if False in self.parts:
            return "inadequate"
        if None in self.parts:
            return "missing"
        return "improving" if self.parts else "unclear"


def _fell(before, now):
    return (before - now) * 100 >= FALL * before


def assess(facts) -> Response | None:
    """The response since the start of treatment; None before week 8, or without a start."""
    start = treatment.start(facts)
    if start is None or (facts.on - start).days < WEEK_8:
        return None
    return Response(
        start=start,
        ck=_pair(record.samples(facts), start),
        plain_ck=_pair(record.plain_ck(facts), start),
        strength=_pair(record.strength(facts), start),
    )


def _pair(rows: list[Value | Sample], start) -> Pair:
    later = record.between(rows, start + datetime.timedelta(days=WEEK_8))
    return Pair(baseline(rows, start), later[-1] if later else None)


def baseline(rows: list, start: datetime.date):
    """The last row at or before the start, else the first of the 14 days after it, else None."""
    before = record.between(rows, last=start)
    after = record.between(rows, start, start + datetime.timedelta(days=LATE_BASELINE))
    return before[-1] if before else after[0] if after else None
