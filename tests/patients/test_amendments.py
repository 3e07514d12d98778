"""An amendment corrects a visit: it stands in its place, and its values are of that day."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guidelines import frozen
from patients.in_force import version_in_force
from patients.measurements import results
from patients.models import Encounter, Patient
from patients.overview import Overview
from patients.visits import actions, from_record
from tests import factories_people as people

RECORDED = ("current_drugs", "failed_therapies")
FIRST = {key: typed for key, typed in people.SEVERE.items() if key not in RECORDED}
ANAPHYLAXIS = ["penicillin_anaphylaxis"]
PRED = {"regimen": "PRED", "unit": "mg", "per": "day"}


def today(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


def amend(encounter, by, **typed):
    """An open amendment in which something was typed."""
    encounter = Encounter.objects.get(pk=encounter.pk)
    draft = actions.amend(encounter=encounter, reason="a slip", by=by)
    people.write(draft, by, **typed)
    return draft


def sign(draft, by):
    actions.sign(encounter=draft, revision=draft.revision, by=by)
    return draft


@pytest.fixture
def first(patient, clinician):
    return people.signed(patient, clinician, **FIRST, allergies=[])


@pytest.fixture
def second(first, patient, clinician, later):
    later(120)
    draft = people.draft(
        patient, clinician, allergies=ANAPHYLAXIS, diagnosis_status="excluded", mmt8_80="74"
    )
    return sign(draft, clinician)


def ck(patient):
    return list(patient.results.standing().filter(element="ck").values_list("on", "value"))


# The order of visits


def test_a_new_visit_starts_with_the_later_visit_although_the_first_was_amended_after_it(
    patient, clinician, first, second, later
):
    later(130)
    sign(amend(first, clinician, height_cm="169"), clinician)
    later(131)
    found = actions.start(patient=patient, by=clinician)
    assert found.findings["allergies"]["value"] == ANAPHYLAXIS
    assert found.origin == second


def test_an_amendment_of_the_last_visit_takes_its_place(patient, clinician, first, second, later):
    later(130)
    amended = sign(amend(second, clinician, allergies=[]), clinician)
    later(131)
    sign(amend(first, clinician, height_cm="169"), clinician)
    assert patient.last_findings()["allergies"]["value"] == []
    assert actions.start(patient=patient, by=clinician).origin == amended


def test_two_visits_of_one_day_keep_their_order(patient, clinician, first):
    draft = people.draft(patient, clinician, allergies=ANAPHYLAXIS)
    sign(draft, clinician)
    sign(amend(first, clinician, height_cm="169"), clinician)
    assert patient.last_findings()["allergies"]["value"] == ANAPHYLAXIS


def test_the_page_is_not_judged_by_an_amendment_of_an_older_visit(
    patient, clinician, first, second, later
):
    later(121)
    draft = amend(first, clinician, height_cm="169")
    assert Overview(patient, today()).plan.facts["diagnosis_status"] == "excluded"
    sign(draft, clinician)
    overview = Overview(patient, today())
    assert overview.plan.facts["diagnosis_status"] == "excluded"
    assert overview.last_signed == second


def test_the_list_shows_the_last_visit_and_not_the_last_signature(
    patient, clinician, first, second, later
):
    later(121)
    sign(amend(first, clinician, height_cm="169"), clinician)
    row = Patient.objects.with_visits().get(pk=patient.pk)
    assert row.last_visit == second.on
    assert row.last_headline == second.plan["headline"]


# The day of values


def test_a_value_corrected_by_an_amendment_stays_on_the_day_of_its_visit(
    patient, clinician, first, later
):
    later(140)
    draft = amend(first, clinician, ck="842")
    assert draft.findings["ck"]["on"] == first.on.isoformat()
    sign(draft, clinician)
    assert ck(patient) == [(first.on, "842")]
    later(150)
    again = sign(amend(draft, clinician, ck="942"), clinician)
    assert ck(patient) == [(first.on, "942")]
    assert again.visit_day == first.on


def test_a_typed_day_goes_before_the_day_of_the_visit(patient, clinician, first, later, client):
    later(140)
    draft = amend(first, clinician)
    client.force_login(clinician)
    url = reverse("patients:section", args=[draft.pk, section_of(draft, "ck")])
    typed = {"ck": "842", "ck-unit": "U/L", "ck-day": f"{today(-3):%d-%b-%Y}"}
    client.post(url, typed | {"revision": draft.revision})
    draft.refresh_from_db()
    assert draft.findings["ck"]["on"] == today(-3).isoformat()


def section_of(encounter, key):
    return next(row.section for row in encounter.content.elements if row.key == key)


def test_a_corrected_value_of_long_ago_is_no_relapse(patient, clinician, take, later, first):
    take("Prednisone", -1, 60, **PRED)
    later(140)
    content = frozen.load(version_in_force())
    rows = [
        row
        for days in range(-110, 0, 10)
        for row in (
            [today(days).isoformat(), "CK", "150", "U/L", "170", ""],
            [today(days).isoformat(), "MMT-8", "78", "", "", ""],
        )
    ]
    results.add(patient=patient, content=content, by=clinician, rows=rows)
    before = [row["key"] for row in Overview(patient, today()).signals]
    sign(amend(first, clinician, mmt8_80="46"), clinician)
    assert [row["key"] for row in Overview(patient, today()).signals] == before


def test_the_page_of_an_amendment_says_for_which_day_values_count(
    client, clinician, measured, patient, later
):
    measured("ck", "900", -3)
    first = people.signed(patient, clinician, height_cm="168")
    later(140)
    draft = amend(first, clinician)
    client.force_login(clinician)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert f"What is typed here counts for {first.on:%d-%b-%Y}" in page
    assert "Same again today" not in page


def test_an_amendment_is_not_compared_with_a_later_visit(client, clinician, first, second, later):
    later(130)
    draft = amend(first, clinician)
    client.force_login(clinician)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert f"last 44 on {first.on:%d-%b-%Y}" in page
    assert f"last 74 on {second.on:%d-%b-%Y}" not in page


def test_nothing_was_found_again_today_in_an_amendment(patient, clinician, measured, later):
    measured("ck", "900", -3)
    visit = people.signed(patient, clinician, height_cm="168")
    later(140)
    draft = amend(visit, clinician)
    with pytest.raises(ValidationError):
        actions.found_again(encounter=draft, key="ck", by=clinician)


# Errors


def taken_back(patient, by, element="ck"):
    result = patient.results.standing().get(element=element)
    results.take_back(result=result, reason="a slip", by=by)


def test_a_value_taken_back_as_an_error_is_not_in_the_amendment(patient, clinician, first):
    taken_back(patient, clinician)
    draft = amend(first, clinician, height_cm="169")
    assert "ck" not in draft.findings
    sign(draft, clinician)
    assert ck(patient) == []


def test_a_value_taken_back_while_the_amendment_is_open_does_not_stand_again(
    patient, clinician, first
):
    draft = amend(first, clinician, height_cm="169")
    taken_back(patient, clinician)
    sign(draft, clinician)
    assert ck(patient) == []
    assert patient.results.standing().filter(element="mmt8_80").count() == 1


def test_a_value_taken_back_stands_again_if_it_is_typed_anew(patient, clinician, first):
    taken_back(patient, clinician)
    sign(amend(first, clinician, ck=FIRST["ck"]), clinician)
    assert ck(patient) == [(first.on, FIRST["ck"])]


def test_the_right_value_entered_instead_of_an_error_stands_alone(
    patient, clinician, first, measured
):
    taken_back(patient, clinician)
    measured("ck", "842")
    sign(amend(first, clinician, height_cm="169"), clinician)
    assert ck(patient) == [(first.on, "842")]
    content = frozen.load(version_in_force())
    assert from_record.read(patient, content, today()).opening["ck"]["value"] == "842"
