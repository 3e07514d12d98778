"""Two drugs, and what a course holds: shared by the tests of courses."""

import datetime

from django.utils import timezone

from patients.models import DoseStep

PRED = {"regimen": "PRED", "unit": "mg", "per": "day"}
MTX = {"regimen": "MTX", "unit": "mg", "per": "week", "weekday": "Monday"}


def today(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


def doses(course):
    return [(step.on, step.amount) for step in course.steps.all()]


def plan_steps(course, by, *steps, pattern="ten_percent"):
    """Doses still to come, as a planned taper leaves them."""
    for days, amount in steps:
        DoseStep.objects.create(course=course, on=today(days), amount=amount, entered_by=by)
    course.taper = pattern
    course.save()
