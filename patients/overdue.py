"""Which patients have tests overdue: for a list, in queries that do not grow with it."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery

from guidelines import frozen
from guidelines.engine import wording
from guidelines.engine.due import tests_due
from guidelines.engine.facts import Facts
from guidelines.engine.history import History, Value, known
from guidelines.engine.program import program
from patients.in_force import version_in_force
from patients.models import Encounter, Result, TreatmentCourse


class Overdue(NamedTuple):
    """How many tests of a patient are overdue, and since when the first of them."""

    count: int
    since: str


def mark_overdue(patients, day):
    """Give each patient `overdue`: None without overdue tests, or without a guideline in force."""
    courses = _courses(patients, day)
    guideline = _guideline() if courses else None
    findings, values = _last_findings(courses), _last_values(courses, day)
    for patient in patients:
        patient.overdue = None
        if guideline and patient.pk in courses:
            answers = findings.get(patient.pk, {}) | patient.findings(day)
            history = History(values.get(patient.pk, {}), courses[patient.pk])
            patient.overdue = _overdue(Facts(guideline, answers, day, history))


def _guideline():
    """The guideline in force, ready to be evaluated; None without one."""
    try:
        return program(frozen.load(version_in_force()))
    except ValidationError:
        return None


def _overdue(facts):
    dates = [row.overdue_since for row in tests_due(facts) if row.overdue_since]
    return Overdue(len(dates), wording.date(dates[0])) if dates else None


def _courses(patients, day):
    """The courses begun, as the engine sees them."""
    rows = TreatmentCourse.objects.standing().filter(patient__in=patients, start__lte=day)
    found = {}
    for row in rows.prefetch_related("steps"):
        found[row.patient_id] = (*found.get(row.patient_id, ()), row.as_history())
    return found


def _last_findings(patients):
    """The findings of each open draft, else of the consultation signed last."""
    # The status "draft" comes before "signed".
    last = Encounter.objects.filter(patient=OuterRef("patient")).order_by("status", "-signed_at")
    rows = Encounter.objects.filter(patient__in=patients, pk=Subquery(last.values("pk")[:1]))
    return dict(rows.values_list("patient", "findings"))


def _last_values(patients, day):
    """The last value of each element."""
    rows = Result.objects.filter(patient__in=patients, on__lte=day).last_of_each()
    found = {}
    for patient, element, *value in rows.values_list("patient", "element", "on", "value", "limit"):
        on, stored, limit = value
        found.setdefault(patient, {})[element] = (Value(on, known(stored), limit),)
    return found
