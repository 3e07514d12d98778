"""Doses by weight and immune globulin: ties, caps, days and vials."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.dose_rounding import INSTRUMENTS, nearest_step
from tests.guidelines.engine.instruments.worked import examples, matches

BY_WEIGHT, IVIG = INSTRUMENTS
AZATHIOPRINE = {"drug": "azathioprine", "mg_per_kg": 2, "weight_kg": 70, "step_mg": 25}
COURSE = {"g_per_kg": 2, "weight_kg": 70, "days": 5}
WEIGHTS = st.decimals("20", "400", places=1)


@pytest.mark.parametrize(("inputs", "expected"), examples("weight_dose_round"))
def test_worked_examples_of_doses_by_weight(inputs, expected):
    assert matches(BY_WEIGHT.result(inputs), expected)


@pytest.mark.parametrize(("inputs", "expected"), examples("ivig_round"))
def test_worked_examples_of_immune_globulin(inputs, expected):
    found = IVIG.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(("raw", "rounded"), [("62.4", 50), ("62.5", 50), ("62.6", 75)])
def test_a_tie_goes_down(raw, rounded):
    assert nearest_step(Decimal(raw), Decimal(25)) == rounded


@pytest.mark.parametrize(
    ("weight", "rounded", "flags"),
    [
        ("56.8", 125, ["rounding_over_10_percent"]),  # 113.6: 10.04 %
        ("56.82", 125, []),  # 113.64: just below 10 %
        ("41.6", 75, []),  # 83.2: 9.9 % down
        ("41.68", 75, ["rounding_over_10_percent"]),
    ],
)
def test_rounding_by_more_than_10_percent_is_flagged(weight, rounded, flags):
    found = BY_WEIGHT.result(AZATHIOPRINE | {"weight_kg": Decimal(weight)})
    assert (found["rounded_mg"], found["flags"]) == (rounded, flags)


def test_exactly_10_percent_is_not_more():
    found = BY_WEIGHT.result(AZATHIOPRINE | {"mg_per_kg": 1, "weight_kg": 50, "step_mg": 45})
    assert (found["rounded_mg"], found["difference_percent"], found["flags"]) == (45, -10, [])


def test_the_cap_is_no_rounding():
    found = BY_WEIGHT.result(AZATHIOPRINE | {"weight_kg": 120, "max_mg": 150})
    assert (found["rounded_mg"], found["capped"], found["flags"]) == (150, True, [])
    at_the_cap = BY_WEIGHT.result(AZATHIOPRINE | {"max_mg": 150})
    assert at_the_cap["capped"] is False


def test_a_cap_between_two_steps_is_told():
    found = BY_WEIGHT.result(AZATHIOPRINE | {"weight_kg": 120, "max_mg": 160})
    assert (found["rounded_mg"], found["warnings"]) == (160, ["cap_is_no_multiple_of_step"])


@given(WEIGHTS, st.integers(1, 10), st.sampled_from([5, 1, Decimal("2.5")]))
def test_a_course_never_exceeds_its_order_and_its_vials_add_up(weight, days, step):
    vials = [1, Decimal("2.5"), 5, 10, 20]
    found = IVIG.result(
        {"g_per_kg": 2, "weight_kg": weight, "days": days, "step_g": step, "vials_g": vials}
    )
    assert found["rounded_g"] <= 2 * weight < found["rounded_g"] + step
    assert sum(found["days_g"]) == found["rounded_g"]
    assert found["days_g"] == sorted(found["days_g"], reverse=True)
    assert max(found["days_g"]) - min(found["days_g"]) <= step
    if None not in found["vials_per_day"]:
        taken = [
            sum(Decimal(size) * count for size, count in day.items())
            for day in found["vials_per_day"]
        ]
        assert taken == found["days_g"]


@pytest.mark.parametrize(("days", "flags"), [(3, []), (2, []), (1, ["day_dose_over_1_g_per_kg"])])
def test_a_day_above_1_g_per_kg_is_flagged(days, flags):
    assert IVIG.result(COURSE | {"days": days})["flags"] == flags


def test_a_uneven_day_may_pass_1_g_per_kg_where_the_mean_does_not():
    found = IVIG.result(COURSE | {"weight_kg": Decimal("72.5"), "days": 2})
    assert found["days_g"] == [75, 70]
    assert found["flags"] == ["day_dose_over_1_g_per_kg"]


def test_vials_that_cannot_make_a_day_are_told_and_never_exceed_it():
    found = IVIG.result(COURSE | {"vials_g": [10, 20]})
    assert found["vials_per_day"][3:] == [None, None]
    assert found["warnings"] == ["vials_do_not_add_up"]


def test_a_step_larger_than_the_dose_gives_nothing_and_says_so():
    found = IVIG.result({"g_per_kg": Decimal("0.4"), "weight_kg": 40, "days": 2, "step_g": 20})
    assert found["rounded_g"] == 0
    assert found["flags"] == ["rounding_over_10_percent"]
    assert found["warnings"] == ["days_without_dose"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"g_per_kg": Decimal("2.01")}, ["out_of_range:g_per_kg"]),
        ({"g_per_kg": 0, "days": 0}, ["out_of_range:g_per_kg", "out_of_range:days"]),
        ({"days": Decimal("2.5")}, ["out_of_range:days"]),
        ({"days": None}, ["missing_input:days"]),
        ({"vials_g": []}, ["out_of_range:vials_g"]),
        ({"vials_g": [5, "10"]}, ["not_a_number:vials_g"]),
        ({"vials_g": [Decimal("0.3")]}, ["out_of_range:vials_g"]),
        ({"step_g": 0}, ["out_of_range:step_g"]),
        ({"brand": "any"}, ["unknown_input:brand"]),
    ],
)
def test_an_order_that_cannot_be_used_is_refused(changes, codes):
    assert IVIG.result(COURSE | changes) == {"status": "error", "errors": codes}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"weight_kg": None}, ["missing_input:weight_kg"]),
        ({"weight_kg": 500, "step_mg": 0}, ["out_of_range:weight_kg", "out_of_range:step_mg"]),
        ({"mg_per_kg": -2}, ["out_of_range:mg_per_kg"]),
        ({"max_mg": 0}, ["out_of_range:max_mg"]),
        ({"drug": 5}, ["not_a_choice:drug"]),
        ({"dose": 5}, ["unknown_input:dose"]),
    ],
)
def test_a_dose_that_cannot_be_used_is_refused(changes, codes):
    assert BY_WEIGHT.result(AZATHIOPRINE | changes) == {"status": "error", "errors": codes}
