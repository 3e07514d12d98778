"""The test patients of the guideline: what must be advised, what must not, and which dose."""

from dataclasses import replace

import pytest

from guidelines.engine import vignettes
from guidelines.engine.expectations import EXPECTATIONS, STATUSES
from tests.guidelines.engine.shipped import CONTENT, DAY, VIGNETTES

MAIN = [key for key in VIGNETTES if key.startswith("V")]
OWN = [key for key in VIGNETTES if key.startswith("Y")]


@pytest.fixture(params=VIGNETTES)
def vignette(request):
    return VIGNETTES[request.param]


def test_the_patient_gets_exactly_the_plan_that_is_expected(vignette):
    assert vignettes.differences(CONTENT, vignette) == ()


def test_every_expectation_is_of_a_known_kind(vignette):
    assert vignette.expected
    assert set(vignette.expected) <= set(EXPECTATIONS)


def test_the_eight_patients_and_the_boundary_table_are_all_there():
    assert [f"V{number}" for number in range(1, 9)] == MAIN
    assert [f"X{number}" for number in range(1, 69)] == [k for k in VIGNETTES if k.startswith("X")]


def test_the_eight_patients_and_our_own_state_complete_sets():
    for key in MAIN:
        assert {*STATUSES, "marks", "doses", "derived"} <= set(VIGNETTES[key].expected), key
    for key in OWN:
        assert set(STATUSES) <= set(VIGNETTES[key].expected), key


def test_every_vignette_is_seen_on_the_same_day():
    plans = vignettes.plans(CONTENT)
    assert set(plans) == set(VIGNETTES)
    assert {found.facts.on for found in plans.values()} == {DAY}


def test_an_unusual_value_of_a_vignette_counts_as_confirmed():
    assert not vignettes.plans(CONTENT)["X7"].held("implausible", "bmi")


def test_every_recommendation_is_at_work_in_some_vignette():
    shown = {
        item.recommendation.key
        for found in vignettes.plans(CONTENT).values()
        for item in found.advice
        if item.status in ("recommended", "check_first", "ruled_out")
    }
    assert shown == {row.key for row in CONTENT.recommendations}


def test_a_vignette_that_is_being_edited_is_judged_by_its_own_findings():
    row = VIGNETTES["X6"]
    edited = replace(row, findings=row.findings | {"mmt8_80": 49})
    assert vignettes.differences(CONTENT, edited) == ("Severity is severe, expected none",)
