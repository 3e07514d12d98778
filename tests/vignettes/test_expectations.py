"""Each kind of expectation is noticed when it is wrong, in words that a clinician understands."""

from dataclasses import replace

import pytest

from guidelines.engine import vignettes
from tests.guidelines.engine.shipped import CONTENT, VIGNETTES


def told(key, absent=None, **expected):
    """The differences of a vignette of which some expectations are replaced."""
    row = VIGNETTES[key]
    changed = replace(
        row,
        expected={**row.expected, **expected},
        absent=row.absent if absent is None else absent,
    )
    return vignettes.differences(CONTENT, changed)


def without(key, status, recommendation):
    return [other for other in VIGNETTES[key].expected[status] if other != recommendation]


def test_advice_that_is_not_expected_is_told():
    assert told("V1", recommended=without("V1", "recommended", "R25")) == (
        "R25 is recommended, expected: not so",
    )


def test_advice_that_does_not_come_is_told():
    wanted = [*VIGNETTES["V1"].expected["recommended"], "R30"]
    assert told("V1", recommended=wanted) == ("R30 is not indicated, expected: recommended",)


@pytest.mark.parametrize("status", ["check_first", "ruled_out", "needs_data"])
def test_a_complete_set_of_each_status_is_held(status):
    assert any("R30" in text for text in told("V1", **{status: ["R30"]}))


def test_a_quiet_question_is_no_question_of_a_complete_set():
    assert "R3 is not indicated, expected: waiting for data" in told(
        "Y1", needs_data=[*VIGNETTES["Y1"].expected["needs_data"], "R3"]
    )


def test_a_single_status_is_held():
    assert told("V1", holds={"R13": "ruled_out"}) == ("R13 is recommended, expected: ruled out",)


def test_what_must_be_absent_is_told_when_it_shows():
    assert told("V1", absent=("R25",)) == ("R25 is recommended, expected: not indicated",)


def test_a_mark_that_is_missing_is_told():
    assert told("V2", marks={}) == ("BISPHOS is blocked because of B29, expected: free",)


def test_a_mark_with_another_reason_is_told():
    marks = {"BISPHOS": {"state": "blocked", "by": ["B3"]}}
    assert told("V2", marks=marks) == ("BISPHOS is blocked because of B29, expected: B3",)


def test_a_lower_row_that_is_not_expected_is_told():
    marks = {"ABA": {"state": "blocked", "by": ["B50"], "also": []}}
    assert told("Y18", marks=marks) == ("ABA is blocked and also under B33, expected: nothing",)


def test_the_mark_of_a_regimen_that_nobody_asks_for_is_told():
    marks = {**VIGNETTES["V2"].expected["marks"], "EFG": {"state": "free"}}
    assert told("V2", marks=marks) == ("EFG is not part of the plan, expected: it is",)


def test_a_single_state_is_held():
    assert told("X16", regimens={"MTX": {"state": "caution"}}) == (
        "MTX is free, expected: under caution",
    )


def test_regimens_where_none_may_be_are_told():
    assert told("V1", no_regimens=True) == ("Regimens are listed, expected: none",)


def test_a_regimen_outside_the_scope_is_told():
    assert told("X21", regimens={"MTX": {"state": "hard_stop"}}) == (
        "MTX is not listed at all, expected: stopped",
    )


def test_a_dose_is_held_to_the_milligram():
    assert told("V1", doses={"PRED": {"amount": 71, "unit": "mg"}}) == (
        "PRED 70\u00a0mg a day, expected 71\u00a0mg",
    )


def test_a_starting_dose_and_a_single_dose_are_held():
    assert told("V1", doses={"AZA": {"start": 25, "unit": "mg"}}) == (
        "AZA start 50\u00a0mg a day, expected 25\u00a0mg",
    )
    assert told("X35", doses={"TAC": {"per_dose": 2, "unit": "mg"}}) == (
        "TAC single dose 1.5\u00a0mg, expected 2\u00a0mg",
    )


@pytest.mark.parametrize("unit", ["g", "mg/week", ""])
def test_a_dose_is_held_to_its_unit(unit):
    (difference,) = told("V1", doses={"PRED": {"amount": 70, "unit": unit}})
    assert difference == f"PRED is in mg, expected: {unit or 'a unit to be stated'}"


def test_the_unit_of_a_weekly_dose_says_so():
    methotrexate = {"amount": 15, "start": 10}
    key = next(key for key, row in VIGNETTES.items() if "MTX" in row.expected.get("doses", {}))
    assert told(key, doses={"MTX": methotrexate | {"unit": "mg/week"}}) == ()
    assert told(key, doses={"MTX": methotrexate | {"unit": "mg"}})


