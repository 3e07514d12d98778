"""What the record tells of treatment after it was corrected, in cycles, in doses, in plans."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from guidelines import frozen
from patients.in_force import version_in_force
from patients.models import DoseStep
from patients.treatment import courses
from patients.visits import actions, from_record
from tests import factories_people as people

PRED = {"regimen": "PRED", "unit": "mg", "per": "day"}
MTX = {"regimen": "MTX", "unit": "mg", "per": "week", "weekday": "Monday"}
RTX = {"regimen": "RTX", "unit": "mg", "per": "infusion"}
IVIG = {"regimen": "IVIG", "unit": "g", "per": "course"}
WITHOUT = {"response": "none", "adequate_dose": True}
OF_COURSES = ("current_drugs", "failed_therapies")


def day(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


def completed(days):
    return {"stop": day(days), "stop_reason": "completed"}


@pytest.fixture
def record(patient):
    def read():
        return from_record.read(patient, frozen.load(version_in_force()), day())

    return read


@pytest.fixture
def value(record):
    def of(key):
        return record().opening.get(key, {}).get("value")

    return of


@pytest.fixture
def visit(patient, clinician):
    """A signed consultation that keeps what the record answered."""

    def hold(**changed):
        draft = actions.start(patient=patient, by=clinician)
        typed = {key: text for key, text in people.SEVERE.items() if key not in OF_COURSES}
        people.write(draft, clinician, **typed | changed)
        actions.sign(encounter=draft, revision=draft.revision, by=clinician)

    return hold


# What the record answered at a visit and tells no more


def test_a_course_taken_back_counts_no_more_at_later_visits(take, visit, record, clinician):
    mtx = take("Methotrexate", -200, "15", **MTX, **WITHOUT)
    pred = take("Prednisone", -200, "60", **PRED, **WITHOUT)
    visit()
    assert record().opening["failed_therapies"]["value"] == ["glucocorticoid", "methotrexate"]
    for course in (mtx, pred):
        courses.take_back(course=course, reason="another patient", by=clinician)
    found = record()
    for key in ("failed_therapies", "current_prednisone_mg_day", "gc_cumulative_g_12m"):
        assert key not in found.opening
        assert "tells it no more" in found.left_open[key]


def test_what_was_stated_stays_when_a_course_is_taken_back(take, visit, value, clinician, later):
    visit(current_drugs="ramipril", failed_therapies=["azathioprine"])
    later(1)
    course = take("Methotrexate", -200, "15", **MTX, **WITHOUT)
    visit()
    later(1)
    assert value("failed_therapies") == ["azathioprine", "methotrexate"]
    courses.take_back(course=course, reason="another patient", by=clinician)
    assert value("failed_therapies") == ["azathioprine"]
    assert "methotrexate" not in value("current_drugs")


def test_a_corrected_response_counts_at_the_next_visit(take, visit, value, clinician):
    course = take("Methotrexate", -200, "15", **MTX, **WITHOUT)
    visit()
    courses.judge(course=course, response="good", adequate_dose=True, by=clinician)
    assert value("failed_therapies") is None


# Treatment in cycles


@pytest.mark.parametrize(
    ("start", "details", "expected"),
    [
        (-300, RTX | completed(-285) | WITHOUT, ["rituximab"]),
        (-300, IVIG | {"stop": day(-230), "stop_reason": "no_effect"} | WITHOUT, ["ivig"]),
        (-80, RTX | completed(-66) | WITHOUT, None),
        (-300, RTX | completed(-285) | {"response": "good"}, None),
    ],
)
def test_cycles_that_are_over_still_count_as_a_trial(take, record, start, details, expected):
    take("Drug", start, "1000" if details["unit"] == "mg" else "140", **details)
    found = record()
    assert found.opening.get("failed_therapies", {}).get("value") == expected
    assert "failed_therapies" not in found.left_open


@pytest.mark.parametrize("details", [{}, {"response": "none"}, {"adequate_dose": True}])
def test_cycles_of_which_something_is_not_stated_leave_the_question_open(
    take, visit, record, later, details
):
    take("Rituximab", -2, "1000", **RTX, **completed(-1), **details)
    visit(failed_therapies=[])
    later(100)
    assert "failed_therapies" not in record().opening
    assert "Rituximab" in record().left_open["failed_therapies"]


def test_a_next_treatment_within_twelve_weeks_leaves_the_question_open(take, record):
    take("Rituximab", -300, "1000", **RTX, **completed(-285), **WITHOUT)
    take("Methotrexate", -260, "15", **MTX, response="good", adequate_dose=True)
    assert "before 12 weeks" in record().left_open["failed_therapies"]


def test_an_unclear_course_recorded_after_an_answer_opens_the_question(take, visit, record):
    visit(failed_therapies=[])
    take("Azathioprine", -200, "150", regimen="AZA", unit="mg", per="day")
    assert "failed_therapies" not in record().opening
    assert "Azathioprine" in record().left_open["failed_therapies"]


# Prednisone of the year, and planned doses


def test_doses_since_an_answer_come_on_top_of_it(patient, clinician, take, later, value):
    take("Prednisone", -1, "60", **PRED)
    people.signed(patient, clinician, gc_cumulative_g_12m="4.5")
    later(70)
    assert value("gc_cumulative_g_12m") == "8.7"


def test_a_planned_dose_says_that_nobody_confirmed_it(take, clinician, later, record):
    course = take("Prednisone", -60, "40", **PRED)
    DoseStep.objects.create(course=course, on=day(7), amount=Decimal(30), entered_by=clinician)
    later(8)
    found = record().findings["current_prednisone_mg_day"]
    assert found["value"] == "30"
    assert "planned step" in found["origin"]
    assert "not confirmed" in found["origin"]


def test_a_planned_dose_is_asked_while_the_taper_is_to_be_held(
    patient, clinician, take, measured, later
):
    course = take("Prednisone", -100, "40", **PRED)
    people.signed(patient, clinician, treatment_phase="maintenance", ck_uln="170")
    DoseStep.objects.create(course=course, on=day(7), amount=Decimal(30), entered_by=clinician)
    later(9)
    found = actions.start(patient=patient, by=clinician)
    assert found.findings["current_prednisone_mg_day"]["value"] == "30"
    actions.cancel(encounter=found)
    for on, mmt8 in ((-30, "78"), (0, "60")):
        measured("mmt8_80", mmt8, on)
    found = actions.start(patient=patient, by=clinician)
    assert "current_prednisone_mg_day" not in found.findings
    left_open = from_record.for_visit(patient, found.content, day()).left_open
    assert "Hold the taper" in left_open["current_prednisone_mg_day"]
