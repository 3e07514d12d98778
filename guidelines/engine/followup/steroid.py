"""Weakness without signs of activity: steroid myopathy against relapse, and fixed damage on MRI.

R23: if CK is normal and MRI shows no edema, reduce rather than raise the glucocorticoid. Section 8:
fatty replacement without edema: do not escalate for weakness alone.
"""

import datetime
from typing import NamedTuple

from guidelines.engine.history import Value
from guidelines.engine.instruments import flare

from . import record, treatment
from .record import MMT8_BEST, Sample

SAME_TIME = 28  # days between a strength and the CK that goes with it; ours
MRI_BEFORE = datetime.timedelta(weeks=4)  # an MRI up to this long before the loss tells of it; ours
STILL_TRUE = 90  # days for which a normal CK stands for "now"; ours
EDEMA = ("oedema", "both")
NO_EDEMA = ("normal", "fatty_replacement")


class Weakness(NamedTuple):
    """Strength lost on a glucocorticoid while CK is normal; `mri` is of the time of the loss."""

    best: Value
    now: Value
    ck: Sample
    mri: Value | None

    @property
    def is_likely_steroid(self) -> bool | None:
        """Whether MRI shows no edema either; None while it is not known."""
        return None if self.mri is None else self.mri.value in NO_EDEMA


class Damage(NamedTuple):
    """Fat in place of muscle without edema, with a normal CK and weakness."""

    mri: Value
    ck: Sample
    now: Value


def weakness(facts) -> Weakness | None:
    """A fall of MMT-8 by 8 points since a glucocorticoid began, with a CK within its limit."""
    taken, totals = treatment.glucocorticoids(facts), record.strength(facts)
    if not taken or not totals:
        return None
    totals = record.between(totals, min(row.start for row in taken))
    best = max(reversed(totals), key=lambda row: row.value, default=None)
    if best is None or not flare.is_weaker(best.value, totals[-1].value, MMT8_BEST):
        return None
    ck = _ck_with(facts, totals[-1].on)
    if ck is None or ck.fold > 1:
        return None
    return Weakness(best, totals[-1], ck, _mri(facts, since=_fall(totals) - MRI_BEFORE))


def _fall(totals):
    """The day from which strength was, without a break, less than 8 points above what it is now."""
    now = totals[-1]
    higher = (row.on for row in totals if flare.is_weaker(row.value, now.value, MMT8_BEST))
    last = max(higher, default=record.FIRST_DAY)
    return next(row.on for row in totals if row.on > last)


def damage(facts) -> Damage | None:
    """Fixed damage as the last MRI shows it."""
    mri, totals, cks = _mri(facts), record.strength(facts), record.samples(facts)
    if mri is None or mri.value != "fatty_replacement" or not totals or not cks:
        return None
    is_current = (facts.on - cks[-1].on).days <= STILL_TRUE
    is_weak = totals[-1].value < MMT8_BEST
    if not is_current or cks[-1].fold > 1 or not is_weak or _fell_since(totals, mri):
        return None
    return Damage(mri, cks[-1], totals[-1])


def _fell_since(totals, mri):
    """Whether strength fell by 8 points after an MRI, which then does not tell of the loss."""
    since = record.between(totals, mri.on - MRI_BEFORE) or totals[-1:]
    return flare.is_weaker(max(row.value for row in since), totals[-1].value, MMT8_BEST)


def _ck_with(facts, day):
    """The last CK of the time of a strength; a later one outweighs it."""
    near = record.between(record.samples(facts), day - datetime.timedelta(days=SAME_TIME))
    return near[-1] if near else None


def _mri(facts, since=record.FIRST_DAY):
    """The last MRI from a day on; of two of one day the one that shows edema."""
    rows = [row for row in record.rows(facts, "mri_muscle") if row.value in (*EDEMA, *NO_EDEMA)]
    rows = record.between(rows, since)
    return max(rows, key=lambda row: (row.on, row.value in EDEMA), default=None)
