"""The planned tapers as a treatment summary prints them: dates, dose, tablets, CK checks.

A taper is planned after the signature that opens its course. So what is printed is what stood
until the next visit was signed: the steps that a later visit replaced are still those of this one.
"""

from django.db.models import Q
from django.utils import timezone

from guidelines.engine import wording
from guidelines.engine.instruments.taper import PATTERNS
from guidelines.engine.taper_plan import check_weeks
from patients.documents.taper_sheet import dated, shown
from patients.models import DoseStep
from patients.treatment.taken import is_daily_prednisone


def printed_tapers(encounter, decided) -> list[dict]:
    """For each course of prednisone at a visit its planned steps, or none of them.

    `decided` are the regimens given by a visit. A draft's decision can end the steps planned so
    far, so these are `open` until it is signed.
    """
    content = encounter.content
    return [
        _printed(course, _steps(course, encounter), encounter, course.regimen in decided)
        for course in _courses(encounter)
        if is_daily_prednisone(course, content)
    ]


def _courses(encounter):
    """What was taken on the day of a visit or opened by it, and not entered in error."""
    day = encounter.visit_day
    at_visit = Q(start__lte=day) & (Q(stop=None) | Q(stop__gt=day))
    entered = Q(encounter=encounter)
    if until := _until(encounter):
        at_visit &= Q(entered_at__lt=until)
    return encounter.patient.courses.standing().filter(at_visit | entered)


def _until(encounter):
    """When the next visit was signed; None for the last one and for a draft."""
    if not encounter.is_signed:
        return None
    later = encounter.patient.encounters.signed().filter(signed_at__gt=encounter.signed_at)
    return later.order_by("signed_at").values_list("signed_at", flat=True).first()


def _steps(course, encounter):
    """The dose of the day of a visit and those after it, as they stood until the next visit."""
    standing = Q(removed_at=None)
    if until := _until(encounter):
        standing = Q(entered_at__lt=until) & (standing | Q(removed_at__gte=until))
    rows = DoseStep.all_rows.filter(standing, course=course).select_related("entered_by")
    steps = list(rows.order_by("on", "pk"))
    taken = [row for row in steps if row.on <= encounter.visit_day]
    return taken[-1:] + [row for row in steps if row.on > encounter.visit_day]


def _printed(course, steps, encounter, is_decided):
    planned = [row for row in steps if row.was_planned and row.on > encounter.visit_day]
    row = {"name": course.name, "pattern": "", "rows": [], "planned": "", "open": False}
    if is_decided and not encounter.is_signed:
        return row | {"open": True}
    if not planned:
        return row
    pattern = PATTERNS.get(course.taper)
    by, on = shown(planned[-1].entered_by), timezone.localdate(planned[-1].entered_at)
    return row | {
        "pattern": pattern.label if pattern else "",
        "rows": dated(steps, check_weeks(encounter.content, course.regimen)),
        "planned": f"planned by {by}, {wording.date(on)}",
    }
