"""The command that fills an empty database, and the roles that its accounts show."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from patients import demo
from patients.models import CareTeam, Patient
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
