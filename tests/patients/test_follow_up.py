"""The follow-up rules from the record alone: a signed first visit, results, and what is taken."""

from decimal import Decimal

import pytest
from django.urls import reverse

from patients.visits import actions
from tests import factories_people as people

ULN = {"limit": Decimal(170)}
HMGCR = people.MTX_IS_FREE | {"ab_srp": "negative", "ab_hmgcr": "positive", "dysphagia": "none"}


@pytest.fixture
def treated(patient, clinician, later):
    """Prednisone and methotrexate decided at the first visit; then some days go by."""

    def after(days):
        first = people.draft(patient, clinician, **HMGCR)
        about = {"encounter": first, "by": clinician, "kind": "accepted"}
        actions.decide(advice="R11", regimen="PRED", **about)
        actions.decide(advice="R14", regimen="MTX", amount="10", weekday="Monday", **about)
        first.refresh_from_db()
        actions.sign(encounter=first, revision=first.revision, by=clinician)
        later(days)

    return after


@pytest.fixture
def second_visit(patient, clinician, client):
    """A second visit at which nothing is typed; the proposed phase of treatment is taken over.

    What has aged since the first visit is confirmed.
    """

    def start(takes_over):
        draft = actions.start(patient=patient, by=clinician)
        aged = {row["key"]: row["value"] for row in draft.current_plan()["confirm"]}
        if aged:
            actions.confirm(encounter=draft, shown=aged, by=clinician)
        signals = draft.current_plan()["signals"]
        offered = {row["proposes"]["value"]: row["key"] for row in signals if row["proposes"]}
        posted = {"signal": offered[takes_over], "value": takes_over}
        client.force_login(clinician)  # days have passed since the fixtures were made
        page = client.post(reverse("patients:propose", args=[draft.pk]), posted)
        assert page.url == f"{draft.get_absolute_url()}#plan"
        draft.refresh_from_db()
        return draft.current_plan()

    return start


def active(plan):
    """Advice whose condition is true; a drug may still wait for a safety test."""
    active = ("recommended", "check_first")
    return {row["key"] for row in plan["advice"] if row["status"] in active}


def test_without_a_response_at_week_10_add_immunoglobulin_and_check_the_diagnosis(
    treated, measured, second_visit
):
    treated(70)
    measured("ck", "6400", 0, **ULN)
    measured("mmt8_80", "60", 0)
    plan = second_visit(takes_over="inadequate_response")
    assert {"R19", "R23", "R57"} <= active(plan)
    assert not {"R58", "R59", "R60"} & active(plan)


def test_with_a_response_at_week_10_taper(treated, measured, second_visit):
    treated(70)
    measured("ck", "800", 0, **ULN)
    measured("mmt8_80", "66", 0)
    plan = second_visit(takes_over="induction_improving")
    assert {"R57", "R58"} <= active(plan)
    assert not {"R19", "R23", "R59"} & active(plan)


@pytest.fixture
def flaring(treated, measured):
    """Stable for months, then CK doubles twice and strength falls."""
    treated(300)
    for on, ck, total in [(-200, "300", "76"), (-150, "280", "76"), (-100, "290", "77")]:
        measured("ck", ck, on, **ULN)
        measured("mmt8_80", total, on)
    measured("ck", "900", -10, **ULN)
    measured("ck", "1600", 0, **ULN)
    measured("mmt8_80", "66", 0)


def test_a_relapse_calls_for_the_last_effective_level_and_a_second_look(flaring, second_visit):
    plan = second_visit(takes_over="relapse")
    assert {"R23", "R57", "R59"} <= active(plan)
    assert not {"R19", "R21", "R58", "R60"} & active(plan)


def test_two_failed_treatments_of_the_record_make_it_refractory(flaring, patient, second_visit):
    patient.courses.update(response="none", adequate_dose=True)
    plan = second_visit(takes_over="relapse")
    assert {"R21", "R23"} <= active(plan)
    assert not {"R24"} & active(plan)


def test_after_rituximab_and_immunoglobulin_failed_too_an_expert_center_is_left(
    flaring, take, patient, second_visit
):
    take("Rituximab", -290, "1000", regimen="RTX", unit="mg", per="infusion")
    take("IVIG", -290, "140", regimen="IVIG", unit="g", per="course")
    patient.courses.update(response="none", adequate_dose=True)
    plan = second_visit(takes_over="relapse")
    assert {"R22", "R24"} <= active(plan)
    assert "R21" not in active(plan)
