"""Body surface, body mass index, and the weights derived from them."""

from decimal import Decimal

import pytest

from guidelines.engine.instruments.body import INSTRUMENTS, adjusted_weight, ideal_weight
from tests.guidelines.engine.instruments.worked import examples, matches

BSA, BMI = INSTRUMENTS


@pytest.mark.parametrize(("inputs", "expected"), examples("bsa_mosteller"))
def test_worked_examples_of_surface(inputs, expected):
    assert matches(BSA.result(inputs), expected)


@pytest.mark.parametrize(("inputs", "expected"), examples("bmi"))
def test_worked_examples_of_mass_index(inputs, expected):
    assert matches(BMI.result(inputs), expected)


@pytest.mark.parametrize(
    ("weight", "index", "obese"),
    [("119.99", 30, False), ("120", 30, True), ("120.01", 30, True)],
)
def test_obesity_starts_at_30_before_rounding(weight, index, obese):
    found = BMI.result({"weight_kg": Decimal(weight), "height_cm": 200})
    assert found == {"bmi": index, "obese": obese}


def test_ideal_and_adjusted_weight():
    man = ideal_weight(Decimal("177.8"), "male")
    assert man == 73
    assert ideal_weight(Decimal("177.8"), "female") == Decimal("68.5")
    assert adjusted_weight(man, Decimal(103)) == 85


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda row: row.name)
@pytest.mark.parametrize(
    ("inputs", "codes"),
    [
        ({}, ["missing_input:weight_kg", "missing_input:height_cm"]),
        ({"weight_kg": 70, "height_cm": None}, ["missing_input:height_cm"]),
        ({"weight_kg": 70, "height_cm": Decimal("1.72")}, ["out_of_range:height_cm"]),
        ({"weight_kg": -70, "height_cm": 172}, ["out_of_range:weight_kg"]),
        ({"weight_kg": 401, "height_cm": 172}, ["out_of_range:weight_kg"]),
        ({"weight_kg": [70], "height_cm": 172}, ["not_a_number:weight_kg"]),
        ({"weight_kg": 70, "height_cm": "172"}, ["not_a_number:height_cm"]),
        ({"weight_kg": Decimal("1e400"), "height_cm": 172}, ["out_of_range:weight_kg"]),
        ({"weight": 70, "height_cm": 172}, ["unknown_input:weight"]),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(instrument, inputs, codes):
    assert instrument.result(inputs) == {"status": "error", "errors": codes}
