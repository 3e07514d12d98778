"""Kidney function from creatinine: published values, stages, adults, and the warning."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.kidney import INSTRUMENTS, ckd_epi_2021, to_the_power
from tests.guidelines.engine.instruments.worked import examples, matches

CKD_EPI, COCKCROFT = INSTRUMENTS
MAN = {"creatinine": 1, "unit": "mg/dL", "age": 60, "sex": "male"}
HEAVY = MAN | {"weight_kg": 120, "height_cm": 178}


@pytest.mark.parametrize(("inputs", "expected"), examples("ckd_epi_2021"))
def test_worked_examples_of_egfr(inputs, expected):
    assert matches(CKD_EPI.result(inputs), expected)


@pytest.mark.parametrize(("inputs", "expected"), examples("cockcroft_gault"))
def test_worked_examples_of_clearance(inputs, expected):
    assert matches(COCKCROFT.result(inputs), expected)


@pytest.mark.parametrize(("sex", "egfr"), [("male", "86.2"), ("female", "64.5")])
def test_published_value_of_either_sex(sex, egfr):
    assert ckd_epi_2021(Decimal(1), Decimal(60), sex).quantize(Decimal(egfr)) == Decimal(egfr)


@given(
    st.decimals("0.1", "40", places=2),
    st.sampled_from(["-0.241", "-0.302", "-1.2"]).map(Decimal),
)
def test_a_power_is_right_to_18_digits(base, exponent):
    assert abs(to_the_power(base, exponent) / base**exponent - 1) < Decimal("1e-18")


@pytest.mark.parametrize(
    ("at", "above", "egfr", "stages"),
    [
        ("0.968", "0.969", 90, ("G1", "G2")),
        ("1.361", "1.362", 60, ("G2", "G3a")),
        ("1.734", "1.735", 45, ("G3a", "G3b")),
        ("2.442", "2.443", 30, ("G3b", "G4")),
        ("4.415", "4.416", 15, ("G4", "G5")),
    ],
)
def test_the_stage_follows_the_rounded_value(at, above, egfr, stages):
    found = [CKD_EPI.result(MAN | {"creatinine": Decimal(value)}) for value in (at, above)]
    assert [row["egfr"] for row in found] == [egfr, egfr - 1]
    assert found[0]["unrounded"] < egfr  # rounded up to the limit, and judged there
    assert tuple(row["g_stage"] for row in found) == stages


def test_both_units_of_creatinine_give_the_same():
    micromoles = MAN | {"creatinine": Decimal("88.4"), "unit": "umol/L"}
    assert CKD_EPI.result(micromoles) == CKD_EPI.result(MAN)


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda row: row.name)
def test_the_equations_are_for_adults_only(instrument):
    inputs = HEAVY if instrument is COCKCROFT else MAN
    child = instrument.result(inputs | {"age": Decimal("17.9")})
    assert child["status"] == "adult_equation_only"
    assert {child.get("egfr"), child.get("crcl_ml_min")} == {None}
    assert instrument.result(inputs | {"age": 18})["status"] == "ok"


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda row: row.name)
def test_every_value_warns_that_lost_muscle_makes_it_too_high(instrument):
    inputs = HEAVY if instrument is COCKCROFT else MAN
    warnings = instrument.result(inputs)["warnings"]
    assert warnings == ["creatinine_overestimates_when_muscle_is_lost"]
    assert "overestimates kidney function when muscle is lost" in instrument.caution


def test_clearance_says_its_weight_and_offers_the_ideal_one_in_obesity():
    found = COCKCROFT.result(HEAVY)
    assert (found["crcl_ml_min"], found["weight_used"]) == (133, "actual")
    assert found["ideal_weight_kg"] == Decimal("73.2")
    assert found["crcl_ideal_weight_ml_min"] == 81
    slim = COCKCROFT.result(HEAVY | {"weight_kg": 95})  # a BMI of 29.98
    assert "crcl_ideal_weight_ml_min" not in slim


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"creatinine": 62}, ["out_of_range:creatinine"]),
        ({"creatinine": 0}, ["out_of_range:creatinine"]),
        ({"creatinine": 1, "unit": "umol/L"}, ["out_of_range:creatinine"]),
        ({"creatinine": None}, ["missing_input:creatinine"]),
        ({"unit": None}, ["missing_input:unit"]),
        ({"unit": "mg/L"}, ["not_a_choice:unit"]),
        ({"sex": "f", "age": 121}, ["out_of_range:age", "not_a_choice:sex"]),
        ({"sex": None}, ["missing_input:sex"]),
        ({"race": "any"}, ["unknown_input:race"]),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, codes):
    assert CKD_EPI.result(MAN | changes) == {"status": "error", "errors": codes}
    assert COCKCROFT.result(MAN | {"weight_kg": 70} | changes)["errors"] == codes
