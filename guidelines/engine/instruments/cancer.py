"""Cancer risk in myositis and the screening that goes with it, by the IMACS guideline of 2023.

Oldroyd 2023, Nat Rev Rheumatol 19:805. The tiers and their numbers were read; which factor stands
in which tier is from memory.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .instrument import (
    Constant,
    InputError,
    Instrument,
    choice,
    gathered,
    number,
    sequence,
    truth,
)

# Memory, all three tables and the age; to be checked against the paper and its 2024 correction.
SUBTYPES = {
    "DM": "high",
    **dict.fromkeys(("CADM", "PM", "IMNM"), "intermediate"),
    **dict.fromkeys(("ASyS", "overlap"), "low"),
}
ANTIBODIES = {
    **dict.fromkeys(("TIF1g", "NXP2"), "high"),
    **dict.fromkeys(("SAE1", "HMGCR", "Mi2", "MDA5"), "intermediate"),
    **dict.fromkeys(("SRP", "Jo1", "PL7", "PL12", "EJ", "OJ"), "low"),
    **dict.fromkeys(("PM-Scl", "Ku", "RNP", "SSA", "SSB"), "low"),
}
HIGH_FEATURES = ("persistent_high_activity", "dysphagia_moderate_severe", "cutaneous_necrosis")
LOW_FEATURES = ("raynaud", "inflammatory_arthropathy", "ild")
FEATURES = (*HIGH_FEATURES, *LOW_FEATURES)
TIERS = {
    **{f"subtype_{name}": tier for name, tier in SUBTYPES.items()},
    **{f"anti_{name}": tier for name, tier in ANTIBODIES.items()},
    "age_over_40": "high",
    **dict.fromkeys(HIGH_FEATURES, "high"),
    "male_sex": "intermediate",
    **dict.fromkeys(LOW_FEATURES, "low"),
}
AGE = 40  # years at onset; exactly 40 is not over
ADULT = 18  # juvenile onset is not screened by this guideline; read
WINDOW_MONTHS = 36  # after onset, the last one included; read
PANELS = {"standard": ["basic"], "moderate": ["basic", "enhanced"], "high": ["basic", "enhanced"]}
REPEATS = {"high": [12, 24, 36]}  # months; yearly for three years: read; the dates: ours
BANDS = ("standard", "moderate", "high")
CAUTION = (
    "Weight loss, fever, night sweats, smoking or a family history call for investigation in any "
    "band. Choose tests by sex and anatomy, and do not repeat one that a national program has done."
)


class Case(NamedTuple):
    """What the guideline asks; None is not known."""

    age_onset: Decimal | None
    sex: str | None
    subtype: str | None
    antibodies: list[str] | None
    features: list[str] | None
    months_since_onset: Decimal | None
    initial_screen_negative: bool | None
    npc_high_incidence_region: bool | None


def is_over_age(age_onset: Decimal) -> bool:
    """Whether the age at onset, not rounded, is a factor of high risk."""
    return age_onset > AGE


def band(factors: Iterable[str]) -> str:
    """High from two high factors on; moderate with one or with two intermediate; else standard."""
    tiers = [TIERS[factor] for factor in factors]
    high = tiers.count("high")
    if high >= 2:
        return "high"
    return "moderate" if high or tiers.count("intermediate") >= 2 else "standard"


def factors(case: Case) -> list[str]:
    """The factors that are known to be present, in the order of the guideline's table."""
    found = [f"subtype_{case.subtype}"] if case.subtype else []
    found += [f"anti_{name}" for name in dict.fromkeys(case.antibodies or ())]
    if case.age_onset is not None and is_over_age(case.age_onset):
        found.append("age_over_40")
    features = case.features or ()
    found += [name for name in HIGH_FEATURES if name in features]
    found += ["male_sex"] if case.sex == "male" else []
    return found + [name for name in LOW_FEATURES if name in features]


