"""One clinician, one care team, one patient, and a consultation of each kind."""

import pytest

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
