"""One clinician, one care team, one patient, and a consultation of each kind."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from patients.models import Result
from patients.treatment import courses
from tests import factories_people as people


@pytest.fixture
def clinician(db):
    return people.user(first_name="Ada", last_name="Onward")


@pytest.fixture
def colleague(team):
    found = people.user(first_name="Ben", last_name="Other")
    team.members.add(found)
    return found


@pytest.fixture
def stranger(db):
    """A clinician of another care team."""
    return people.user()


@pytest.fixture
def reviewer(db):
    return people.user("Guideline reviewer")


@pytest.fixture
def team(clinician):
    return people.team(clinician)


@pytest.fixture
def patient(team):
    return people.patient(team)


@pytest.fixture
def draft(patient, clinician):
    return people.draft(patient, clinician, **people.SEVERE)


@pytest.fixture
def signed(patient, clinician):
    return people.signed(patient, clinician, **people.SEVERE)


@pytest.fixture
def signed_in(client, clinician):
    client.force_login(clinician)
    return client


@pytest.fixture
def later():
    """Go some days on; the tests' other rows were made today."""
    travels = []

    def go(days):
        travel = time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False)
        travel.start()
        travels.append(travel)

    yield go
    for travel in reversed(travels):
        travel.stop()


@pytest.fixture
def take(patient, clinician):
    """A course as somebody would record it."""

    def record(name, start=0, amount=None, **details):
        amount = None if amount is None else Decimal(amount)
        return courses.open_course(
            patient=patient, by=clinician, name=name, start=_day(start), amount=amount, **details
        )

    return record


@pytest.fixture
def measured(patient, clinician):
    def record(element, value, on=0, **details):
        return Result.objects.create(
            patient=patient, element=element, value=value, on=_day(on), entered_by=clinician,
            **details,
        )  # fmt: skip

    return record


def _day(days):
    return timezone.localdate() + datetime.timedelta(days=days)
