"""Consultations of days gone by: only here a plan is made for another day than today.

A visit starts from what the record said then; its plan is the one of that day. A decision that
this plan does not offer is refused.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from guidelines.engine import history, wording
from guidelines.engine.plan import evaluate
from patients.cohorts import facts
from patients.models import Encounter
from patients.treatment import courses, orders_given
from patients.visits import decided, from_record, signature


def write(record, day, typed):
    """The draft of a day with its findings and its history, and the plan that they give."""
    stamp = {"on": day.isoformat(), "source": "clinician", "by": record.by.get_username()}
    findings = from_record.read(record.patient, record.content, day).opening
    findings |= {key: stamp | row for key, row in record.read(typed, day).items()}
    findings |= record.patient.findings(day)
    past = record.patient.history(day)
    plan = evaluate(record.content, findings, day, past).as_json()
    if plan["errors"]:
        raise ValidationError([row["text"] for row in plan["errors"]])
    at = noon(day)
    draft = Encounter.objects.create(
        patient=record.patient, version=record.version, on=day, findings=findings,
        history=history.write(past), created_by=record.by, created_at=at, updated_at=at,
    )  # fmt: skip
    return draft, plan


def decide(draft, plan, *, advice, regimen="", kind="accepted", **typed):
    """Decide as the plan of the day leaves room for; ValidationError otherwise."""
    decided.check(plan, advice, regimen, kind)
    about = (advice, regimen)
    words = decided.words(plan, draft.decisions.all(), about, kind, typed, draft.content)
    draft.decisions.create(
        advice=advice, regimen=regimen, kind=kind, by=draft.created_by, at=draft.created_at,
        shown=decided.shown(plan, *about), **words,
    )  # fmt: skip


def sign(draft, plan):
    """Freeze the consultation at its own time, and bring courses and results in line with it."""
    by = draft.created_by
    draft.plan, draft.status, draft.signed_by = plan, Encounter.Status.SIGNED, by
    draft.signed_at = draft.created_at
    draft.digest = signature.digest(draft, list(draft.decisions.all()))
    draft.save()
    facts.store_again(draft)
    for regimen in draft.decisions.exclude(regimen="").values_list("regimen", flat=True):
        for course in draft.patient.courses.open_on(draft.on).filter(regimen=regimen):
            end_plan(course, draft.on, by, draft)
    orders_given.apply(draft, by)


def end_plan(course, day, by, encounter=None):
    """End what was planned for later, because a plan of this day takes its place.

    The actions ask the clock what is still to come; here it is whatever comes after the day.
    """
    planned = [step for step in course.steps.all() if step.on > day]
    courses.take_back_steps(planned, by, courses.REPLACED.format(wording.date(day)), encounter)
    course.taper = ""
    course.save(update_fields=["taper"])


def noon(day):
    """The middle of a day, here."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
