"""CTCAE grades: limits belong to the lower grade, and nothing recorded is no grade."""

from decimal import Decimal
from itertools import product

import pytest

from guidelines.engine.instruments.toxicity import INSTRUMENTS, MYOSITIS_GRADES
from tests.guidelines.engine.instruments.worked import examples, matches

CPK, MYOSITIS = INSTRUMENTS
JUST = Decimal("0.001")


@pytest.mark.parametrize(("inputs", "expected"), examples("ctcae_cpk_increased"))
def test_worked_examples_of_ck(inputs, expected):
    assert matches(CPK.result(inputs), expected)


@pytest.mark.parametrize(("inputs", "expected"), examples("ctcae_myositis"))
def test_worked_examples_of_myositis(inputs, expected):
    assert matches(MYOSITIS.result(inputs), expected)


@pytest.mark.parametrize(("fold", "grade"), [("1", 0), ("2.5", 1), ("5", 2), ("10", 3)])
@pytest.mark.parametrize("limit", [Decimal(170), Decimal("2.9"), Decimal("193.3")])
def test_a_limit_belongs_to_the_lower_grade(fold, grade, limit):
    at = Decimal(fold) * limit
    found = [CPK.result({"ck": at + step, "uln": limit})["grade"] for step in (-JUST, 0, JUST)]
    assert found == [grade, grade, grade + 1]


def test_any_very_high_ck_is_grade_4():
    assert CPK.result({"ck": 900_000, "uln": 200}) == {"grade": 4, "fold_uln": 4500}
    assert "ordinary state" in CPK.caution


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"ck": None, "uln": 200}, "missing_input:ck"),
        ({"ck": 200}, "missing_input:uln"),
        ({"ck": -1, "uln": 200}, "out_of_range:ck"),
        ({"ck": 200, "uln": 0}, "out_of_range:uln"),
        ({"ck": "200", "uln": 200}, "not_a_number:ck"),
        ({"ck": True, "uln": 200}, "not_a_number:ck"),
        ({"ck": 200, "uln": 200, "unit": "U/L"}, "unknown_input:unit"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(inputs, code):
    assert CPK.result(inputs) == {"status": "error", "errors": [code]}


def test_the_worst_finding_decides_the_grade():
    for answers in product([False, True], repeat=len(MYOSITIS_GRADES)):
        inputs = dict(zip(MYOSITIS_GRADES, answers, strict=True))
        worst = max((MYOSITIS_GRADES[name] for name in inputs if inputs[name]), default=0)
        assert MYOSITIS.result(inputs) == {"grade": worst, "missing": []}


def test_what_was_not_recorded_is_named_as_long_as_it_could_raise_the_grade():
    found = MYOSITIS.result({"weakness": True, "pain": None})
    assert found["missing"] == ["life_threatening", "self_care_adl_limited", "severe_weakness"]
    assert MYOSITIS.result({"life_threatening": True})["missing"] == []


@pytest.mark.parametrize("inputs", [{}, dict.fromkeys(MYOSITIS_GRADES)])
def test_without_any_finding_there_is_no_grade(inputs):
    assert MYOSITIS.result(inputs) == {"grade": None, "missing": list(MYOSITIS_GRADES)}


def test_answers_are_true_or_false():
    assert MYOSITIS.result({"pain": 1})["errors"] == ["not_a_choice:pain"]
    assert MYOSITIS.result({"pian": True})["errors"] == ["unknown_input:pian"]
