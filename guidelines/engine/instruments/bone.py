"""Fracture risk of adults under glucocorticoids, by the ACR guideline of 2022."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .instrument import Constant, Instrument, gathered, needed, number, rounded, truth
from .kidney import ADULT_FROM_YEARS
from .limits import hard

FRAX_FROM_YEARS = 40  # read
# Above this dose in mg a day the FRAX values are raised by these factors; from memory
FRAX_DOSE_MG = Decimal("7.5")
MOF_FACTOR, HIP_FACTOR = Decimal("1.15"), Decimal("1.2")
HIGH_DOSE_MG = 30  # mg a day, read
HIGH_DOSE_DAYS = 30  # more days than this, read
HIGH_CUMULATIVE_G = 5  # a year, read
# Below 40 years: this dose for so long, with a low or falling density; read
LONG_DOSE_MG, LONG_DOSE_MONTHS, LOW_Z_SCORE = Decimal("7.5"), 6, -3
# Densities and probabilities (%) of each band from 40 years on; read, hip of exactly 1 uncertain
VERY_LOW_T, LOW_T, REDUCED_T = Decimal("-3.5"), Decimal("-2.5"), -1
MOF_LIMITS = (30, 20, 10)
HIP_LIMITS = (Decimal("4.5"), 3, 1)
DOSES = ("gc_mg_day", "days_at_30_or_more", "cumulative_g_year", "gc_months")
EVIDENCE = ("prior_op_fracture", "t_score", "frax_mof", "frax_hip")
EVIDENCE_BELOW_40 = ("prior_op_fracture", "z_score", "significant_bmd_loss")
INPUTS = (
    *("age", *DOSES, "prior_op_fracture", "t_score", "z_score", "significant_bmd_loss"),
    *("frax_mof", "frax_hip"),
)


class Case(NamedTuple):
    """One patient: age in years, doses in mg a day, days, g a year and months, 0 if not given.

    The rest is None when not known. FRAX values in %, as the web tool gives them.
    """

    age: Decimal
    gc_mg_day: Decimal
    days_at_30_or_more: Decimal
    cumulative_g_year: Decimal
    gc_months: Decimal
    prior_op_fracture: bool | None
    t_score: Decimal | None
    z_score: Decimal | None
    significant_bmd_loss: bool | None
    frax_mof: Decimal | None
    frax_hip: Decimal | None

    @property
    def mof(self) -> Decimal | None:
        """Probability of a major osteoporotic fracture in %, adjusted for the dose."""
        return self._adjusted(self.frax_mof, MOF_FACTOR)

    @property
    def hip(self) -> Decimal | None:
        """Probability of a hip fracture in %, adjusted for the dose."""
        return self._adjusted(self.frax_hip, HIP_FACTOR)

    def _adjusted(self, value, factor):
        return value * factor if value is not None and self.gc_mg_day > FRAX_DOSE_MG else value


def risk(case: Case) -> tuple[str | None, list[str]]:
    """The band and the reasons of that band alone; no band where the tool cannot judge."""
    if case.age < ADULT_FROM_YEARS:
        return None, ["adult_tool_only"]
    bands = _bands_below_40(case) if case.age < FRAX_FROM_YEARS else _bands_from_40(case)
    for band, criteria in bands.items():
        if reasons := [name for name, is_met in criteria.items() if is_met]:
            return band, reasons
    if case.age >= FRAX_FROM_YEARS and case.mof is case.hip is case.t_score is None:
        return None, ["frax_or_bmd_needed"]
    return "low", []


def _bands_below_40(case):
    long_dose = case.gc_mg_day >= LONG_DOSE_MG and case.gc_months >= LONG_DOSE_MONTHS
    is_low = case.z_score is not None and case.z_score < LOW_Z_SCORE
    return {
        "very_high": {
            "prior_fracture": case.prior_op_fracture,
            "gc_ge_30mg": case.gc_mg_day >= HIGH_DOSE_MG,
            "cumulative_ge_5g_year": case.cumulative_g_year >= HIGH_CUMULATIVE_G,
        },
        "moderate": {
            "gc_7.5mg_6m_and_low_or_falling_bmd": long_dose
            and (is_low or case.significant_bmd_loss),
        },
    }


def _bands_from_40(case):
    mof, hip = _reached(case.mof, MOF_LIMITS), _reached(case.hip, HIP_LIMITS)
    density = _density(case.t_score)
    return {
        "very_high": {
            "prior_fracture": case.prior_op_fracture,
            "t_score_le_-3.5": density == 0,
            "mof_ge_30": mof == 0,
            "hip_ge_4.5": hip == 0,
            "gc_30mg_over_30d": case.days_at_30_or_more > HIGH_DOSE_DAYS,
            "cumulative_ge_5g_year": case.cumulative_g_year >= HIGH_CUMULATIVE_G,
        },
        "high": {
            "t_score_le_-2.5": density == 1,
            "mof_20_to_30": mof == 1,
            "hip_3_to_4.5": hip == 1,
        },
        "moderate": {
            "mof_10_to_20": mof == 2,
            "hip_1_to_3": hip == 2 and case.hip > HIP_LIMITS[-1],
            "t_score_-1_to_-2.4": density == 2,
        },
    }


def _reached(value, limits):
    """The place of the highest limit that a value reaches, or None."""
    if value is None:
        return None
    return next((place for place, limit in enumerate(limits) if value >= limit), None)


def _density(t_score):
    if t_score is None:
        return None
    limits = (VERY_LOW_T, LOW_T, REDUCED_T)
    return next((place for place, limit in enumerate(limits) if t_score <= limit), None)


def acr_giop_2022(inputs: Mapping) -> dict:
    """Band, reasons, what could still raise it, and from 40 years on the adjusted FRAX values."""
    case = _read(inputs)
    band, reasons = risk(case)
    result = {"band": band, "reasons": reasons}
    if case.age < ADULT_FROM_YEARS:
        return result
    is_older = case.age >= FRAX_FROM_YEARS
    evidence = EVIDENCE if is_older else EVIDENCE_BELOW_40
    missing = [name for name in evidence if getattr(case, name) is None]
    result["missing"] = [] if band == "very_high" else missing
    if is_older:
        result |= {
            "frax_mof_adjusted": rounded(case.mof, 1),
            "frax_hip_adjusted": rounded(case.hip, 1),
        }
    return result


def _read(inputs):
    limits = {"gc_mg_day": hard("prednisone_mg_day"), "t_score": hard("t_score")}
    limits |= {"z_score": hard("t_score"), "frax_mof": (0, 100), "frax_hip": (0, 100)}
    readers = {name: partial(number, inputs, name, *limits.get(name, (0,))) for name in INPUTS}
    readers["age"] = partial(needed, inputs, "age", *hard("age_years"))
    for name in ("prior_op_fracture", "significant_bmd_loss"):
        readers[name] = partial(truth, inputs, name)
    values = dict(zip(readers, gathered(readers.values()), strict=True))
    return Case(**values | {name: values[name] or Decimal(0) for name in DOSES})


INSTRUMENTS = (
    Instrument(
        name="acr_giop_2022",
        title="Fracture risk under glucocorticoids (ACR 2022)",
        inputs=INPUTS,
        calculate=acr_giop_2022,
        constants=(
            Constant("Assess from 2.5 mg a day for more than 3 months", "read", "ACR 2022"),
            Constant(
                "From 40 years, very high: prior fracture, T −3.5 or less, major fracture 30% or "
                "more, hip 4.5% or more, 30 mg a day for more than 30 days, 5 g a year; high: T "
                "−2.5 or less, 20%, 3%; moderate: T −1 or less, 10%, hip above 1%",
                "read",
                "ACR 2022",
            ),
            Constant(
                "Below 40 years, very high: prior fracture, 30 mg a day, 5 g a year; moderate: "
                "7.5 mg a day for 6 months with Z below −3 or significant bone loss",
                "read",
                "ACR 2022",
            ),
            Constant("FRAX × 1.15 (major) and × 1.2 (hip) above 7.5 mg a day", "memory"),
            Constant("A hip fracture probability of exactly 1% counts as low", "uncertain"),
            Constant("A T score between −2.4 and −2.5 counts as moderate", "ours"),
        ),
        caution="Enter FRAX as the tool gives it, not yet adjusted for the dose.",
    ),
)
