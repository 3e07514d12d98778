"""The score of improvement between two visits: change in percent of each range, points, total.

Aggarwal 2017, Ann Rheum Dis 76:792; points and limits read in Rider 2017, Rheumatology 56:1884,
table 3. Fractions throughout: a change of exactly 5 % must not land above 5 %.
"""

from bisect import bisect_left
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from .core_set import HAQ_WORST, VAS_CM

MEASURES = ("md_global", "patient_global", "mmt", "haq", "enzyme", "extramuscular")
NEEDED = ("md_global", "mmt")  # read (public calculator); whether it needs more is uncertain
# Multiples of the upper limit that make the range; memory, not seen on a readable page.
ENZYME_RANGES = {"ck": 15, "aldolase": 6, "ldh": 3, "ast": 3, "alt": 3}
LIMITS = (5, 15, 25, 40)  # percent; a limit belongs to the lower band; read
LIMITS_OF_STRENGTH = (2, 10, 20, 30)  # read
_TENTHS = {  # points in tenths for the bands between the limits; read
    "md_global": (0, 75, 150, 175, 200),
    "patient_global": (0, 25, 50, 75, 100),
    "mmt": (0, 100, 200, 275, 325),
    "haq": (0, 50, 75, 75, 100),
    "enzyme": (0, 25, 50, 75, 75),
    "extramuscular": (0, 75, 125, 150, 200),
}
POINTS = {name: tuple(Decimal(n) / 10 for n in row) for name, row in _TENTHS.items()}
CATEGORIES = ((60, "major"), (40, "moderate"), (20, "minimal"))  # adults; read


class Enzyme(NamedTuple):
    """A muscle enzyme and its laboratory's upper limit in the same unit."""

    value: Decimal
    uln: Decimal

    @property
    def fold(self) -> Fraction:
        """Multiple of the upper limit, which has no unit."""
        return Fraction(self.value) / Fraction(self.uln)


class Visit(NamedTuple):
    """Core set measures of one visit: scales in cm, HAQ 0 to 3, strength with its maximum."""

    md_global: Decimal | None = None
    patient_global: Decimal | None = None
    extramuscular: Decimal | None = None
    haq: Decimal | None = None
    mmt: Decimal | None = None
    mmt_max: Decimal | None = None
    enzymes: Mapping[str, Enzyme] = {}


class Improvement(NamedTuple):
    """Change of each measure in percent of its range (None: missing) and the enzyme followed."""

    changes: Mapping[str, Fraction | None]
    enzyme: str | None

    @property
    def points(self) -> dict[str, Decimal | None]:
        """Points of each measure; None where it is missing."""
        return {name: points(name, change) for name, change in self.changes.items()}

    @property
    def missing(self) -> list[str]:
        """Measures without a value at one of the visits."""
        return [name for name, change in self.changes.items() if change is None]

    @property
    def worsened(self) -> list[str]:
        """Measures that are worse: the total, which never falls below 0, cannot show them."""
        return [name for name, change in self.changes.items() if change and change < 0]

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Least and most total that the missing measures leave possible (our reading)."""
        least = sum(score for score in self.points.values() if score is not None)
        return least, least + sum(POINTS[name][-1] for name in self.missing)

    @property
    def status(self) -> str:
        """`complete`, `incomplete`, or `not_calculable` without physician global or strength."""
        missing = self.missing
        if any(name in missing for name in NEEDED):
            return "not_calculable"
        return "incomplete" if missing else "complete"


def improvement(baseline: Visit, followup: Visit) -> Improvement:
    """Change from the fixed reference visit, by the enzyme most abnormal there. Adults only."""
    enzyme = most_abnormal(baseline.enzymes)
    changes = {
        "md_global": _fall(baseline.md_global, followup.md_global, VAS_CM),
        "patient_global": _fall(baseline.patient_global, followup.patient_global, VAS_CM),
        "mmt": _fall(followup.mmt, baseline.mmt, baseline.mmt_max),  # higher is better
        "haq": _fall(baseline.haq, followup.haq, HAQ_WORST),
        "enzyme": _fall_of_enzyme(enzyme, baseline.enzymes, followup.enzymes),
        "extramuscular": _fall(baseline.extramuscular, followup.extramuscular, VAS_CM),
    }
    return Improvement(changes, enzyme)


def most_abnormal(enzymes: Mapping[str, Enzyme]) -> str | None:
    """The enzyme that is the largest multiple of its limit; a tie goes to the first (ours)."""
    measured = [name for name in ENZYME_RANGES if name in enzymes]
    return max(measured, key=lambda name: enzymes[name].fold, default=None)


def _fall_of_enzyme(name, before, after):
    if name is None or name not in after:
        return None
    return _fall(before[name].fold, after[name].fold, ENZYME_RANGES[name])


def _fall(before, after, span):
    """How far a measure fell, in percent of its range; neither clipped nor rounded."""
    if before is None or after is None:
        return None
    return (Fraction(before) - Fraction(after)) * 100 / Fraction(span)


def points(measure: str, change: Fraction | None) -> Decimal | None:
    """Points for a change in percent; None for a missing one."""
    if change is None:
        return None
    limits = LIMITS_OF_STRENGTH if measure == "mmt" else LIMITS
    return POINTS[measure][bisect_left(limits, change)]


def category(total: Decimal) -> str:
    """`major`, `moderate`, `minimal` or `none`, by the limits for adults."""
    return next((name for least, name in CATEGORIES if total >= least), "none")
