"""Which patients have tests overdue: for a list, in queries that do not grow with it."""

from typing import NamedTuple

from django.core.exceptions import ValidationError

from guidelines import frozen
from guidelines.engine import wording
from guidelines.engine.due import tests_due
from guidelines.engine.facts import Facts
from guidelines.engine.history import History, Value, known
from guidelines.engine.limits import beyond
from guidelines.engine.program import program
from patients.in_force import version_in_force
from patients.models import Encounter
from patients.visits import from_record


class Overdue(NamedTuple):
    """How many tests of a patient are overdue, and since when the first of them."""

    count: int
    since: str


def mark_overdue(patients, day):
    """Give each patient `overdue`: None without overdue tests, or without a guideline."""
    stored = from_record.sources(patients, day)
    treated = [patient for patient in patients if stored[patient.pk].courses]
    drafts, version = _drafts(treated), _version_in_force() if treated else None
    for patient in patients:
        patient.overdue = None
    for patient in treated:
        draft = drafts.get(patient.pk)
        if own := draft.version if draft else version:
            facts = _facts(patient, stored[patient.pk], draft, frozen.load(own), day)
            patient.overdue = _overdue(facts)


def _version_in_force():
    try:
        return version_in_force()
    except ValidationError:
        return None


def _drafts(patients):
    """The open visit of each patient; an amendment counts once it is signed."""
    rows = Encounter.objects.drafts().filter(patient__in=patients, amends=None)
    return {row.patient_id: row for row in rows.select_related("version")}


def _facts(patient, stored, draft, content, day):
    """What is known today, as on the page of the patient; of each test the last value is enough."""
    record = None if draft else from_record.read_sources(stored, content, day)
    findings = record.opening if record else draft.findings
    history = History(_values(stored.results), tuple(stored.courses))
    return Facts(program(content), findings | patient.findings(day), day, history)


def _values(results):
    return {
        row.element: (Value(row.on, known(row.value), row.limit),)
        for row in results
        if row.removed_at is None
    }


def _overdue(facts):
    dates = [row.overdue_since for row in tests_due(facts, beyond(facts)) if row.overdue_since]
    return Overdue(len(dates), wording.date(dates[0])) if dates else None
