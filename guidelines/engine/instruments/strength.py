"""MMT-8: the strength of eight muscle groups, graded 0 to 10 each by hand.

Only the names of the muscles and the grades are used; the form itself is protected by copyright.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .instrument import (
    Constant,
    InputError,
    Instrument,
    chosen,
    gathered,
    mapping,
    needed,
    number,
    only,
    rounded,
)

NECK = "neck_flexors"
LIMB_MUSCLES = (
    "deltoid",
    "biceps",
    "wrist_extensors",
    "gluteus_maximus",
    "gluteus_medius",
    "quadriceps",
    "ankle_dorsiflexors",
)
BEST_GRADE = 10  # Kendall; read (IMACS form 04, Kendall grades)
MOST = {"unilateral": 80, "bilateral": 150}  # read (form 04; ProDERM entry limit on the 150 scale)
SCALES = (80, 150, 260)  # maxima of all totals in use, 260 for 24 groups; read (form 04)
ENOUGH_FOR_ESTIMATE = {"unilateral": 6, "bilateral": 12}  # tests done; ours
CAUTION = (
    "An estimate from part of the muscles is not validated and never enters the improvement "
    "score. Enter a trace contraction as 0 and say so. Compare only totals of the same form."
)


class Strength(NamedTuple):
    """Grades by name of the test (None: not tested), and the muscles taken from the left."""

    mode: str
    grades: Mapping[str, Decimal | None]
    left_substituted: tuple[str, ...] = ()

    @property
    def tested(self) -> int:
        """How many tests were done."""
        return sum(grade is not None for grade in self.grades.values())

    @property
    def estimate(self) -> Decimal | None:
        """Sum of the tests done, scaled to all; None if the total is known or too few were done."""
        done = [grade for grade in self.grades.values() if grade is not None]
        if not ENOUGH_FOR_ESTIMATE[self.mode] <= len(done) < len(self.grades):
            return None
        return sum(done) * MOST[self.mode] / (BEST_GRADE * len(done))


def total(grades: Iterable[Decimal | None]) -> Decimal | None:
    """Sum of the grades (0 to 10 each); None if any is missing."""
    grades = tuple(grades)
    return None if None in grades else sum(grades)


def one_side(right: Decimal | None, left: Decimal | None) -> Decimal | None:
    """The grade that counts where one side does: the right, else the left (IMACS form 04)."""
    return left if right is None else right


def read_scale(inputs: Mapping, name: str = "mmt_max") -> Decimal | None:
    """The maximum of a total: 80, 150 or 260."""
    scale = number(inputs, name)
    if scale is not None and scale not in SCALES:
        raise InputError(f"not_a_choice:{name}")
    return scale


def read_total(inputs: Mapping, name: str, scale: Decimal | None) -> Decimal | None:
    """A total from 0 to the maximum of its scale, which has to be known with it."""
    value = number(inputs, name, 0, scale)
    if value is not None and scale is None:
        raise InputError("missing_input:mmt_max")
    return value


def mmt8(inputs: Mapping) -> dict:
    """Total 0 to 80 (right side, else left) or 0 to 150 (both sides); none while a test is missing.

    Inputs: mode (unilateral, bilateral), scores (grades by muscle, limb muscles by R and L).
    """
    strength = _read(inputs)
    estimate = rounded(strength.estimate, 1)
    result = total(strength.grades.values())
    return {
        "status": "incomplete" if result is None else "complete",
        "total": result,
        "max": MOST[strength.mode],
        "tested": strength.tested,
        "missing": [name for name, grade in strength.grades.items() if grade is None],
        "left_substituted": list(strength.left_substituted),
        "prorated_estimate": estimate,
        "warnings": [] if estimate is None else ["estimate_not_validated"],
    }


def _read(inputs):
    mode = chosen(inputs, "mode", MOST)
    scores = mapping(inputs, "scores")
    only(scores, (NECK, *LIMB_MUSCLES))
    tests = {NECK: (scores, NECK)}
    for muscle in LIMB_MUSCLES:
        sides = _sides(scores, muscle)
        tests |= {f"{muscle}:{side}": (sides, side) for side in "RL"}
    readers = [partial(_grade, *where, _shown(name, mode)) for name, where in tests.items()]
    grades = dict(zip(tests, gathered(readers), strict=True))
    return Strength(mode, grades) if mode == "bilateral" else _unilateral(grades)


def _sides(scores, muscle):
    if scores.get(muscle) is None:
        return {}
    if not isinstance(scores[muscle], Mapping):
        raise InputError(f"invalid_grade:{muscle}")
    only(scores[muscle], ("R", "L"))
    return scores[muscle]


def _shown(name, mode):
    return name if mode == "bilateral" else name.partition(":")[0]


def _grade(inputs, name, shown):
    """A whole number 0 to 10 or None; a trace is a letter in Kendall's scale and is refused."""
    if inputs.get(name) is None:
        return None
    try:
        grade = needed(inputs, name, 0, BEST_GRADE)
    except InputError:
        grade = None
    if grade is None or grade != int(grade):
        raise InputError(f"invalid_grade:{shown}")
    return grade


def _unilateral(both):
    grades, left = {NECK: both[NECK]}, []
    for muscle in LIMB_MUSCLES:
        right, other = both[f"{muscle}:R"], both[f"{muscle}:L"]
        grades[muscle] = one_side(right, other)
        if right is None and other is not None:
            left.append(muscle)
    return Strength("unilateral", grades, tuple(left))


INSTRUMENTS = (
    Instrument(
        name="mmt8",
        title="Manual muscle test of eight groups (MMT-8)",
        inputs=("mode", "scores"),
        calculate=mmt8,
        caution=CAUTION,
        constants=(
            Constant("Eight muscle groups, 0 to 10 each", "read", "IMACS form 04"),
            Constant("0 to 80: right side, the left where it cannot be tested", "read", "form 04"),
            Constant("0 to 150: neck once, seven groups on both sides", "read", "ProDERM registry"),
            Constant("Grades after Kendall; how a trace counts is open", "uncertain", "Kendall"),
            Constant("No total while a test is missing; estimate from 6 of 8, 12 of 15", "ours"),
        ),
    ),
)
