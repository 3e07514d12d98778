"""Fracture risk under glucocorticoids: bands at their limits, FRAX adjusted, gaps named."""

from decimal import Decimal

import pytest

from guidelines.engine.instruments.bone import INSTRUMENTS
from tests.guidelines.engine.instruments.worked import examples, matches

(GIOP,) = INSTRUMENTS
JUST = Decimal("0.001")
WELL = {"age": 55, "gc_mg_day": 5, "frax_mof": 5, "frax_hip": Decimal("0.5"), "t_score": 0}
YOUNG = {"age": 34, "gc_mg_day": 10, "gc_months": 6}
LONG = "gc_7.5mg_6m_and_low_or_falling_bmd"


def band(inputs, **changes):
    found = GIOP.result(inputs | changes)
    return found["band"], found["reasons"]


@pytest.mark.parametrize(("inputs", "expected"), examples("acr_giop_2022"))
def test_worked_examples(inputs, expected):
    found = GIOP.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(
    ("name", "limit", "below", "at"),
    [
        ("frax_mof", 10, ("low", []), ("moderate", ["mof_10_to_20"])),
        ("frax_mof", 20, ("moderate", ["mof_10_to_20"]), ("high", ["mof_20_to_30"])),
        ("frax_mof", 30, ("high", ["mof_20_to_30"]), ("very_high", ["mof_ge_30"])),
        ("frax_hip", 3, ("moderate", ["hip_1_to_3"]), ("high", ["hip_3_to_4.5"])),
        ("frax_hip", "4.5", ("high", ["hip_3_to_4.5"]), ("very_high", ["hip_ge_4.5"])),
        ("cumulative_g_year", 5, ("low", []), ("very_high", ["cumulative_ge_5g_year"])),
    ],
)
def test_a_probability_or_dose_at_its_limit_belongs_to_the_higher_band(name, limit, below, at):
    limit = Decimal(limit)
    assert band(WELL, **{name: limit - JUST}) == below
    assert band(WELL, **{name: limit}) == band(WELL, **{name: limit + JUST}) == at


def test_a_hip_probability_of_exactly_1_counts_as_low():
    assert band(WELL, frax_hip=1) == ("low", [])
    assert band(WELL, frax_hip=1 + JUST) == ("moderate", ["hip_1_to_3"])


@pytest.mark.parametrize(
    ("limit", "above", "at"),
    [
        (-1, ("low", []), ("moderate", ["t_score_-1_to_-2.4"])),
        ("-2.5", ("moderate", ["t_score_-1_to_-2.4"]), ("high", ["t_score_le_-2.5"])),
        ("-3.5", ("high", ["t_score_le_-2.5"]), ("very_high", ["t_score_le_-3.5"])),
    ],
)
def test_a_density_at_its_limit_belongs_to_the_higher_band(limit, above, at):
    limit = Decimal(limit)
    assert band(WELL, t_score=limit + JUST) == above
    assert band(WELL, t_score=limit) == band(WELL, t_score=limit - JUST) == at


def test_30_mg_count_after_more_than_30_days():
    assert band(WELL, days_at_30_or_more=30) == ("low", [])
    assert band(WELL, days_at_30_or_more=31) == ("very_high", ["gc_30mg_over_30d"])


def test_frax_is_raised_above_7_5_mg_and_judged_before_rounding():
    raised = GIOP.result(WELL | {"gc_mg_day": Decimal("7.501"), "frax_mof": Decimal("26.08")})
    assert raised["frax_mof_adjusted"] == 30  # 29.992
    assert raised["band"] == "high"
    still = GIOP.result(WELL | {"gc_mg_day": Decimal("7.5"), "frax_mof": Decimal("26.1")})
    assert still["frax_mof_adjusted"] == Decimal("26.1")


def test_the_worst_band_gives_all_of_its_reasons_and_no_others():
    found = band(WELL, prior_op_fracture=True, t_score=-4, frax_mof=25)
    assert found == ("very_high", ["prior_fracture", "t_score_le_-3.5"])


def test_from_40_on_something_must_be_known():
    assert band({"age": 40}) == (None, ["frax_or_bmd_needed"])
    assert band({"age": 40}, prior_op_fracture=True) == ("very_high", ["prior_fracture"])
    assert band({"age": 40}, t_score=0) == ("low", [])


def test_a_band_names_what_could_still_raise_it():
    assert GIOP.result(WELL | {"frax_hip": None})["missing"] == ["prior_op_fracture", "frax_hip"]
    assert GIOP.result(YOUNG)["missing"] == [
        *("prior_op_fracture", "z_score", "significant_bmd_loss")
    ]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"gc_mg_day": 30}, ("very_high", ["gc_ge_30mg"])),
        ({"gc_mg_day": Decimal("29.9")}, ("low", [])),
        ({"days_at_30_or_more": 40}, ("low", [])),  # the dose of today decides
        ({"cumulative_g_year": 5}, ("very_high", ["cumulative_ge_5g_year"])),
        ({"prior_op_fracture": True}, ("very_high", ["prior_fracture"])),
        ({"z_score": -3}, ("low", [])),
        ({"z_score": Decimal("-3.1")}, ("moderate", [LONG])),
        ({"significant_bmd_loss": True}, ("moderate", [LONG])),
        ({"significant_bmd_loss": True, "gc_mg_day": Decimal("7.4")}, ("low", [])),
        ({"significant_bmd_loss": True, "gc_months": Decimal("5.9")}, ("low", [])),
    ],
)
def test_below_40_dose_and_density_decide(changes, found):
    assert band(YOUNG, **changes) == found


def test_the_tables_change_at_40_and_the_tool_starts_at_18():
    assert band({"age": Decimal("39.9"), "gc_mg_day": 30})[0] == "very_high"
    assert band({"age": 40, "gc_mg_day": 30}) == (None, ["frax_or_bmd_needed"])
    assert band({"age": Decimal("17.9"), "gc_mg_day": 60}) == (None, ["adult_tool_only"])
    assert band({"age": 18, "gc_mg_day": 60})[0] == "very_high"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"age": None}, "missing_input:age"),
        ({"gc_mg_day": -5}, "out_of_range:gc_mg_day"),
        ({"t_score": -9}, "out_of_range:t_score"),
        ({"frax_mof": 101}, "out_of_range:frax_mof"),
        ({"frax_hip": "2"}, "not_a_number:frax_hip"),
        ({"prior_op_fracture": 0}, "not_a_choice:prior_op_fracture"),
        ({"tscore": -3}, "unknown_input:tscore"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, code):
    assert GIOP.result(WELL | changes) == {"status": "error", "errors": [code]}
