"""For whom the guideline speaks: adults, and not once the diagnosis is excluded."""

from decimal import Decimal

import pytest

from tests.guidelines.engine.shipped import MISSING, patient, state, statuses

EMERGENCY = {f"R{number}" for number in (1, 2, 3, 4, 5, 42, 43, 44, 45, 46)}
ALARM = {"nsti_signs": True, "organism": "gas", "fvc_pct": 30, "mg_status": "suspected"}


def active(result):
    return {key for key, status in statuses(result).items() if status == "recommended"}


@pytest.mark.parametrize("age", [0, 12, Decimal("17.9")])
def test_a_child_gets_the_emergency_advice_as_text_without_drugs_or_doses(age):
    child = patient(age_years=age, **ALARM)
    assert child.scope.key == "child"
    assert active(child) == {"R1", "R2", "R3", "R4", "R5", "R6", "R43", "R46"}
    assert child.regimens == {}
    assert child.doses == {}
    assert not any(item.regimens for item in child.advice)


def test_blocks_do_not_change_the_state_of_advice_for_a_child():
    child = patient(age_years=12, **ALARM, allergies=["penicillin_anaphylaxis"])
    assert statuses(child)["R2"] == "recommended"


def test_everything_else_is_not_indicated_and_says_that_it_is_gated():
    child = patient(age_years=12)
    hidden = [item for item in child.advice if item.gated]
    assert {item.status for item in hidden} == {"not_indicated"}
    assert len(hidden) == len(child.advice) - len(EMERGENCY) - 1


def test_an_excluded_diagnosis_leaves_the_emergency_advice_with_its_regimens_but_no_dose():
    excluded = patient(diagnosis_status="excluded", **ALARM)
    assert excluded.scope.key == "excluded"
    assert active(excluded) == {"R1", "R2", "R3", "R4", "R5", "R43", "R46"}
    assert state(excluded, "NSTI_EMP") == "free"
    assert excluded.doses == {}


def test_the_child_comes_first_when_both_hold():
    both = patient(diagnosis_status="excluded", age_years=12, fvc_pct=30)
    assert both.scope.key == "child"
    assert active(both) == {"R6", "R43"}


@pytest.mark.parametrize("age", [None, MISSING])
def test_at_unknown_age_advice_is_given_but_every_regimen_waits(age):
    unknown = patient(age_years=age)
    assert unknown.scope is None
    assert statuses(unknown)["R6"] == "needs_data"
    assert {row.state for row in unknown.regimens.values()} <= {"waits", "blocked", "hard_stop"}
    assert unknown.doses == {}
    assert unknown.as_json()["scope"] == "age_unknown"
    assert "age_years" in unknown.relevant


def test_the_age_is_not_asked_once_the_diagnosis_is_excluded():
    excluded = patient(diagnosis_status="excluded", age_years=None)
    assert statuses(excluded)["R6"] == "not_indicated"


def test_from_18_on_there_is_a_plan():
    adult = patient(age_years=18)
    assert adult.scope is None
    assert adult.as_json()["scope"] == "adult"
    assert "PRED" in adult.doses
