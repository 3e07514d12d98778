"""Myositis from checkpoint inhibitors: grade, the inhibitor and the steroid (ASCO 2021).

An answer that is not known is tried in every way: what all ways agree on is the result, the rest
stays open and is listed under `possible`.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from itertools import product
from typing import NamedTuple

from .instrument import Constant, Instrument, choice, gathered, number, truth
from .toxicity import LEAST_LIMIT

WEAKNESS = ("none", "mild", "moderate", "severe")
# The grade that a limit of daily activities means at least, as a place among the weaknesses
ADL_LIMIT = {"none": 0, "instrumental": 2, "self_care": 3}
GRADES = ("0", "1", "2", "3-4")  # by the worse of both; read: ASCO 2021
CK_NORMAL, CK_RAISED, CK_HIGH = range(3)
HIGH_CK_FOLD = Decimal(3)  # × upper limit and more calls for prednisone in grade 2; read
CONTINUE, HOLD = "continue", "hold"
HOLD_OR_STOP = "hold_consider_permanent_discontinuation"
STOP = "permanently_discontinue"
NO_STEROID = "none"
STEROID_IF_CK_HIGH = "none_unless_ck_3x_uln"
PREDNISONE_HALF_TO_ONE = "prednisone_0.5_to_1_mg_kg"
PREDNISONE_ONE = "prednisone_1_mg_kg"
INTRAVENOUS = "iv_methylprednisolone_1_to_2_mg_kg_or_bolus"
INHIBITOR_ORDER = (CONTINUE, HOLD, HOLD_OR_STOP, STOP)
STEROID_ORDER = (
    NO_STEROID, STEROID_IF_CK_HIGH, PREDNISONE_HALF_TO_ONE, PREDNISONE_ONE, INTRAVENOUS
)  # fmt: skip


class Case(NamedTuple):
    """One patient with every answer known; `ck` is CK_NORMAL, CK_RAISED or CK_HIGH."""

    weakness: str
    adl_limit: str
    ck: int
    myocardial_involvement: bool
    severe_compromise: bool

    @property
    def grade(self) -> str:
        """The worse of weakness and limited activities."""
        return GRADES[max(WEAKNESS.index(self.weakness), ADL_LIMIT[self.adl_limit])]

    @property
    def inhibitor(self) -> str:
        """What to do with the checkpoint inhibitor; the heart decides before all else."""
        if self.myocardial_involvement:
            return STOP
        if self.grade == "3-4":
            return HOLD_OR_STOP
        return HOLD if self.grade == "2" or self._is_managed_as_grade_2 else CONTINUE

    @property
    def steroid(self) -> str:
        """Which glucocorticoid, if any."""
        if self.myocardial_involvement or (self.grade == "3-4" and self.severe_compromise):
            return INTRAVENOUS
        if self.grade == "3-4":
            return PREDNISONE_ONE
        if self._is_managed_as_grade_2 or (self.grade == "2" and self.ck == CK_HIGH):
            return PREDNISONE_HALF_TO_ONE
        return STEROID_IF_CK_HIGH if self.grade == "2" else NO_STEROID

    @property
    def flags(self) -> set[str]:
        """Codes of what needs attention."""
        flags = set()
        if self._is_managed_as_grade_2:
            flags.add("raised_ck_with_weakness_manage_as_grade_2")
        if self.grade == "0" and self.ck != CK_NORMAL:
            flags.add("raised_ck_without_weakness_recheck")
        if self.myocardial_involvement:
            flags.add("urgent_cardiology")
        return flags

    @property
    def _is_managed_as_grade_2(self):
        return self.grade == "1" and self.ck != CK_NORMAL


def asco_ici_myositis(inputs: Mapping) -> dict:
    """Grade, inhibitor and steroid of the case, each None while a missing answer leaves it open."""
    known = _read(inputs)
    cases = _cases(known)
    grades = [grade for grade in GRADES if any(case.grade == grade for case in cases)]
    drug = [code for code in INHIBITOR_ORDER if any(case.inhibitor == code for case in cases)]
    steroid = [code for code in STEROID_ORDER if any(case.steroid == code for case in cases)]
    return {
        "grade": _settled(grades),
        "ici": _settled(drug),
        "steroid": _settled(steroid),
        "flags": sorted(set.intersection(*(case.flags for case in cases))),
        "possible": {"grade": grades, "ici": drug, "steroid": steroid},
        "missing": [name for name, value in known.items() if value is None],
        "warnings": _warnings(known, grades),
    }


def _settled(codes):
    return codes[0] if len(codes) == 1 else None


def _warnings(known, grades):
    """Severe compromise that stands beside a lower grade: one of the two is wrong."""
    doubtful = known["severe_compromise"] and "3-4" not in grades
    return ["severe_compromise_with_lower_grade"] if doubtful else []


def _read(inputs):
    weakness, limit, ck, uln, heart, severe = gathered(
        (
            partial(choice, inputs, "weakness", WEAKNESS),
            partial(choice, inputs, "adl_limit", ADL_LIMIT),
            partial(number, inputs, "ck", 0),
            partial(number, inputs, "uln", LEAST_LIMIT),
            partial(truth, inputs, "myocardial_involvement"),
            partial(truth, inputs, "severe_compromise"),
        )
    )
    return {
        "weakness": weakness,
        "adl_limit": limit,
        "ck": ck,
        "uln": uln,
        "myocardial_involvement": heart,
        "severe_compromise": severe,
    }


def _cases(known):
    """Every case that the known answers leave possible."""
    ck, uln = known["ck"], known["uln"]
    levels = range(3) if None in (ck, uln) else [(ck > uln) + (ck >= HIGH_CK_FOLD * uln)]
    answers = (
        _either(known["weakness"], WEAKNESS),
        _either(known["adl_limit"], ADL_LIMIT),
        levels,
        _either(known["myocardial_involvement"], (False, True)),
        _either(known["severe_compromise"], (False, True)),
    )
    return [Case(*answer) for answer in product(*answers)]


def _either(value, options):
    return options if value is None else (value,)


INSTRUMENTS = (
    Instrument(
        name="asco_ici_myositis",
        title="Myositis from checkpoint inhibitors (ASCO 2021)",
        inputs=(*Case._fields, "uln"),
        calculate=asco_ici_myositis,
        constants=(
            Constant(
                "Grades 2 and 3-4, their management, CK of 3 × upper limit for prednisone",
                "read",
                "ASCO 2021",
            ),
            Constant(
                "Grade 1, and myocardial involvement: stop permanently, intravenous steroid, "
                "urgent cardiology",
                "read",
                "secondary page citing ASCO",
            ),
            Constant("The codes, and the worse of weakness and activities decides", "ours"),
        ),
        caution=(
            "Always check troponin, ECG, acetylcholine receptor antibodies and respiratory "
            "function. Plasma exchange right after immune globulin removes it. Permanent stop may "
            "be needed in grade 2 with very high enzymes or extensive MRI, EMG or histology."
        ),
    ),
)