def reasons_against(case: Case) -> list[str]:
    """Why the guideline does not speak of this patient; none if what it asks is not known."""
    reasons = []
    if case.months_since_onset is not None and case.months_since_onset > WINDOW_MONTHS:
        reasons.append("more_than_3_years_from_onset")
    if case.age_onset is not None and case.age_onset < ADULT:
        reasons.append("juvenile_onset")
    return reasons


def consider(case: Case, found: list[str], reached: str) -> list[str]:
    """Further investigations to think of; read (figure 1 of the guideline)."""
    codes = []
    if reached == "high" and case.initial_screen_negative:
        codes += ["fdg_pet_ct", "upper_and_lower_gi_endoscopy"]
    singled_out = {"subtype_DM", "anti_TIF1g", "age_over_40"}.issubset(found)
    if singled_out and any(name in found for name in HIGH_FEATURES):
        codes.append("fdg_pet_ct_as_single_investigation")
    return codes + (["nasoendoscopy"] if case.npc_high_incidence_region else [])


def imacs_cancer_2023(inputs: Mapping) -> dict:
    """The band of what is known, its factors and panels; `missing` could raise it or rule it out.

    Inputs: age_onset (years), sex, subtype, antibodies, features, months_since_onset,
    initial_screen_negative, npc_high_incidence_region.
    """
    case = _read(inputs)
    found, reasons = factors(case), reasons_against(case)
    reached = None if reasons else band(found)
    by_tier = {
        f"{tier}_factors": [name for name in found if TIERS[name] == tier]
        for tier in ("high", "intermediate", "low")
    }
    return {
        "applicable": not reasons,
        "reason": reasons[0] if reasons else None,
        "reasons": reasons,
        "band": reached,
        **by_tier,
        "at_diagnosis": list(PANELS.get(reached, ())),
        "basic_repeat_months": list(REPEATS.get(reached, ())),
        "consider": consider(case, found, reached) if reached else [],
        "missing": [name for name in Case._fields[:6] if getattr(case, name) is None],
    }


def _read(inputs):
    readers = {
        "age_onset": partial(number, inputs, "age_onset", 0, 120),
        "sex": partial(choice, inputs, "sex", ("female", "male")),
        "subtype": partial(choice, inputs, "subtype", SUBTYPES),
        "antibodies": partial(_names, inputs, "antibodies", ANTIBODIES),
        "features": partial(_names, inputs, "features", FEATURES),
        "months_since_onset": partial(number, inputs, "months_since_onset", 0),
        "initial_screen_negative": partial(truth, inputs, "initial_screen_negative"),
        "npc_high_incidence_region": partial(truth, inputs, "npc_high_incidence_region"),
    }
    return Case(**dict(zip(readers, gathered(readers.values()), strict=True)))


def _names(inputs, name, options):
    """Names from a list, each one of the options; None if there is no list."""
    values = sequence(inputs, name)
    if values is None:
        return None
    if any(not isinstance(value, str) or value not in options for value in values):
        raise InputError(f"not_a_choice:{name}")
    return list(values)


INSTRUMENTS = (
    Instrument(
        name="imacs_cancer_2023",
        title="Cancer risk and screening in myositis, IMACS 2023",
        inputs=Case._fields,
        calculate=imacs_cancer_2023,
        caution=CAUTION,
        constants=(
            Constant("Three tiers of factors and the bands they lead to", "read", "Oldroyd 2023"),
            Constant("High: two high. Moderate: one high, two intermediate", "read", "EULAR 2024"),
            Constant("Which factor is in which tier", "memory"),
            Constant("Over 40 at onset, exactly 40 is not over", "memory"),
            Constant("Adults within three years of onset", "read", "Oldroyd 2023"),
            Constant("Panels, and the basic one yearly for three years", "read", "summaries"),
            Constant("Repeats 12, 24 and 36 months after diagnosis", "ours"),
            Constant("When to consider PET-CT, endoscopy, nasoendoscopy", "read", "Oldroyd 2023"),
        ),
    ),
)
