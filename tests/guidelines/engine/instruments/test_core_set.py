"""Disability from categories, and core set measures as they were typed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.core_set import CATEGORIES, INSTRUMENTS
from tests.guidelines.engine.instruments.worked import examples, matches

HAQ, ENTRY = INSTRUMENTS
NO_AIDS = [False] * 8


def haq(categories, aids=NO_AIDS):
    return HAQ.result({"categories": categories, "aids": aids})


def entry(value, unit="cm", measure="md_global"):
    return ENTRY.result({"measure": measure, "value": value, "unit": unit})


@pytest.mark.parametrize(("inputs", "expected"), examples("haq_di_from_categories"))
def test_worked_examples_of_disability(inputs, expected):
    found = HAQ.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(("inputs", "expected"), examples("csm_entry"))
def test_worked_examples_of_entry(inputs, expected):
    found = ENTRY.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(("score", "index"), [(0, 2), (1, 2), (2, 2), (3, 3)])
def test_an_aid_raises_a_category_to_2_and_never_lowers_it(score, index):
    assert haq([score] * 8, [True] * 8)["haq_di"] == index


def test_an_aid_without_an_answer_counts_for_nothing():
    with_aid = haq([1] * 7 + [None], [False] * 7 + [True])
    assert with_aid == haq([1] * 7 + [None]) == {"status": "ok", "haq_di": 1, "answered": 7}


@given(st.lists(st.integers(0, 3) | st.none(), min_size=8, max_size=8))
def test_an_unanswered_category_never_counts_as_zero(categories):
    answered = [score for score in categories if score is not None]
    found = haq(categories)
    assert found["answered"] == len(answered)
    if len(answered) < 6:
        assert (found["status"], found["haq_di"]) == ("not_calculable", None)
    else:
        assert abs(found["haq_di"] * len(answered) - sum(answered)) < Decimal("0.005")


@pytest.mark.parametrize(
    ("categories", "aids", "code"),
    [
        (None, NO_AIDS, "missing_input:categories"),
        ([1] * 8, None, "missing_input:aids"),
        ([1] * 7, NO_AIDS, "out_of_range:categories"),
        ([1] * 8, [True] * 9, "out_of_range:aids"),
        ("11111111", NO_AIDS, "not_a_list:categories"),
        ([1] * 7 + [4], NO_AIDS, "out_of_range:categories:activities"),
        ([-1] + [1] * 7, NO_AIDS, "out_of_range:categories:dressing"),
        ([Decimal("1.5")] + [1] * 7, NO_AIDS, "out_of_range:categories:dressing"),
        ([True] + [1] * 7, NO_AIDS, "not_a_number:categories:dressing"),
        ([1] * 8, [None] + [False] * 7, "missing_input:aids:dressing"),
        ([1] * 8, [0] + [False] * 7, "not_a_choice:aids:dressing"),
    ],
)
def test_categories_that_cannot_be_used_are_refused(categories, aids, code):
    assert haq(categories, aids) == {"status": "error", "errors": [code]}


def test_there_are_eight_categories():
    assert len(CATEGORIES) == 8


@pytest.mark.parametrize(
    ("value", "unit", "kept"), [(0, "cm", 0), (10, "cm", 10), (0, "mm", 0), (100, "mm", 10)]
)
def test_a_scale_is_valid_up_to_and_including_its_ends(value, unit, kept):
    assert entry(value, unit) == {"valid": True, "value": kept, "errors": [], "warnings": []}


@pytest.mark.parametrize(
    ("value", "unit", "measure"),
    [
        (Decimal("10.01"), "cm", "md_global"),
        (Decimal("100.1"), "mm", "patient_global"),
        (Decimal("-0.01"), "cm", "extramuscular"),
        (Decimal("3.001"), None, "haq_di"),
        (-1, None, "haq_di"),
        (Decimal("1e400"), "cm", "md_global"),
    ],
)
def test_a_value_just_outside_is_out_of_range_before_it_is_rounded(value, unit, measure):
    refused = {"valid": False, "value": None, "errors": ["out_of_range"], "warnings": []}
    assert entry(value, unit, measure) == refused


@pytest.mark.parametrize(
    ("value", "unit", "kept"),
    [("6.45", "cm", "6.5"), ("6.44", "cm", "6.4"), ("64.5", "mm", "6.5"), ("0.04", "cm", "0.0")],
)
def test_a_scale_is_kept_to_one_decimal_and_says_so(value, unit, kept):
    found = entry(Decimal(value), unit)
    assert (found["value"], found["warnings"]) == (Decimal(kept), ["rounded_to_0.1"])


@given(st.integers(0, 100))
def test_centimeters_and_millimeters_agree(millimeters):
    centimeters = Decimal(millimeters) / 10
    assert entry(millimeters, "mm") == entry(centimeters, "cm")
    assert entry(centimeters, "cm")["value"] * 10 == millimeters


def test_what_was_not_assessed_is_valid_and_has_no_value():
    for measure in ("md_global", "haq_di"):
        found = entry(None, None, measure)
        expected = {"valid": True, "value": None, "errors": [], "warnings": ["not_assessed"]}
        assert found == expected


def test_a_mean_of_seven_categories_is_accepted_with_a_warning():
    found = entry(Decimal("1.142857"), None, "haq_di")
    assert (found["value"], found["warnings"]) == (Decimal("1.143"), ["not_multiple_of_0.125"])


@pytest.mark.parametrize(
    ("value", "unit", "measure", "code"),
    [
        (6, None, "md_global", "unit_required"),
        (6, "in", "md_global", "unit_required"),
        (6, ["cm"], "md_global", "unit_required"),
        ("6", "cm", "md_global", "not_a_number"),
        (True, "cm", "md_global", "not_a_number"),
        (Decimal("NaN"), "cm", "md_global", "not_a_number"),
        (1, "cm", "haq_di", "not_a_choice:unit"),
        (1, "cm", "mmt", "not_a_choice:measure"),
        (1, "cm", None, "missing_input:measure"),
    ],
)
def test_an_entry_that_cannot_be_used_is_not_valid(value, unit, measure, code):
    refused = {"valid": False, "value": None, "errors": [code], "warnings": []}
    assert entry(value, unit, measure) == refused
