"""What a patient takes: opened and changed by a signature, entered, stopped and taken back."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from patients import actions, courses
from patients.models import DoseStep, TreatmentCourse
from tests import factories_people as people


def today(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def draft(draft, clinician):
    people.write(draft, clinician, creatinine_umol_l="62")
    return draft


@pytest.fixture
def accept(draft, clinician):
    def act(advice, regimen="", kind="accepted", **typed):
        about = {"advice": advice, "regimen": regimen, "kind": kind}
        return actions.decide(encounter=draft, by=clinician, **about, **typed)

    return act


def sign(encounter, by):
    encounter.refresh_from_db()
    actions.sign(encounter=encounter, revision=encounter.revision, by=by)


def test_an_accepted_fixed_dose_is_kept_as_a_number(accept):
    decision = accept("R11", "PRED")
    assert decision.amount == 70
    decision = accept("R11", "PRED", "changed", amount="37.5", often="once daily", reason="frail")
    assert decision.amount == Decimal("37.5")


def test_signing_opens_a_course_for_each_treatment_given(draft, accept, clinician, patient):
    accept("R11", "PRED")
    accept("R14", "MTX", amount="10", weekday="Monday")
    accept("R12", "IVMP", "declined", reason_code="not_available")
    sign(draft, clinician)
    rows = [(row.regimen, row.unit, row.per, row.weekday) for row in patient.courses.all()]
    assert rows == [("PRED", "mg", "day", ""), ("MTX", "mg", "week", "Monday")]
    steps = [(row.on, row.amount) for row in DoseStep.objects.all()]
    assert steps == [(today(), 70), (today(), 10)]
