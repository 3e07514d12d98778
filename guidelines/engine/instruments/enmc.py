"""Subtypes of immune-mediated necrotizing myopathy by the 224th ENMC workshop of 2016.

Allenbach 2018, Neuromuscul Disord 28:87. Only an unsettled result names what is missing.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .instrument import (
    Constant,
    InputError,
    Instrument,
    choice,
    gathered,
    mapping,
    number,
    only,
    rounded,
    truth,
    within,
)

ANTIBODIES = {"anti_srp": "anti_srp_myopathy", "anti_hmgcr": "anti_hmgcr_myopathy"}
# What a biopsy has to show for the form without antibodies; read (interview with I. Lundberg).
REQUIRED = ("necrosis_regeneration_multiple_stages", "macrophage_rich_paucilymphocytic")
EXCLUDING = "excluding_pattern"  # perifascicular damage, rimmed vacuoles, invasion; memory
FEATURES = (*REQUIRED, EXCLUDING)
CAUTION = (
    "CK is usually above 10 times the limit; a lower value calls for a second look at the "
    "diagnosis. A low or discordant anti-SRP by line blot is a known false positive: ask for a "
    "second method."
)


class Case(NamedTuple):
    """What the criteria ask; None is not known. `biopsy` holds the three features by name."""

    ck: Decimal | None
    ck_uln: Decimal | None
    weak: bool | None
    antibodies: Mapping[str, bool | None]
    rash: bool | None
    biopsy: Mapping[str, bool | None] | None

    @property
    def raised(self) -> bool | None:
        """Whether CK is strictly above its upper limit; the criteria give no multiple (ours)."""
        return None if self._unmeasured else self.ck > self.ck_uln

    @property
    def fold(self) -> Decimal | None:
        """CK as a multiple of its upper limit."""
        return None if self._unmeasured else self.ck / self.ck_uln

    @property
    def _unmeasured(self):
        return self.ck is None or self.ck_uln is None


class Finding(NamedTuple):
    """The result, what is missing for it, its flags, and whether it hangs on a biopsy."""

    result: str
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    biopsy_required: bool = False


def subtype(case: Case) -> Finding:
    """Which subtype is met; what is not recorded leaves it indeterminate."""
    positive = [name for name, value in case.antibodies.items() if value]
    if len(positive) == len(ANTIBODIES):
        flags = ("both_antibodies_positive_confirm_assay",)
        return Finding("dual_positive_review", flags=flags)
    return _by_antibody(case, positive[0]) if positive else _without_antibody(case)


def _by_antibody(case, antibody):
    missing = _unrecorded({"ck": case.raised, "proximal_weakness": case.weak})
    if missing:
        return Finding("indeterminate", missing)
    absent = {"antibody_without_raised_ck": case.raised, "antibody_without_weakness": case.weak}
    flags = tuple(flag for flag, present in absent.items() if not present)
    return Finding("criteria_not_met" if flags else ANTIBODIES[antibody], flags=flags)


def _unrecorded(answers):
    return tuple(name for name, answer in answers.items() if answer is None)


def _without_antibody(case):
    if case.raised is False or case.weak is False:
        return Finding("criteria_not_met")
    seronegative = None not in case.antibodies.values()
    if case.rash:  # blocks this form, so that a biopsy no longer decides; uncertain
        if seronegative:
            return Finding("criteria_not_met")
        return Finding("indeterminate", _unrecorded(_serum_and_weakness(case)))
    shown = _pattern(case.biopsy)
    if shown is False and seronegative:
        flags = ("biopsy_pattern_suggests_other_iim",) if case.biopsy[EXCLUDING] else ()
        return Finding("criteria_not_met", (), flags, biopsy_required=True)
    missing = _unrecorded(_serum_and_weakness(case) | {"biopsy": shown, "dm_rash": case.rash})
    result = "indeterminate" if missing else "antibody_negative_imnm"
    return Finding(result, missing, biopsy_required=True)


def _serum_and_weakness(case):
    return {"ck": case.raised, "proximal_weakness": case.weak, **case.antibodies}


def _pattern(biopsy):
    """Whether the biopsy shows what is required and nothing that excludes; None if not known."""
    if biopsy is None:
        return None
    for_it = [*(biopsy[name] for name in REQUIRED), _opposite(biopsy[EXCLUDING])]
    return False if False in for_it else None if None in for_it else True


def _opposite(answer):
    return None if answer is None else not answer


def enmc_224_imnm(inputs: Mapping) -> dict:
    """The subtype, what is missing for it, and whether it hangs on a biopsy.

    Inputs: ck and ck_uln (same unit), proximal_weakness, anti_srp and anti_hmgcr (positive,
    negative, unknown), dm_rash, biopsy (null or its three features).
    """
    case = _read(inputs)
    found = subtype(case)
    flags = [*found.flags, *(["dm_rash_consider_dm"] if case.rash else [])]
    return {
        "result": found.result,
        "biopsy_required": found.biopsy_required,
        "missing": list(found.missing),
        "flags": flags,
        "ck_fold_uln": rounded(case.fold, 1),
    }


def _read(inputs):
    readers = {
        "ck": partial(number, inputs, "ck", 0),
        "ck_uln": partial(_limit, inputs),
        "weak": partial(truth, inputs, "proximal_weakness"),
        "antibodies": partial(_antibodies, inputs),
        "rash": partial(truth, inputs, "dm_rash"),
        "biopsy": partial(_biopsy, inputs),
    }
    return Case(**dict(zip(readers, gathered(readers.values()), strict=True)))


def _limit(inputs):
    limit = number(inputs, "ck_uln", 0)
    if limit == 0:
        raise InputError("out_of_range:ck_uln")
    return limit


def _antibodies(inputs):
    results = {"positive": True, "negative": False}
    read = {name: choice(inputs, name, (*results, "unknown")) for name in ANTIBODIES}
    return {name: results.get(result) for name, result in read.items()}


def _biopsy(inputs):
    if inputs.get("biopsy") is None:
        return None
    biopsy = mapping(inputs, "biopsy")
    with within("biopsy"):
        only(biopsy, FEATURES)
        values = gathered(partial(truth, biopsy, name) for name in FEATURES)
    return dict(zip(FEATURES, values, strict=True))


INSTRUMENTS = (
    Instrument(
        name="enmc_224_imnm",
        title="Subtype of immune-mediated necrotizing myopathy, 224th ENMC workshop 2016",
        inputs=("ck", "ck_uln", "proximal_weakness", *ANTIBODIES, "dm_rash", "biopsy"),
        calculate=enmc_224_imnm,
        caution=CAUTION,
        constants=(
            Constant("The three subtypes and what each asks", "read", "interview, I. Lundberg"),
            Constant("No biopsy needed with anti-SRP or anti-HMGCR", "memory"),
            Constant("Features of the biopsy without antibodies", "read", "interview, I. Lundberg"),
            Constant("Patterns of the biopsy that exclude", "memory"),
            Constant("High CK: strictly above the upper limit", "ours"),
            Constant("Usual CK above 10 × upper limit", "memory"),
            Constant("Two positive antibodies: confirm the assay", "ours"),
            Constant("A dermatomyositis rash blocks only the form without antibodies", "uncertain"),
        ),
    ),
)
