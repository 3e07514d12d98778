"""MMT-8: totals on both scales, the left side, and tests that were not done."""

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.strength import INSTRUMENTS, LIMB_MUSCLES, NECK
from tests.guidelines.engine.instruments.worked import examples, matches

(MMT8,) = INSTRUMENTS
BOTH_SIDES = [f"{muscle}:{side}" for muscle in LIMB_MUSCLES for side in "RL"]
grades = st.integers(0, 10) | st.none()


def scores(right=8, left=7, neck=6, **changes):
    """Grades of all muscles, the same on one side, with some muscles changed."""
    limbs = {muscle: {"R": right, "L": left} for muscle in LIMB_MUSCLES}
    return {NECK: neck} | deepcopy(limbs) | changes


def result(mode="unilateral", **changes):
    return MMT8.result({"mode": mode, "scores": scores(**changes)})


@pytest.mark.parametrize(("inputs", "expected"), examples("mmt8"))
def test_worked_examples(inputs, expected):
    found = MMT8.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(("mode", "most"), [("unilateral", 80), ("bilateral", 150)])
def test_a_scale_runs_from_0_to_its_maximum(mode, most):
    assert result(mode, right=10, left=10, neck=10)["total"] == most == result(mode)["max"]
    assert result(mode, right=0, left=0, neck=0)["total"] == 0


def test_a_missing_muscle_withholds_the_total():
    found = result(deltoid={"R": None, "L": None}, biceps=None)
    assert (found["status"], found["total"]) == ("incomplete", None)
    assert found["missing"] == ["deltoid", "biceps"]


NOT_DONE = {"R": None, "L": None}


@pytest.mark.parametrize(
    ("mode", "muscles", "tested", "estimate"),
    [
        ("unilateral", 0, 8, None),
        ("unilateral", 1, 7, "61.7"),  # 54 of 70, times 80
        ("unilateral", 2, 6, "61.3"),
        ("unilateral", 3, 5, None),
        ("bilateral", 1, 13, "110.8"),  # 96 of 130, times 150
        ("bilateral", 2, 11, None),
    ],
)
def test_an_estimate_needs_6_of_8_or_12_of_15_tests(mode, muscles, tested, estimate):
    found = result(mode, **dict.fromkeys(LIMB_MUSCLES[:muscles], NOT_DONE))
    assert found["tested"] == tested
    assert found["prorated_estimate"] == (None if estimate is None else Decimal(estimate))
    assert found["warnings"] == ([] if estimate is None else ["estimate_not_validated"])


def test_twelve_of_fifteen_tests_are_enough_for_an_estimate():
    changes = {"deltoid": NOT_DONE, "biceps": {"R": 8, "L": None}}
    assert result("bilateral", **changes)["tested"] == 12
    assert result("bilateral", **changes)["prorated_estimate"] == Decimal("111.3")  # 111.25


@given(grades, st.lists(st.tuples(grades, grades), min_size=7, max_size=7))
def test_a_missing_grade_never_counts_as_zero(neck, sides):
    limbs = dict(zip(LIMB_MUSCLES, ({"R": r, "L": left} for r, left in sides), strict=True))
    inputs = {NECK: neck} | limbs
    one_side = [neck, *(r if r is not None else left for r, left in sides)]
    found = MMT8.result({"mode": "unilateral", "scores": inputs})
    assert found["total"] == (None if None in one_side else sum(one_side))
    assert found["tested"] == 8 - len(found["missing"]) == 8 - one_side.count(None)
    every = [neck, *(grade for side in sides for grade in side)]
    both = MMT8.result({"mode": "bilateral", "scores": inputs})
    assert both["total"] == (None if None in every else sum(every))
    names = [NECK, *BOTH_SIDES]
    assert both["missing"] == [n for n, g in zip(names, every, strict=True) if g is None]
    assert both["left_substituted"] == []


@pytest.mark.parametrize("grade", [11, -1, Decimal("7.5"), "T", "8", True, [8], {"R": 8}])
def test_a_grade_is_a_whole_number_from_0_to_10(grade):
    assert result(neck=grade) == {"status": "error", "errors": ["invalid_grade:neck_flexors"]}
    limb = {"biceps": {"R": 8, "L": grade}}
    assert result(**limb)["errors"] == ["invalid_grade:biceps"]
    assert result("bilateral", **limb)["errors"] == ["invalid_grade:biceps:L"]


def test_a_whole_number_with_a_decimal_point_is_a_grade():
    assert result(neck=Decimal("6.0"))["total"] == 62


def test_all_bad_grades_are_told_at_once():
    bad = {"biceps": {"R": 12, "L": 7}, "quadriceps": {"R": "T", "L": 7}}
    assert result(**bad)["errors"] == ["invalid_grade:biceps", "invalid_grade:quadriceps"]


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"scores": {}}, "missing_input:mode"),
        ({"mode": "both", "scores": {}}, "not_a_choice:mode"),
        ({"mode": "unilateral"}, "missing_input:scores"),
        ({"mode": "unilateral", "scores": [8]}, "not_an_object:scores"),
        ({"mode": "unilateral", "scores": {"calf": 8}}, "unknown_input:calf"),
        ({"mode": "unilateral", "scores": {"biceps": {"r": 8}}}, "unknown_input:r"),
        ({"mode": "unilateral", "scores": {"biceps": 8}}, "invalid_grade:biceps"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(inputs, code):
    assert MMT8.result(inputs) == {"status": "error", "errors": [code]}
