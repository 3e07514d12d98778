"""What the record answers at the next visit, what it leaves open, and what is taken over."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guidelines import frozen
from patients import actions, courses, from_record, record_news
from patients.in_force import version_in_force
from patients.models import Result
from tests import factories_people as people


def day(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


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
            patient=patient, by=clinician, name=name, start=day(start), amount=amount, **details
        )

    return record


@pytest.fixture
def measured(patient, clinician):
    def record(element, value, on=0, **details):
        return Result.objects.create(
            patient=patient, element=element, value=value, on=day(on), entered_by=clinician,
            **details,
        )  # fmt: skip

    return record


PRED = {"regimen": "PRED", "unit": "mg", "per": "day"}
MTX = {"regimen": "MTX", "unit": "mg", "per": "week", "weekday": "Monday"}
ENDED = {"stop_reason": "other"}


@pytest.fixture
def record(patient):
    def read():
        content = frozen.load(version_in_force())
        return from_record.read(patient, content, day())

    return read


# The second visit


def test_the_visit_after_a_signature_starts_with_what_is_taken(patient, clinician, later):
    draft = people.draft(patient, clinician, **people.SEVERE, creatinine_umol_l="62")
    about = {"encounter": draft, "by": clinician, "kind": "accepted"}
    actions.decide(advice="R11", regimen="PRED", **about)
    actions.decide(advice="R14", regimen="MTX", amount="10", weekday="Monday", **about)
    draft.refresh_from_db()
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    later(28)
    found = actions.start(patient=patient, by=clinician).findings
    assert found["current_drugs"]["typed"] == "prednisone\nmethotrexate"
    assert found["current_prednisone_mg_day"]["value"] == "70"
    assert found["gc_cumulative_g_12m"]["value"] == "1.96"
    assert "70" in found["current_prednisone_mg_day"]["origin"]
    assert found["ck"]["value"] == "8420"
    assert {found[key]["source"] for key in found} == {"record"}
