"""Planned tapers of prednisone: which course can have one, and saving it as dated doses."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from guidelines.engine import taper_hold, wording
from guidelines.engine.instruments.tablets import STRENGTHS_MG
from guidelines.engine.taper_checks import Frame
from guidelines.engine.taper_plan import check_weeks, judge
from patients.in_force import NONE_IN_FORCE
from patients.models import DoseStep
from patients.overview import Overview
from patients.treatment import course_rules, courses
from patients.treatment.taken import PREDNISONE, is_daily_prednisone
from patients.visits import medicines

REPLANNED = "Replaced by the taper planned on {}."
NO_REDUCTION = "No step lowers the dose: there is nothing to save."
CHANGED = (
    "The doses of this course changed after you opened this page. They are now {}. What you typed "
    "is kept: compare, then save again."
)
NOT_OPEN = "Only an open course of prednisone or prednisolone in mg a day can be tapered here."
OFFERED_MG = STRENGTHS_MG[PREDNISONE]


def can_taper(course, content, day):
    """Whether a course is prednisone or prednisolone in mg a day, taken on a day."""
    is_taken = course.is_open_on(day) and not course.removed_at
    return is_taken and is_daily_prednisone(course, content)


def in_stock(course, content):
    """The strengths to begin with; none for a drug whose markets differ, such as prednisolone."""
    names = medicines.ingredients(course.name, content)
    return (STRENGTHS_MG.get(names[0]) if names else None) or ()


def frame(course, facts, *, pattern, floor, strengths):
    """What a taper of a course, planned on the day of the facts, is judged against."""
    taken, content = course.as_history(), facts.program.content
    return Frame(
        course=taken, pattern=pattern, floor=floor, strengths=tuple(strengths), today=facts.on,
        hard_max=_hard_max(course, content), check_weeks=check_weeks(content, course.regimen),
        treated_since=taper_hold.treated_since(facts, taken),
    )  # fmt: skip


def _hard_max(course, content):
    """The hard limit of the course's regimen, else the lowest one of the same drug."""
    if part := course_rules.single_part(course.regimen, content):
        return part.hard_max
    own = (course.regimen, course.name)
    limits = [
        part.hard_max
        for row in content.regimens
        for part in row.parts
        if part.per == "day" and medicines.is_same((row.code, row.name), own, content)
    ]
    return min(filter(None, limits), default=None)


@transaction.atomic
def save(*, course, steps, pattern, by, floor=None, strengths=OFFERED_MG, seen=None, on=None):
    """Plan the doses of a course from the first step on, in place of everything planned before.

    `steps` are (day, mg a day), `floor` is by default the lowest of them; `seen` are the doses
    `as_seen` when the page was opened, None if no page was shown; `on` is the day of planning,
    today by default. Refused when the doses have changed since, while a stop rule of the record
    stands, and as long as any step is forbidden.
    """
    courses.lock(course.patient)
    course.refresh_from_db()
    overview = Overview(course.patient, on or timezone.localdate())
    if overview.version is None:
        raise ValidationError(NONE_IN_FORCE)
    facts = overview.plan.facts
    if not can_taper(course, facts.program.content, facts.on):
        raise ValidationError(NOT_OPEN)
    _refuse_unseen(course, seen)
    _refuse_while_worse(facts, course)
    if floor is None:
        floor = min((step.amount for step in steps), default=Decimal(0))
    against = frame(course, facts, pattern=pattern, floor=floor, strengths=strengths)
    plan = judge(steps, against)
    _refuse_unsound(plan)
    _replace(course, plan, against, by)
    course.taper = pattern
    course.save(update_fields=["taper"])
    return course


def as_seen(course):
    """Which doses a page shows, so that a plan made beside another one is noticed."""
    return " ".join(str(step.pk) for step in course.steps.all())


def _refuse_unseen(course, seen):
    if seen in (None, as_seen(course)):
        return
    steps = [step for step in course.as_history().steps if step.amount is not None]
    doses = [f"{wording.amount(step.amount, 'mg')} from {wording.date(step.on)}" for step in steps]
    raise ValidationError(CHANGED.format(wording.listed(doses) or "without a number"))


def _refuse_while_worse(facts, course):
    if signal := taper_hold.stop(facts, course.as_history()):
        raise ValidationError(f"Not saved. {signal.title}. {signal.text}")


def _refuse_unsound(plan):
    if not plan.reduces:
        raise ValidationError(NO_REDUCTION)
    texts = [f"{wording.date(row.step.on)}: {text}" for row in plan.rows for text in row.errors]
    if texts:
        raise ValidationError(texts)


def _replace(course, plan, against, by):
    """Write the steps; a first one that only goes on with the dose taken is there already."""
    first = plan.rows[0].step
    replaced_from = min(first.on, against.today + datetime.timedelta(days=1))
    planned = [step for step in course.steps.all() if step.on >= replaced_from]
    kept = [step for step in planned if (step.on, step.amount) == first]
    gone = [step for step in planned if step not in kept]
    reason = REPLANNED.format(wording.date(against.today))
    courses.take_back_steps(gone, by, reason)
    goes_on = kept or first.amount == against.taken(first.on)
    for row in plan.rows[1:] if goes_on else plan.rows:
        DoseStep.objects.create(
            course=course, on=row.step.on, amount=row.step.amount, order=order(row), entered_by=by
        )


def order(row):
    """A step in words: '45 mg each morning: 2 × 20 mg + 1 × 5 mg tablets'."""
    if not row.step.amount:
        return "None any more"
    return f"{wording.amount(row.step.amount, 'mg')} each morning: {row.tablets}"
