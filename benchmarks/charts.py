"""The page of a patient with five years of monthly values, and the drawing of the chart alone."""

import datetime
import statistics
from decimal import Decimal

from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.measure import Measure, milliseconds, work
from patients.charts.course_chart import CourseChart
from patients.models import DoseStep, Result, TreatmentCourse
from patients.overview import Overview

MONTHS, FEW, MONTH, ROUNDS = 60, 30, datetime.timedelta(days=30), 25
TESTS = 50  # of each month


def measure(encounter, compared):
    """All measures of the pages of two patients: years of values, and a few in comparison."""
    client = Client()
    client.force_login(encounter.created_by)
    tests = _tests(encounter)
    few = _values(compared, tests, FEW)
    many = _values(encounter, tests, MONTHS * len(tests))
    _queries(client, encounter.patient)  # the guideline is read once a process
    page = statistics.median(work(_get, client, encounter.patient) for _ in range(ROUNDS))
    queries, fewer = (_queries(client, row.patient) for row in (encounter, compared))
    overview = Overview(encounter.patient, timezone.localdate())
    timeline = Overview(encounter.patient, timezone.localdate()).timeline
    drawn = statistics.median(work(_draw, timeline) for _ in range(ROUNDS))
    charts = [chart for group in overview.small_charts.values() for chart in group]
    small = statistics.median(work(_draw_small, charts) for _ in range(ROUNDS))
    return [
        Measure(
            f"Patient page, {many:,} results, median", milliseconds(page), "< 150 ms", page < 0.15
        ),
        Measure(
            f"Its queries, against {few} results", f"{queries} and {fewer}", "equal",
            queries == fewer,
        ),
        Measure("Chart of the course, drawn", milliseconds(drawn)),
        Measure(f"{len(charts)} small charts, drawn", milliseconds(small)),
    ]  # fmt: skip


def _tests(encounter):
    """Tests that are followed over time, CK and strength first."""
    elements = [row for row in encounter.content.elements if row.names]
    ours = sorted(elements, key=lambda row: row.key not in ("ck", "mmt8_80"))
    return [row for row in ours if row.type in ("quantity", "integer")][:TESTS]


def _values(encounter, tests, number):
    """Monthly values of every test up to today, a course with monthly doses; how many values."""
    patient, by, today = encounter.patient, encounter.created_by, encounter.on
    Result.objects.bulk_create(
        Result(
            patient=patient, element=test.key, on=today - place // len(tests) * MONTH,
            value=_value(test, place), limit=Decimal(170) if test.limit else None, entered_by=by,
        )
        for place in range(number)
        for test in [tests[place % len(tests)]]
    )  # fmt: skip
    course = TreatmentCourse.objects.create(
        patient=patient, regimen="PRED", name="Prednisone", unit="mg", per="day",
        start=today - MONTHS * MONTH, entered_by=by,
    )  # fmt: skip
    DoseStep.objects.bulk_create(
        DoseStep(course=course, on=course.start + place * MONTH, amount=60 - place, entered_by=by)
        for place in range(MONTHS)
    )
    return patient.results.count()


def _value(test, place):
    """A number within what is usual, another one every month."""
    low, high = test.plausible_low or Decimal(0), test.plausible_high or Decimal(80)
    return f"{low + (high - low) * (place * 7 % 60) / 60:.0f}"


def _get(client, patient):
    response = client.get(patient.get_absolute_url())
    if response.status_code != 200 or "course-chart" not in response.content.decode():
        raise AssertionError(f"The page of the patient was not shown: {response.status_code}")


def _queries(client, patient):
    with CaptureQueriesContext(connection) as captured:
        _get(client, patient)
    return len(captured)


def _draw(timeline):
    return render_to_string("charts/course.svg", {"chart": CourseChart(timeline)})


def _draw_small(charts):
    return render_to_string("patients/_small_charts.html", {"charts": charts})
