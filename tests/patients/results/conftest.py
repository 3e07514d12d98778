"""The day of these tests, the questions of the guideline, and results entered on that day."""

import pytest
import time_machine
from django.urls import reverse

from patients.measurements import results
from patients.visits import actions
from tests.patients.results.example import NOW


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def content(patient, clinician):
    encounter = actions.start(patient=patient, by=clinician)
    found = encounter.content
    actions.cancel(encounter=encounter)
    return found


@pytest.fixture
def add(patient, content, clinician):
    def rows(*rows, confirmed=()):
        return results.add(
            patient=patient, content=content, by=clinician, rows=rows, confirmed=confirmed
        )

    return rows


@pytest.fixture
def url(patient):
    def of(name, **query):
        return reverse(f"patients:{name}", args=[patient.pk], query=query)

    return of
