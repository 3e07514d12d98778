"""Whom to look at again: patients whose last signed visit would end otherwise.

A visit signed since under the later version settles it: its plan said what the version says. One
signed since under another version was not evaluated, so it settles nothing.
"""

from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery

from guidelines.models import GuidelineVersion
from patients.models import Encounter, Patient, Replay, ReplayDifference
from patients.runs import progress

Severity = ReplayDifference.Severity
RECALLED = Severity.MAJOR  # and graver: what was given or advised would be something else


class Recall(NamedTuple):
    """A patient, the last visit where it would end otherwise, and the earlier ones that would."""

    patient: Patient
    last: ReplayDifference | None
    earlier: list[ReplayDifference]


class RecallList(NamedTuple):
    """What a run says of the patients of one user.

    `failed` consultations were not evaluated, `later` ones were signed since under another version;
    of the patients in `superseded` only visits before the last one would end otherwise.
    """

    run: Replay
    failed: int
    later: int
    recalls: list[Recall]
    superseded: list[Recall]


class Withdrawn(NamedTuple):
    """A withdrawn version, and the last visits of patients that were signed under it."""

    version: GuidelineVersion
    visits: list[Encounter]


def recalls(user, on) -> list[RecallList]:
    """For each version in force on a day what its last finished run says of the user's patients."""
    finished = Replay.objects.filter(status=Replay.Status.FINISHED)
    runs = finished.select_related("before", "after__approved_by").defer("drafts")
    found = []
    for version in GuidelineVersion.objects.in_force(on):
        if run := runs.filter(after=version, after_digest=version.digest).first():
            found.append(recall_list(run, user))
    return found


def recall_list(run, user) -> RecallList:
    """What a run says of the patients whom a user may see, the gravest first."""
    patients = Patient.objects.none()
    if user.has_perm("patients.view_patient"):
        patients = Patient.objects.visible_to(user)
    told = _told(grave(run).filter(encounter__patient__in=patients))
    return RecallList(
        run,
        progress(run).failed,
        _since(run).exclude(version=run.after_id).filter(patient__in=patients).count(),
        [row for row in told if row.last],
        [row for row in told if not row.last],
    )


def grave(run):
    """The grave differences of a run, with the patient's `last` visit; no amended consultations."""
    counted = Encounter.objects.signed().filter(
        Q(signed_at__lte=run.requested_at) | Q(version=run.after_id)
    )
    last = counted.filter(patient=OuterRef("encounter__patient")).last_first()
    amended = counted.filter(amends=OuterRef("encounter"))
    rows = run.differences.filter(~Exists(amended), severity__gte=RECALLED)
    return rows.exclude(encounter__version=run.after_id).annotate(
        last=Subquery(last.values("pk")[:1])
    )


def recalled(run):
    """The grave differences of last visits: one for each patient to look at again."""
    return grave(run).filter(encounter=F("last"))


def withdrawn(user) -> list[Withdrawn]:
    """The last visits of the user's patients that rest on a version withdrawn since."""
    last = Encounter.objects.last_of_each(Patient.objects.visible_to(user))
    rows = last.filter(version__status=GuidelineVersion.Status.WITHDRAWN)
    about = ("patient", "signed_by", "visit", "version__approved_by", "version__guideline")
    rows = rows.select_related(*about).order_by("-version", "patient")
    return [
        Withdrawn(version, list(own)) for version, own in groupby(rows, key=attrgetter("version"))
    ]


def _since(run):
    signed = Encounter.objects.signed().filter(signed_at__gt=run.requested_at)
    return signed.filter(version__guideline=run.after.guideline_id)


def _told(rows):
    """The rows by patient, the last visit apart."""
    about = rows.select_related("encounter__patient", "encounter__signed_by", "encounter__visit")
    by_patient = {}
    for row in about.order_by("-severity", "encounter__patient", "-encounter__on", "-pk"):
        by_patient.setdefault(row.encounter.patient, []).append(row)
    told = [
        Recall(
            patient,
            next((row for row in own if row.encounter_id == row.last), None),
            [row for row in own if row.encounter_id != row.last],
        )
        for patient, own in by_patient.items()
    ]
    return sorted(told, key=lambda recall: -(recall.last.severity if recall.last else 0))
