"""Conversion of units: there and back, places shown, and agreement with the shipped questions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine import intake
from guidelines.engine.instruments.units import INSTRUMENTS, UNITS, convert
from tests.guidelines.engine.instruments.worked import examples, matches
from tests.guidelines.engine.shipped import CONTENT

(UNIT_CONVERT,) = INSTRUMENTS
PAIRS = [
    (analyte, source, target)
    for analyte, units in UNITS.items()
    for source in units
    for target in units
]
# What the questions of the guideline measure, where the conversion table knows it
ASKED = {
    "ck": "ck",
    "ck_uln": "ck",
    **{key: key for key in ("aldolase", "ldh", "ast", "alt", "ggt", "alp")},
    "creatinine_umol_l": "creatinine",
    "weight_kg": "weight",
    "height_cm": "height",
}


@pytest.mark.parametrize(("inputs", "expected"), examples("unit_convert"))
def test_worked_examples(inputs, expected):
    assert matches(UNIT_CONVERT.result(inputs), expected)


@given(st.sampled_from(PAIRS), st.decimals("0.01", "500000", places=2))
def test_there_and_back_is_the_same(pair, value):
    analyte, source, target = pair
    back = convert(analyte, convert(analyte, value, source, target), target, source)
    assert abs(back - value) <= value * Decimal("1e-25")


@pytest.mark.parametrize(
    ("analyte", "value", "source", "target", "shown"),
    [
        ("ast", "1.255", "ukat/L", "U/L", "75"),
        ("ast", "75.3", "U/L", "ukat/L", "1.26"),  # 1.255 goes up
        ("creatinine", "0.998", "mg/dL", "umol/L", "88"),
        ("creatinine", "100", "umol/L", "mg/dL", "1.13"),
        ("glucose", "100", "mg/dL", "mmol/L", "5.6"),
        ("height", "70", "in", "cm", "177.8"),
        ("weight", "70", "kg", "lb", "154.3"),
        ("ck", "4500.5", "U/L", "U/L", "4501"),
        ("ck", "0", "U/L", "ukat/L", "0"),
    ],
)
def test_each_unit_shows_its_own_places_rounded_half_up(analyte, value, source, target, shown):
    inputs = {"analyte": analyte, "value": Decimal(value), "from": source, "to": target}
    assert UNIT_CONVERT.result(inputs) == {"value": Decimal(shown), "unit": target}


def test_the_questions_of_the_guideline_convert_by_the_same_factors():
    elements = {row.key: row for row in CONTENT.elements if row.key in ASKED}
    assert set(elements) == set(ASKED)
    for key, element in elements.items():
        assert element.units, key
        for unit in element.units:
            wanted = convert(ASKED[key], Decimal(7), unit.code, element.unit)
            assert intake.convert(element, Decimal(7), unit.code) == wanted, key


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"analyte": "sodium"}, "not_a_choice:analyte"),
        ({"analyte": None}, "missing_input:analyte"),
        ({"analyte": ["ck"]}, "not_a_choice:analyte"),
        ({"from": "mg/dL"}, "not_a_choice:from"),
        ({"to": None}, "missing_input:to"),
        ({"value": None}, "missing_input:value"),
        ({"value": -1}, "out_of_range:value"),
        ({"value": "75"}, "not_a_number:value"),
        ({"unit": "U/L"}, "unknown_input:unit"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, code):
    inputs = {"analyte": "ck", "value": 75, "from": "ukat/L", "to": "U/L"} | changes
    assert UNIT_CONVERT.result(inputs) == {"status": "error", "errors": [code]}
