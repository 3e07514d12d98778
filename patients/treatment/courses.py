"""What a patient takes: courses opened, changed, stopped and taken back, by hand or by a signature.

Every action refuses with a ValidationError for the clinician, by field where a form is behind it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from guidelines import frozen
from guidelines.engine import wording
from guidelines.engine.followup import treatment
from patients.in_force import version_in_force
from patients.models import CourseChange, DoseStep, Patient, TreatmentCourse
from patients.treatment import course_rules, named

REPLACED = "Replaced by the dose from {}."
STOPPED = "The drug was stopped on {}."


@transaction.atomic
def open_course(*, patient, by, start, name, amount=None, order="", encounter=None, **details):
    """Record that a drug was taken from a day on, with its first dose.

    A drug typed by its name is the treatment of the guideline that has it.
    `details` are regimen, unit, per, schedule, weekday, stop, stop_reason, response and
    adequate_dose, as far as they are known.
    """
    lock(patient)
    course = TreatmentCourse(
        patient=patient, name=name, start=start, encounter=encounter, entered_by=by, **details
    )
    content = frozen.load(version_in_force())
    named.adopt(course, content)
    course_rules.check_new(course, amount, content)
    course.full_clean(exclude=["patient", "encounter", "entered_by"])
    return save_new(course, amount, order)


def save_new(course, amount, order):
    """Save a new course with its first dose."""
    course.save()
    _add_step(course, course.start, amount, order, course.entered_by, course.encounter)
    return course


@transaction.atomic
def change_dose(*, course, on, amount, by, order="", weekday="", encounter=None):
    """A new dose from a day on; it takes the place of doses planned from that day on."""
    _bring_up_to_date(course)
    course.weekday = weekday or course.weekday
    content = frozen.load(version_in_force())
    named.adopt(course, content)
    course_rules.check_change(course, on, amount, content)
    give(course, on, amount, order, by, encounter)
    _save_changed(course, CourseChange.Kind.CHANGED, by)
    return course


def give(course, on, amount, order, by, encounter=None):
    """The dose from a day on, where it differs from the one before or is a cycle of its own."""
    steps = list(course.steps.all())
    last = next((step for step in reversed(steps) if step.on <= on), None)
    if last and _goes_on(course, last, on, amount, order):
        return
    is_newest = not any(on < step.on <= timezone.localdate() for step in steps)
    gone = [step for step in steps if step.on == on or (step.on > on and is_newest)]
    take_back_steps(gone, by, REPLACED.format(wording.date(on)), encounter)
    ended = course.taper if any(step.on > on for step in gone) else ""
    ended = ended or "".join(step.ended_taper for step in gone if step.on == on)
    _add_step(course, on, amount, order, by, encounter, ended)
    if ended:
        course.taper = ""
        course.save(update_fields=["taper"])


def _goes_on(course, last, on, amount, order):
    """Whether a dose only goes on with the last one, or is that one written again."""
    if last.on < on and treatment.is_in_cycles(course):
        return False
    return last.amount == amount and (amount is not None or last.order == order)


def _add_step(course, on, amount, order, by, encounter, ended_taper=""):
    DoseStep.objects.create(
        course=course, on=on, amount=amount, order=order, encounter=encounter, entered_by=by,
        ended_taper=ended_taper,
    )  # fmt: skip


def take_back_steps(steps, by, reason, encounter=None):
    """Say that doses do not count any more: they stay, with who said so, when and why.

    `encounter` is the signed consultation whose dose takes their place, if there is one.
    """
    rows = DoseStep.objects.filter(pk__in=[step.pk for step in steps])
    rows.update(
        removed_by=by, removed_at=timezone.now(), removed_reason=reason, removed_in=encounter
    )


@transaction.atomic
def stop(*, course, on, reason, by, note="", response="", adequate_dose=None, knows_taper=False):
    """End a course: `on` is the first day without the drug.

    `knows_taper`: whoever stops a glucocorticoid abruptly says that it is meant.
    """
    _bring_up_to_date(course)
    course_rules.check_stop(course, on, knows_taper)
    course.stop, course.stop_reason, course.stop_note = on, reason, note
    course.response, course.adequate_dose, course.taper = response, adequate_dose, ""
    _save_changed(course, CourseChange.Kind.STOPPED, by)
    later = [step for step in course.steps.all() if step.on >= on and step.on > course.start]
    take_back_steps(later, by, STOPPED.format(wording.date(on)))
    return course


@transaction.atomic
def reopen(*, course, reason, by):
    """Take back the end of a course, with the doses that it had ended."""
    _bring_up_to_date(course)
    course_rules.check_ended(course)
    if not reason.strip():
        raise ValidationError({"reason": "Say what was wrong with the stop."})
    ended = STOPPED.format(wording.date(course.stop))
    last = course.changes.filter(kind=CourseChange.Kind.STOPPED).last()
    course.taper = last.before.get("taper", course.taper) if last else course.taper
    course.stop, course.stop_reason, course.stop_note = None, "", ""
    course_rules.check_twice(course, frozen.load(version_in_force()))
    _save_changed(course, CourseChange.Kind.REOPENED, by, reason.strip())
    DoseStep.all_rows.filter(course=course, removed_reason=ended).update(
        removed_by=None, removed_at=None, removed_reason=""
    )
    return course


@transaction.atomic
def judge(*, course, response, adequate_dose, by):
    """Say what came of a course, and whether its dose was adequate; None is not known."""
    _bring_up_to_date(course)
    course.response, course.adequate_dose = response, adequate_dose
    _save_changed(course, CourseChange.Kind.JUDGED, by)
    return course


def _save_changed(course, kind, by, reason=""):
    """Save a course, and keep who changed it and what it was before."""
    course.full_clean(exclude=["patient", "encounter", "entered_by"])
    was = TreatmentCourse.objects.values(*CourseChange.KEPT).get(pk=course.pk)
    before = {name: value for name, value in was.items() if value != getattr(course, name)}
    course.save()
    if before:
        CourseChange.objects.create(course=course, kind=kind, reason=reason, before=before, by=by)


@transaction.atomic
def take_back(*, course, reason, by):
    """Say that a course was entered in error: it stays, but does not count."""
    _bring_up_to_date(course)
    if not reason.strip():
        raise ValidationError({"reason": "Say what was wrong with it."})
    remove(course, by, reason.strip())
    return course


def remove(course, by, reason):
    """Keep a course out of the record, with who, when and why."""
    course.removed_by, course.removed_at, course.removed_reason = by, timezone.now(), reason
    course.save(update_fields=["removed_by", "removed_at", "removed_reason"])


def lock(patient):
    """Keep others from changing what this patient takes until the transaction ends."""
    Patient.objects.select_for_update().get(pk=patient.pk)


def _bring_up_to_date(course):
    lock(course.patient)
    course.refresh_from_db()
    course_rules.check_standing(course)
