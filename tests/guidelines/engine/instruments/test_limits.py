"""Limits of what is entered: inclusive, the same as in the shipped questions, never too strict."""

from decimal import Decimal

import pytest

from guidelines.engine.instruments.limits import INSTRUMENTS, LIMITS
from tests.guidelines.engine.instruments.worked import examples, matches
from tests.guidelines.engine.shipped import CONTENT

(PLAUSIBILITY,) = INSTRUMENTS
JUST = Decimal("0.0001")
ASKED = {
    "weight_kg": "weight_kg",
    "height_cm": "height_cm",
    "age_years": "age_years",
    "ck": "ck_u_l",
    "aldolase": "aldolase_u_l",
    "ast": "ast_u_l",
    "alt": "alt_u_l",
    "ldh": "ldh_u_l",
    "creatinine_umol_l": "creatinine_umol_l",
    "current_prednisone_mg_day": "prednisone_mg_day",
    "fvc_pct": "fvc_percent",
}


def result(field, value, **more):
    return PLAUSIBILITY.result({"field": field, "value": value} | more)


@pytest.mark.parametrize(("inputs", "expected"), examples("plausibility"))
def test_worked_examples(inputs, expected):
    assert matches(PLAUSIBILITY.result(inputs), expected)


@pytest.mark.parametrize("field", LIMITS)
def test_every_limit_belongs_to_the_milder_side(field):
    limits = LIMITS[field]
    assert result(field, limits.hard_low - JUST)["result"] == "reject"
    assert result(field, limits.hard_high + JUST)["result"] == "reject"
    for soft, hard, outward in (
        (limits.soft_low, limits.hard_low, -JUST),
        (limits.soft_high, limits.hard_high, JUST),
    ):
        assert result(field, soft)["result"] == "accept"
        if soft != hard:
            assert result(field, soft + outward)["result"] == "confirm"
            assert result(field, hard)["result"] == "confirm"


@pytest.mark.parametrize("key", ASKED)
def test_the_questions_of_the_guideline_have_the_same_limits(key):
    row = next(row for row in CONTENT.elements if row.key == key)
    asked = (row.absolute_low, row.plausible_low, row.plausible_high, row.absolute_high)
    assert asked == LIMITS[ASKED[key]]


@pytest.mark.parametrize(
    ("field", "value", "unit"),
    [
        ("creatinine_mg_dl", 62, "umol/L"),
        ("creatinine_umol_l", "1.1", "mg/dL"),
        ("height_cm", "1.72", "m"),
        ("height_cm", 68, "in"),
        ("glucose_mmol_l", 110, "mg/dL"),
    ],
)
def test_a_slip_of_units_is_rejected_and_the_unit_named(field, value, unit):
    found = result(field, Decimal(value))
    assert (found["result"], found["likely_unit"]) == ("reject", unit)


def test_a_possible_value_is_asked_about_and_its_likely_unit_named():
    found = result("weight_kg", 185)
    assert (found["result"], found["likely_unit"]) == ("confirm", "lb")
    assert result("weight_kg", 154)["likely_unit"] is None


@pytest.mark.parametrize(
    ("field", "value", "previous", "days", "answer"),
    [
        ("weight_kg", 77, 70, 92, "accept"),
        ("weight_kg", "77.1", 70, 92, "confirm"),
        ("weight_kg", "62.9", 70, 1, "confirm"),
        ("weight_kg", "77.1", 70, 93, "accept"),
        ("weight_kg", "77.1", 70, None, "confirm"),
        ("height_cm", 172, 170, 30, "accept"),
        ("height_cm", "172.1", 170, 30, "confirm"),
        ("ck_u_l", 9000, 200, 30, "accept"),
    ],
)
def test_a_quick_change_of_weight_or_height_is_confirmed(field, value, previous, days, answer):
    found = result(field, Decimal(value), previous=previous, days_since_previous=days)
    assert found["result"] == answer
    assert ("changed_within_3_months" in found["reasons"]) == (answer == "confirm")


@pytest.mark.parametrize("value", ["62", True, [62], {}, float("nan"), float("inf")])
def test_what_is_no_number_is_rejected(value):
    assert result("weight_kg", value)["result"] == "reject"
    assert result("weight_kg", value)["reasons"] == ["not_a_number"]


@pytest.mark.parametrize("value", [Decimal("1e400"), Decimal("-1e400"), 10**400])
def test_a_number_beyond_reason_is_rejected(value):
    assert result("ck_u_l", value)["reasons"] == ["outside_hard_limits"]


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"field": "ck"}, "not_a_choice:field"),
        ({"value": 5}, "missing_input:field"),
        ({"field": "ck_u_l", "value": None}, "missing_input:value"),
        ({"field": "weight_kg", "value": 70, "previous": 7}, "out_of_range:previous"),
        ({"field": "ck_u_l", "value": 70, "unit": "U/L"}, "unknown_input:unit"),
    ],
)
def test_a_missing_or_unknown_input_is_an_error(inputs, code):
    assert PLAUSIBILITY.result(inputs) == {"status": "error", "errors": [code]}
