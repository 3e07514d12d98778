"""Classification of myositis by the EULAR/ACR criteria of 2017: for research, not for diagnosis.

Lundberg 2017, Ann Rheum Dis 76:1955. The score decides, never the probability: the published
points are rounded, so that the probability of a limit may fall on its wrong side.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from .instrument import (
    Constant,
    InputError,
    Instrument,
    gathered,
    mapping,
    number,
    only,
    rounded,
    truth,
)

# Points in tenths without and with biopsy, in the order of the table; read (RMD Open reprint).
_TENTHS = {
    "prox_upper": (7, 7),
    "prox_lower": (8, 5),
    "neck_flexors": (19, 16),
    "legs_prox_gt_distal": (9, 12),
    "heliotrope": (31, 32),
    "gottron_papules": (21, 27),
    "gottron_sign": (33, 37),
    "dysphagia": (7, 6),
    "anti_jo1": (39, 38),
    "enzymes_elevated": (13, 14),
    "bx_endomysial": (0, 17),
    "bx_perimysial_perivascular": (0, 12),
    "bx_perifascicular_atrophy": (0, 19),
    "bx_rimmed_vacuoles": (0, 31),
}
POINTS = {name: tuple(Decimal(n) / 10 for n in pair) for name, pair in _TENTHS.items()}
AGE_POINTS = (  # from this age at onset on; read (rheumatologytt.com)
    (40, (Decimal("2.1"), Decimal("2.2"))),
    (18, (Decimal("1.3"), Decimal("1.5"))),
)
OFFSETS = (Decimal("5.33"), Decimal("6.49"))  # of the logistic curve; memory
LIMITS = (  # least score of each category without and with biopsy; read (abstract of the paper)
    ("definite", (Decimal("7.5"), Decimal("8.7"))),
    ("probable", (Decimal("5.5"), Decimal("6.7"))),
    ("possible", (Decimal("5.3"), Decimal("6.5"))),
)
MODELS = ("without_biopsy", "with_biopsy")
CLASSIFIED = ("definite", "probable")  # a subgroup is named from probable on; read (same)
ADULT = 18
WEAKNESS = ("prox_upper", "prox_lower", "neck_flexors", "legs_prox_gt_distal")
RASH = ("heliotrope", "gottron_papules", "gottron_sign")
BIOPSY = tuple(name for name in POINTS if name.startswith("bx_"))
FOR_SUBGROUP = ("finger_flexor_weakness", "treatment_not_improved")
ITEMS = (*POINTS, *FOR_SUBGROUP)
CAUTION = (
    "Not derived for immune-mediated necrotizing myopathy, which these criteria cannot tell from "
    "polymyositis: anti-SRP, anti-HMGCR and necrosis are no items, and a purely necrotizing "
    "biopsy can lower the category. A result below the limits is no argument against it. "
    "For classification in research, not for diagnosis."
)


def score(present: set[str], age_onset: Decimal | None, biopsy_done: bool) -> Decimal:
    """Sum of the points of the items present and of the age at onset (years)."""
    by_age = (pair for age, pair in AGE_POINTS if age_onset is not None and age_onset >= age)
    pairs = [next(by_age, (Decimal(0), Decimal(0)))]
    pairs += [POINTS[name] for name in present & POINTS.keys()]
    return sum(pair[biopsy_done] for pair in pairs)


def probability(score: Decimal, biopsy_done: bool) -> Decimal:
    """1 / (1 + exp(5.33 − score)), with biopsy 6.49 in place of 5.33; not for classifying."""
    return 1 / (1 + (OFFSETS[biopsy_done] - score).exp())


def category(score: Decimal, biopsy_done: bool) -> str:
    """`definite`, `probable`, `possible` or `not_iim`."""
    return next((name for name, limits in LIMITS if score >= limits[biopsy_done]), "not_iim")


def subgroup(present: set[str], age_onset: Decimal | None) -> str | None:
    """The subgroup by age at onset and items; None if the age is not known."""
    if age_onset is None:
        return None
    rash = not present.isdisjoint(RASH)
    if age_onset < ADULT:
        return "JDM" if rash else "juvenile_other"
    if rash:
        return "ADM" if present.isdisjoint(WEAKNESS) else "DM"
    inclusion_body = "bx_rimmed_vacuoles" in present or present.issuperset(FOR_SUBGROUP)
    return "IBM" if inclusion_body else "PM_IMNM"


def eular_acr_2017_iim(inputs: Mapping) -> dict:
    """Score, probability, category and subgroup. An item that is not known scores 0 and is listed.

    Inputs: age_onset (years), no_better_explanation, biopsy_done, items (true, false or null).
    """
    age = number(inputs, "age_onset", 0, 120)
    unexplained, biopsy_done = (
        truth(inputs, name) for name in ("no_better_explanation", "biopsy_done")
    )
    items = _read_items(inputs)
    if unexplained is False:
        return _not_applicable(biopsy_done)
    _require(no_better_explanation=unexplained, biopsy_done=biopsy_done)
    return _classified(items, age, biopsy_done)


def _read_items(inputs):
    items = mapping(inputs, "items")
    only(items, ITEMS)
    values = gathered(partial(truth, items, name) for name in ITEMS)
    return dict(zip(ITEMS, values, strict=True))


def _require(**answers):
    missing = [f"missing_input:{name}" for name, answer in answers.items() if answer is None]
    if missing:
        raise InputError(*missing)


def _not_applicable(biopsy_done):
    return {
        "status": "not_applicable",
        "model": None if biopsy_done is None else MODELS[biopsy_done],
        "score": None,
        "probability": None,
        "category": None,
        "subgroup": None,
        "missing": [],
        "flags": ["better_explanation_exists"],
    }


def _classified(items, age, biopsy_done):
    present = {name for name, value in items.items() if value}
    counted = present if biopsy_done else present.difference(BIOPSY)
    points = score(counted, age, biopsy_done)
    reached = category(points, biopsy_done)
    group = subgroup(counted, age) if reached in CLASSIFIED else None
    asked = [name for name in POINTS if biopsy_done or name not in BIOPSY]
    missing = ["age_onset"] if age is None else []
    missing += [name for name in asked if items[name] is None]
    flags = {
        "missing_items_scored_absent": missing,
        "no_rash_biopsy_recommended": not biopsy_done and present.isdisjoint(RASH),
        "imnm_not_separable_from_pm": group == "PM_IMNM",
        "biopsy_items_ignored_without_biopsy": counted != present,
    }
    return {
        "status": "ok",
        "model": MODELS[biopsy_done],
        "score": points,
        "probability": rounded(probability(points, biopsy_done), 3),
        "category": reached,
        "subgroup": group,
        "missing": missing,
        "flags": [flag for flag, raised in flags.items() if raised],
    }


INSTRUMENTS = (
    Instrument(
        name="eular_acr_2017_iim",
        title="Classification of myositis, EULAR/ACR 2017",
        inputs=("age_onset", "no_better_explanation", "biopsy_done", "items"),
        calculate=eular_acr_2017_iim,
        caution=CAUTION,
        constants=(
            Constant("Points of the items, without and with biopsy", "read", "RMD Open reprint"),
            Constant("Points of the age at onset", "read", "rheumatologytt.com"),
            Constant("Limits 5.3, 5.5, 7.5; with biopsy 6.5, 6.7, 8.7", "read", "Lundberg 2017"),
            Constant("Probability 1 / (1 + exp(5.33 or 6.49 − score))", "memory"),
            Constant("Subgroups by age at onset and rash", "memory"),
            Constant("Subgroup of inclusion body myositis", "read", "secondary page"),
            Constant("Biopsy where there is no rash", "read", "original web calculator"),
            Constant("Biopsy items do not count unless a biopsy was done", "ours"),
        ),
    ),
)
