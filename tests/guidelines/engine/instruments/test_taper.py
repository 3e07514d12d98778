"""Tapers of prednisone: every step lower, none past a landing or the floor."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.instrument import InputError
from guidelines.engine.instruments.taper import INSTRUMENTS, PATTERNS, taper
from guidelines.engine.wording import number
from tests.guidelines.engine.instruments.worked import examples, matches

(PRED_TAPER,) = INSTRUMENTS
STARTS = st.integers(1, 400).map(lambda half: Decimal(half) / 2)


def doses(pattern, start, floor=None):
    return " ".join(map(number, taper(pattern, Decimal(start), floor)))


@pytest.mark.parametrize(("inputs", "expected"), examples("pred_taper"))
def test_worked_examples(inputs, expected):
    found = PRED_TAPER.result(inputs)
    assert matches(found, expected), found
    assert found["warnings"] == []


@given(st.sampled_from(list(PATTERNS)), STARTS, st.integers(0, 20).map(Decimal))
def test_a_taper_only_goes_down_and_ends_at_its_floor(pattern, start, floor):
    end = max(floor, PATTERNS[pattern].ends_at_mg or 0)
    if start < end:
        with pytest.raises(InputError, match="out_of_range:start_mg"):
            taper(pattern, start, floor)
        return
    found = taper(pattern, start, floor)
    assert (found[0], found[-1]) == (start, end)
    assert found == sorted(set(found), reverse=True)


@given(STARTS, st.integers(0, 10).map(Decimal))
def test_fixed_steps_never_jump_past_20_or_10(start, floor):
    if start >= floor:
        found = taper("step_10_5_2.5_q4w", start, floor)
        assert {Decimal(mg) for mg in (20, 10) if floor <= mg <= start} <= set(found)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("62", "62 52 42 32 22 20 15 10 7.5 5"),
        ("25", "25 20 15 10 7.5 5"),
        ("12", "12 10 7.5 5"),
        ("7.5", "7.5 5"),
        ("5", "5"),
    ],
)
def test_an_odd_start_lands_on_20_and_10(start, expected):
    assert doses("step_10_5_2.5_q4w", start, Decimal(5)) == expected


@pytest.mark.parametrize(
    ("start", "floor", "expected"),
    [
        ("25", 20, "25 20"),  # 18.75 lies between 17.5 and 20
        ("12", 8, "12 9 8"),  # 6.75 would be below the floor
        ("4", 0, "4 3 2 1 0"),  # three quarters of 2 round up to 2, of 1 to 1
    ],
)
def test_ties_go_up_and_a_dose_that_would_stand_still_goes_one_step_down(start, floor, expected):
    assert doses("percent25_q4w", start, Decimal(floor)) == expected


def test_a_floor_above_25_also_ends_the_pattern_that_ends_there():
    assert doses("minus5_q2w_to_25", 40, Decimal(30)) == "40 35 30"
    assert doses("minus5_q2w_to_25", 33, Decimal(5)) == "33 28 25"


@pytest.mark.parametrize(
    ("changes", "warnings"),
    [
        ({"start_mg": 80}, []),
        ({"start_mg": Decimal("80.5")}, ["start_above_usual_cap"]),
        ({"pattern": "minus5_q2w_to_25", "start_mg": 76}, ["start_above_usual_cap"]),
        ({"floor_mg": 10}, []),
        ({"floor_mg": Decimal("2.5")}, ["floor_outside_5_to_10"]),
        ({"floor_mg": 11}, ["floor_outside_5_to_10"]),
    ],
)
def test_an_unusual_start_or_floor_is_told(changes, warnings):
    inputs = {"pattern": "percent25_q4w", "start_mg": 60, "floor_mg": 5} | changes
    assert PRED_TAPER.result(inputs)["warnings"] == warnings


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"start_mg": 0}, ["out_of_range:start_mg"]),
        ({"start_mg": -60}, ["out_of_range:start_mg"]),
        ({"start_mg": 201}, ["out_of_range:start_mg"]),
        ({"start_mg": 4}, ["out_of_range:start_mg"]),
        ({"start_mg": 20, "pattern": "minus5_q2w_to_25"}, ["out_of_range:start_mg"]),
        ({"start_mg": None}, ["missing_input:start_mg"]),
        ({"floor_mg": None}, ["missing_input:floor_mg"]),
        ({"floor_mg": -1, "pattern": "fast"}, ["not_a_choice:pattern", "out_of_range:floor_mg"]),
        ({"pattern": None}, ["missing_input:pattern"]),
        ({"start": 60}, ["unknown_input:start"]),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, codes):
    inputs = {"pattern": "percent25_q4w", "start_mg": 60, "floor_mg": 5} | changes
    assert PRED_TAPER.result(inputs) == {"status": "error", "errors": codes}


def test_the_cumulative_dose_is_that_of_the_listed_doses():
    inputs = {"pattern": "minus5_q2w_to_25", "start_mg": 30}
    assert PRED_TAPER.result(inputs)["cumulative_mg"] == (30 + 25) * 14