def test_a_dose_that_is_not_given_is_told():
    assert told("V1", doses={"RTX": {"amount": 1000}}) == ("RTX has no dose, expected: one",)


def test_any_dose_where_none_may_be_is_told():
    assert "PRED has a dose, expected: no dose at all" in told("V1", no_doses=True)


def test_a_derived_value_is_held_as_precisely_as_it_is_written():
    assert told("V1", derived={"bmi": 27.1}) == ()
    assert told("V1", derived={"bmi": 27}) == ()
    assert len(told("V1", derived={"bmi": 27.2})) == 1
    assert told("V1", derived={"severity": "severe"}) == ("Severity is moderate, expected severe",)
    assert told("V1", derived={"severity": None}) == ("Severity is moderate, expected not known",)


def test_a_criterion_is_held_to_its_three_verdicts():
    assert told("V1", criteria={"refractory": True}) == ("refractory is false, expected true",)
    assert told("V1", criteria={"refractory": None}) == ("refractory is false, expected unknown",)


def test_a_refused_finding_is_told_where_none_is_expected():
    (text,) = (text for text in told("X26", errors=[]) if "refused" in text)
    assert text.startswith("The finding creatinine_umol_l is refused: 1.1")


def test_a_finding_that_is_accepted_against_expectation_is_told():
    assert told("V1", errors=["ck"]) == ("The finding ck is accepted, expected: refused",)


def test_a_finding_that_the_guideline_does_not_ask_for_is_told():
    row = replace(VIGNETTES["X6"], findings=VIGNETTES["X6"].findings | {"shoe_size": 42})
    assert len(vignettes.differences(CONTENT, row)) == 1


def test_a_vignette_that_expects_nothing_proves_nothing():
    row = replace(VIGNETTES["X6"], expected={}, absent=())
    assert "proves nothing" in vignettes.differences(CONTENT, row)[0]


@pytest.mark.parametrize(
    "expected",
    [
        *({kind: {}} for kind in ("holds", "regimens", "doses", "derived", "criteria")),
        {"no_doses": False},
        {"no_regimens": False},
        {"derived": {}, "criteria": {}},
        {"doses": {"PRED": {}}},
        {"doses": {"PRED": {"unit": "mg"}}},
    ],
    ids=str,
)
def test_what_is_true_of_every_plan_proves_nothing(expected):
    row = replace(VIGNETTES["V1"], expected=expected)
    found = vignettes.differences(CONTENT, row)
    assert len(found) == len(expected)
    assert all("expect" in text for text in found)


WRONG = [
    {"recomended": ["R1"]},
    {"recommended": "R10"},
    {"recommended": [10]},
    {"recommended": None},
    {"recommended": ["R999"]},
    {"holds": ["R1"]},
    {"holds": {"R999": "recommended"}},
    {"holds": {"R10": "yes"}},
    {"holds": {"R10": ["recommended"]}},
    {"marks": "none"},
    {"marks": {"MTX": "free"}},
    {"marks": {"NOPE": {"state": "free"}}},
    {"regimens": {"MTX": {}}},
    {"regimens": {"MTX": {"state": ["free"]}}},
    {"regimens": {"MTX": {"state": "free", "since": 1, 2: 3}}},
    {"regimens": {"MTX": {"state": "free", "by": "B1"}}},
    {"no_regimens": "yes"},
    {"doses": {"NOPE": {"amount": 1}}},
    {"doses": {"PRED": 70}},
    {"doses": {"PRED": {"amout": 70}}},
    {"doses": {"PRED": {"amount": "much"}}},
    {"doses": {"PRED": {"amount": True}}},
    {"doses": {"PRED": {"amount": float("nan")}}},
    {"no_doses": 1},
    {"derived": {"nope": 1}},
    {"derived": {"bmi": "1e-500"}},
    {"derived": {"bmi": 1e300}},
    {"derived": {"bmi": {"value": 27}}},
    {"derived": 27},
    {"criteria": {"nope": True}},
    {"criteria": {"refractory": "false"}},
    {"errors": "ck"},
    {"errors": {"ck": 1}},
]


@pytest.mark.parametrize("expected", WRONG, ids=str)
def test_an_expectation_that_cannot_be_read_is_a_difference_and_never_a_crash(expected):
    assert told("V1", **expected)


def test_a_forbidden_recommendation_that_does_not_exist_is_a_difference():
    assert told("V1", absent=("R999",)) == ("There is no recommendation 'R999'",)
