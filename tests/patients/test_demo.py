"""The demo accounts and patients, and the roles they show."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from patients import demo
from patients.models import CareTeam, Encounter, Patient
from tests import factories_people as people


@pytest.fixture
def printed(db, capsys):
    call_command("create_demo")
    return capsys.readouterr().out


def test_the_accounts_are_printed_and_work(printed):
    for name, role, _ in demo.ACCOUNTS:
        assert f"{name}, password {demo.PASSWORD}" in printed
        user = authenticate(username=name, password=demo.PASSWORD)
        assert user.groups.get().name == role.name


def test_every_demo_patient_is_named_as_such(printed):
    for patient in Patient.objects.all():
        assert patient.is_demo
        assert str(patient).startswith("DEMO, Patient ")
        assert patient.record_number.startswith("DEMO-")


def test_there_are_a_signed_consultation_open_drafts_and_a_new_patient(printed):
    assert Encounter.objects.signed().count() == 1
    assert Encounter.objects.drafts().count() == 2
    assert Patient.objects.filter(encounters=None).count() == 1


def test_nothing_typed_for_a_demo_patient_was_refused(printed):
    for encounter in Encounter.objects.drafts():
        assert encounter.current_plan()["errors"] == []
        refused = [
            key
            for key, finding in encounter.findings.items()
            if finding["value"] == "unknown" and finding["typed"] != "unknown"
        ]
        assert refused == []


def test_the_next_visit_of_the_signed_patient_asks_to_confirm_old_values(printed, client):
    user = authenticate(username="clinician", password=demo.PASSWORD)
    client.force_login(user)
    patient = Encounter.objects.signed().get().patient
    page = client.post(f"/patients/{patient.pk}/start/", follow=True)
    assert "to confirm" in page.text


def test_a_second_run_adds_nothing(printed):
    call_command("create_demo", verbosity=0)
    assert Patient.objects.count() == len(demo.STORIES)


def test_nothing_is_created_beside_real_patients(db, capsys):
    people.patient(people.team())
    call_command("create_demo")
    assert capsys.readouterr().out == ""
    assert not CareTeam.objects.filter(name=demo.TEAM).exists()


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("Clinician", "patients.sign_encounter", "guidelines.change_recommendation"),
        ("Guideline author", "guidelines.change_recommendation", "patients.view_patient"),
    ],
)
def test_each_role_may_do_its_own_work_alone(db, role, may, may_not):
    user = people.user(role=role)
    assert user.has_perm(may)
    assert not user.has_perm(may_not)


def test_the_signed_demo_visit_left_courses_and_results(printed):
    patient = Patient.objects.get(record_number="DEMO-0001")
    visit = patient.encounters.signed().get()
    assert {row.regimen for row in patient.courses.standing()} == {"PRED", "MTX", "ATOV"}
    assert {row.start for row in patient.courses.all()} == {visit.on}
    assert {row.on for row in patient.results.filter(element="ck")} == {visit.on}
