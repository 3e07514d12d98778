"""Subtypes of 2016: what each asks, what is not recorded, and what a biopsy decides."""

from decimal import Decimal
from itertools import product

import pytest

from guidelines.engine.instruments.enmc import ANTIBODIES, FEATURES, INSTRUMENTS
from tests.guidelines.engine.instruments.worked import examples, matches

(ENMC,) = INSTRUMENTS
NECROTIZING = dict(zip(FEATURES, (True, True, False), strict=True))
NEGATIVE = {"anti_srp": "negative", "anti_hmgcr": "negative"}
RESULTS = ("positive", "negative", "unknown")


def result(**changes):
    """A weak patient with raised CK and anti-HMGCR, changed."""
    inputs = {"ck": 8000, "ck_uln": 200, "proximal_weakness": True, "dm_rash": False}
    inputs |= {"anti_srp": "negative", "anti_hmgcr": "positive", "biopsy": None}
    return ENMC.result(inputs | changes)


@pytest.mark.parametrize(("inputs", "expected"), examples("enmc_224_imnm"))
def test_worked_examples(inputs, expected):
    found = ENMC.result(inputs)
    assert matches(found, expected), found


def test_ck_is_high_strictly_above_its_limit():
    found = result(ck=200)
    assert found["result"] == "criteria_not_met"
    assert found["flags"] == ["antibody_without_raised_ck"]
    assert result(ck=Decimal("200.01"))["result"] == "anti_hmgcr_myopathy"
    assert result(ck=Decimal("199.99"))["result"] == "criteria_not_met"
    assert result(ck=9000)["ck_fold_uln"] == 45


def test_an_antibody_without_raised_ck_and_weakness_says_both():
    found = result(ck=150, proximal_weakness=False)
    assert set(found["flags"]) == {"antibody_without_raised_ck", "antibody_without_weakness"}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"ck": None}, ["ck"]),
        ({"ck_uln": None}, ["ck"]),
        ({"proximal_weakness": None}, ["proximal_weakness"]),
        ({"ck": None, "proximal_weakness": None}, ["ck", "proximal_weakness"]),
        ({"ck": 100, "proximal_weakness": None}, ["proximal_weakness"]),
    ],
)
def test_with_an_antibody_what_is_not_recorded_leaves_the_result_open(changes, missing):
    found = result(**changes)
    assert (found["result"], found["missing"]) == ("indeterminate", missing)
    assert not found["biopsy_required"]


def test_two_antibodies_call_for_another_assay():
    found = result(anti_srp="positive", ck=None)
    assert found["result"] == "dual_positive_review"
    assert found["flags"] == ["both_antibodies_positive_confirm_assay"]


@pytest.mark.parametrize("changes", [{"ck": 200}, {"proximal_weakness": False}])
def test_without_antibodies_normal_ck_or_strength_ends_it(changes):
    found = result(**NEGATIVE | changes)
    assert (found["result"], found["biopsy_required"]) == ("criteria_not_met", False)


def test_while_an_antibody_is_outstanding_all_that_is_open_is_named_in_order():
    gone = dict.fromkeys(("ck", "proximal_weakness", *ANTIBODIES))
    found = result(**gone)
    order = ["ck", "proximal_weakness", "anti_srp", "anti_hmgcr", "biopsy"]
    assert (found["result"], found["missing"]) == ("indeterminate", order)
    assert found["biopsy_required"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "antibody_negative_imnm"),
        ({FEATURES[0]: False}, "criteria_not_met"),
        ({FEATURES[1]: False}, "criteria_not_met"),
        ({FEATURES[2]: True}, "criteria_not_met"),
        ({FEATURES[0]: None}, "indeterminate"),
        ({FEATURES[2]: None}, "indeterminate"),
        ({FEATURES[0]: None, FEATURES[1]: False}, "criteria_not_met"),
    ],
)
def test_without_antibodies_the_biopsy_decides(changes, expected):
    found = result(**NEGATIVE, biopsy=NECROTIZING | changes)
    assert (found["result"], found["biopsy_required"]) == (expected, True)
    assert found["missing"] == (["biopsy"] if expected == "indeterminate" else [])
    excluded = changes.get(FEATURES[2])
    assert found["flags"] == (["biopsy_pattern_suggests_other_iim"] if excluded else [])


def test_a_rash_blocks_only_the_form_without_antibodies():
    flag = ["dm_rash_consider_dm"]
    with_antibody = result(dm_rash=True)
    assert (with_antibody["result"], with_antibody["flags"]) == ("anti_hmgcr_myopathy", flag)
    without = result(**NEGATIVE, dm_rash=True, biopsy=NECROTIZING)
    assert (without["result"], without["flags"]) == ("criteria_not_met", flag)
    open_antibody = result(anti_srp="unknown", anti_hmgcr="negative", dm_rash=True)
    assert (open_antibody["result"], open_antibody["missing"]) == ("indeterminate", ["anti_srp"])


def test_a_rash_that_nobody_looked_for_does_not_count_as_absent():
    found = result(**NEGATIVE, dm_rash=None, biopsy=NECROTIZING)
    assert (found["result"], found["missing"]) == ("indeterminate", ["dm_rash"])
    assert result(dm_rash=None)["result"] == "anti_hmgcr_myopathy"


@pytest.mark.parametrize(("srp", "hmgcr"), list(product(RESULTS, RESULTS)))
@pytest.mark.parametrize("weak", [True, False, None])
@pytest.mark.parametrize("ck", [8000, 100, None])
def test_only_an_open_result_names_what_is_missing(srp, hmgcr, weak, ck):
    found = result(anti_srp=srp, anti_hmgcr=hmgcr, proximal_weakness=weak, ck=ck)
    assert bool(found["missing"]) == (found["result"] == "indeterminate")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"anti_srp": "weak"}, "not_a_choice:anti_srp"),
        ({"anti_srp": True}, "not_a_choice:anti_srp"),
        ({"ck": -1}, "out_of_range:ck"),
        ({"ck_uln": 0}, "out_of_range:ck_uln"),
        ({"ck": "8000"}, "not_a_number:ck"),
        ({"biopsy": "necrosis"}, "not_an_object:biopsy"),
        ({"biopsy": {"necrosis": True}}, "unknown_input:biopsy:necrosis"),
        ({"biopsy": NECROTIZING | {FEATURES[0]: 1}}, f"not_a_choice:biopsy:{FEATURES[0]}"),
        ({"dm_rash": "no"}, "not_a_choice:dm_rash"),
        ({"rash": False}, "unknown_input:rash"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, code):
    assert result(**changes) == {"status": "error", "errors": [code]}
