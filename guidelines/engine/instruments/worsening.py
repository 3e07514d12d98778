"""Worsening at two consecutive visits, by the definitions of two trials in myositis.

The ProDERM trial looked at five core set measures, the rituximab trial (Oddis 2013) at six.
Percentages count from the patient's own baseline, unlike those of the improvement score.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from .core_set import HAQ_RANGE, HAQ_WORST, VAS_CM, VAS_RANGE
from .instrument import (
    Constant,
    InputError,
    Instrument,
    chosen,
    gathered,
    mapping,
    number,
    only,
    sequence,
    within,
)
from .strength import SCALES

CENTIMETERS = 2  # worse on the physician's and the extramuscular scale; read (ProDERM)
PERCENT_OF_STRENGTH = 20  # read (ProDERM); that it is relative to baseline: memory
PERCENT = 30  # of each core set measure; read (ProDERM); relative to baseline: memory
AT_LEAST = 3  # measures; read (ProDERM)
RANGES = {"md_global": VAS_CM, "patient_global": VAS_CM, "extramuscular": VAS_CM, "haq": HAQ_WORST}
PRODERM = ("md_global", "patient_global", "extramuscular", "haq", "mmt")  # read
MEASURES = {"proderm": PRODERM, "rim": (*PRODERM, "enzyme_fold")}  # six measures: memory
LIMITS = {  # of what may be entered
    **dict.fromkeys(("md_global", "patient_global", "extramuscular"), VAS_RANGE),
    "haq": HAQ_RANGE,
    "mmt": (0, max(SCALES)),
    "enzyme_fold": (0, None),
}


class CoreSet(NamedTuple):
    """Core set measures of one visit: scales in cm, strength, enzyme as multiple of its limit."""

    md_global: Decimal | None = None
    patient_global: Decimal | None = None
    extramuscular: Decimal | None = None
    haq: Decimal | None = None
    mmt: Decimal | None = None
    enzyme_fold: Decimal | None = None


class Worsening(NamedTuple):
    """The criteria met at one visit, the measures worse by 30 %, and those nobody can judge."""

    criteria: tuple[str, ...]
    worsened: tuple[str, ...]
    not_evaluable: tuple[str, ...]


def worsening(baseline: CoreSet, visit: CoreSet, variant: str) -> Worsening:
    """Which of the criteria A, B and C one visit meets; a limit that is just reached counts."""
    answers = {name: _is_worse(name, baseline, visit, PERCENT) for name in MEASURES[variant]}
    worsened = tuple(name for name, worse in answers.items() if worse)
    weaker = _is_worse("mmt", baseline, visit, PERCENT_OF_STRENGTH)
    met = {
        "A": _rose(baseline.md_global, visit.md_global) and weaker,
        "B": _rose(baseline.extramuscular, visit.extramuscular),
        "C": len(worsened) >= AT_LEAST,
    }
    unknown = tuple(name for name, worse in answers.items() if worse is None)
    return Worsening(tuple(name for name, reached in met.items() if reached), worsened, unknown)


def is_confirmed(visits: Sequence[Worsening]) -> bool:
    """Whether two consecutive visits meet a criterion each, the same or not (ours)."""
    return any(one.criteria and other.criteria for one, other in pairwise(visits))


def _rose(before, now):
    return None not in (before, now) and now - before >= CENTIMETERS


def _is_worse(name, baseline, visit, percent):
    """Whether a measure is worse by this percentage of its baseline; None if nobody can tell.

    From a baseline of 0 a scale is worse from that percentage of its range on (ours).
    """
    before, now = getattr(baseline, name), getattr(visit, name)
    if before is None or now is None:
        return None
    whole = before or RANGES.get(name)
    if whole is None:
        return None
    change = before - now if name == "mmt" else now - before
    return change * 100 >= percent * whole


def imacs_worsening(inputs: Mapping) -> dict:
    """Criteria at each visit, and whether two in a row confirm worsening.

    Inputs: variant (proderm, rim), baseline, visits (in order of time).
    """
    variant = chosen(inputs, "variant", MEASURES)
    visits = sequence(inputs, "visits")
    if visits is None:
        raise InputError("missing_input:visits")
    by_place = {f"visits:{place}": visit for place, visit in enumerate(visits, 1)}
    readers = [partial(_read, inputs, "baseline")]
    readers += [partial(_read, by_place, place) for place in by_place]
    baseline, *later = gathered(readers)
    found = [worsening(baseline, visit, variant) for visit in later]
    return {"visits": [_shown(visit) for visit in found], "confirmed": is_confirmed(found)}


def _read(inputs, place):
    measures = mapping(inputs, place)
    with within(place):
        only(measures, CoreSet._fields)
        readers = [partial(number, measures, name, *LIMITS[name]) for name in CoreSet._fields]
        return CoreSet(*gathered(readers))


def _shown(visit):
    return {
        "met": bool(visit.criteria),
        "criteria": list(visit.criteria),
        "worsened_30pct": list(visit.worsened),
        "not_evaluable": list(visit.not_evaluable),
    }


INSTRUMENTS = (
    Instrument(
        name="imacs_worsening",
        title="Worsening of myositis at two consecutive visits",
        inputs=("variant", "baseline", "visits"),
        calculate=imacs_worsening,
        caution="A definition of trials in dermatomyositis and polymyositis, not validated for "
        "immune-mediated necrotizing myopathy. A measure that is not evaluable cannot count.",
        constants=(
            Constant("A: physician global 2 cm, strength 20 % worse", "read", "ProDERM 2023"),
            Constant("B: extramuscular activity 2 cm worse", "read", "ProDERM 2023"),
            Constant("C: three of five measures 30 % worse", "read", "ProDERM 2023"),
            Constant("C: three of six measures with the enzyme", "memory", "Oddis 2013"),
            Constant("Percentages relative to the patient's own baseline", "memory"),
            Constant("From a baseline of 0: 30 % of the range of the scale", "ours"),
            Constant("Different criteria at the two visits still confirm", "ours"),
        ),
    ),
)
