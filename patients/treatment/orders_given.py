"""What a signature does to the record of what is taken: decisions become courses and doses.

An amendment corrects the consultation that it amends, so its decisions hold from the same day.
"""

import datetime

from django.db import transaction

from guidelines.engine import wording
from guidelines.engine.program import program
from patients.measurements import results
from patients.models import DoseStep, TreatmentCourse
from patients.treatment import courses
from patients.visits import medicines

AMENDED = "The consultation of {} was amended."
COMPLETED = TreatmentCourse.StopReason.COMPLETED


@transaction.atomic
def apply(encounter, by):
    """Bring courses and results in line with a consultation as it is signed."""
    courses.lock(encounter.patient)
    chain = _chain(encounter)
    day = chain[-1].on
    given = [row for row in encounter.decisions.all() if _is_taken(encounter, row)]
    errors = encounter.patient.results.errors() if encounter.amends else ()
    if earlier := chain[1:]:
        _take_back(earlier, encounter, given, by)
        results.take_back_visit(encounter=earlier[0], reason=_amended(earlier), by=by)
    for decision in given:
        _give(encounter, decision, day, by)
    results.store_visit(encounter, by, errors)


def _is_taken(encounter, decision):
    """Whether a decision is for a treatment that begins: one that waits for an answer does not."""
    regimen = encounter.plan["regimens"].get(decision.regimen)
    return decision.is_given and regimen is not None and regimen["state"] != "waits"


def _amended(earlier):
    return AMENDED.format(wording.date(earlier[-1].on))


def _chain(encounter):
    """A consultation and those that it amends, the first one last."""
    chain = [encounter]
    while chain[-1].amends:
        chain.append(chain[-1].amends)
    return chain


def _give(encounter, decision, day, by):
    if course := _running(encounter, decision, day):
        courses.give(course, day, decision.amount, decision.dose, by, encounter)
        _bring_in_line(course, encounter, decision)
        return
    course = TreatmentCourse(
        patient=encounter.patient, encounter=encounter, entered_by=by, start=day,
        **_of_regimen(encounter, decision),
    )  # fmt: skip
    if days := program(encounter.content).regimens[decision.regimen].lasts_days:
        course.stop = day + datetime.timedelta(days=days)
        course.stop_reason = COMPLETED
    courses.save_new(course, decision.amount, decision.dose)


def _bring_in_line(course, encounter, decision):
    """A course opened by the consultation amended follows the new regimen; others the weekday.

    One recorded by the name of its drug becomes the regimen decided on, with its tests and limits.
    """
    if course.encounter_id is not None and course.encounter_id == encounter.amends_id:
        fresh = _of_regimen(encounter, decision)
    else:
        fresh = {"weekday": decision.weekday or course.weekday}
        fresh["regimen"] = course.regimen or decision.regimen
    for name, value in fresh.items():
        setattr(course, name, value)
    course.save(update_fields=list(fresh))


def _of_regimen(encounter, decision):
    """What a course takes from the regimen decided on; one of several drugs has no one dose."""
    regimen = encounter.plan["regimens"][decision.regimen]
    return {
        "regimen": decision.regimen,
        "name": regimen["name"],
        "unit": regimen["unit"],
        "per": regimen["per"] if regimen["unit"] else "",
        "schedule": regimen["schedule"],
        "weekday": decision.weekday,
    }


def _running(encounter, decision, day):
    """The open course that a decision goes on with, or None."""
    for course in encounter.patient.courses.open_on(day):
        if _fits(encounter, course, decision):
            return course
    return None


def _fits(encounter, course, decision):
    """Whether a decision is for the drug of a course, in its measure; one that ends may end."""
    fresh, content = _of_regimen(encounter, decision), encounter.content
    if (course.unit, course.per) != (fresh["unit"], fresh["per"]):
        return False
    if course.stop is not None and course.regimen != decision.regimen:
        return False
    own = (decision.regimen, fresh["name"])
    return medicines.is_same(own, (course.regimen, course.name), content)


# What an amendment takes back


def _take_back(earlier, encounter, given, by):
    """Undo what the consultations amended did and the new decisions do not do again.

    A course stays that was changed by hand or by a later consultation: it is in fact taken.
    """
    reason = _amended(earlier)
    for course in encounter.patient.courses.standing().prefetch_related("steps"):
        if any(_fits(encounter, course, decision) for decision in given):
            continue
        own = [step for step in course.steps.all() if step.encounter in earlier]
        if course.encounter not in earlier:
            _restore(course, own, earlier, encounter, by, reason)
        elif len(own) == len(course.steps.all()) and course.stop_reason in ("", COMPLETED):
            courses.remove(course, by, reason)


def _restore(course, own, earlier, encounter, by, reason):
    """Take doses back, and bring back those that they replaced if nothing was changed since."""
    since = min((step.entered_at for step in own), default=None)
    if since is None:
        return
    courses.take_back_steps(own, by, reason, encounter)
    if course.steps.filter(entered_at__gt=since).exists():
        return
    replaced = DoseStep.all_rows.filter(course=course, removed_in__in=earlier)
    replaced.exclude(encounter__in=earlier).update(
        removed_by=None, removed_at=None, removed_reason="", removed_in=None
    )
    course.taper = own[0].ended_taper
    course.save(update_fields=["taper"])
