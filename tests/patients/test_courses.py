"""What a patient takes, recorded by hand: entered, stopped, reopened and taken back."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.overview import Overview
from patients.treatment import courses
from tests import factories_people as people
from tests.patients.course_example import MTX, PRED, doses, plan_steps, today


def refusal(act, field):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.message_dict[field][0]


@pytest.mark.parametrize(
    ("field", "text", "start", "amount", "details"),
    [
        ("start", "future", 1, "10", PRED),
        ("start", "before the birth", -30000, "10", PRED),
        ("stop", "future", -9, "10", PRED | {"stop": today(3), "stop_reason": "other"}),
        ("amount", "hard limit is 80", -9, "80.5", PRED),
        ("weekday", "Choose the weekday", -9, "10", MTX | {"weekday": ""}),
        ("regimen", "never daily", -9, "10", MTX | {"per": "day"}),
        ("schedule", "never daily", -9, "10", MTX | {"schedule": "5 mg daily"}),
        ("stop_reason", "why", -9, "10", PRED | {"stop": today()}),
    ],
)
def test_a_course_that_cannot_be_right_is_refused_beside_its_field(
    take, field, text, start, amount, details
):
    assert text in refusal(lambda: take("Drug", start, amount, **details), field)


def test_the_hard_limit_itself_may_be_recorded(take):
    assert take("Prednisone", -9, "80", **PRED).pk


# A drug typed by its name


@pytest.mark.parametrize("name", ["Methotrexate", "metoject", "MTX 10 mg"])
def test_methotrexate_by_name_is_never_recorded_as_a_daily_drug(take, name):
    text = refusal(lambda: take(name, -9, "10", unit="mg", per="day"), "unit")
    assert "once a week" in text


@pytest.mark.parametrize(
    ("name", "regimen"),
    [
        ("Prednisolone", "PRED"),
        ("prednisolone 5 mg tablets", "PRED"),
        ("Deltasone", "PRED"),
        ("Imuran", "AZA"),
        ("methotrexate and folic acid", "MTX"),
    ],
)
def test_a_drug_by_its_name_is_the_guidelines_treatment(take, name, regimen):
    per = "week" if regimen == "MTX" else "day"
    course = take(name, -200, "15", unit="mg", per=per, weekday="Monday")
    assert (course.regimen, course.name) == (regimen, name)


def test_the_hard_limit_holds_for_a_drug_by_its_name(take):
    about = {"unit": "mg", "per": "day"}
    assert "hard limit is 80" in refusal(lambda: take("prednisolone", -9, "90", **about), "amount")
    assert "in mg" in refusal(lambda: take("Prednisolone", -9, "90", unit="mg", per="week"), "unit")


def test_two_drugs_in_one_name_are_two_courses(take):
    assert "of its own" in refusal(lambda: take("prednisone and azathioprine", -9), "name")


@pytest.mark.parametrize(
    ("name", "unit", "per"),
    [
        ("Medrol", "mg", "day"),
        ("cyclophosphamide", "mg", "day"),
        ("calcium", "mg", "day"),
        ("Septrin", "mg", "day"),
    ],
)
def test_another_form_of_a_drug_is_not_taken_for_the_treatment(take, name, unit, per):
    assert take(name, -9, "50", unit=unit, per=per).regimen == ""


def test_a_drug_by_its_name_is_tested_like_the_treatment(patient, clinician, take):
    take("Imuran", -100, "150", unit="mg", per="day")
    people.signed(patient, clinician, **people.SEVERE)
    assert "AZA" in {code for row in Overview(patient, today()).due for code in row["for"]}


def test_the_same_drug_is_not_recorded_twice_for_the_same_days(take):
    take("Prednisone", -100, "10", stop=today(-50), stop_reason="other", **PRED)
    text = refusal(lambda: take("Prednisolone", -51, "10", unit="mg", per="day"), "start")
    assert "recorded already" in text
    assert take("Prednisolone", -50, "10", unit="mg", per="day").pk


def test_a_stop_ends_the_course_and_its_planned_doses(take, clinician):
    course = take("Prednisone", -60, "10", **PRED)
    plan_steps(course, clinician, (14, 5))
    courses.stop(
        course=course, on=today(), reason="toxicity", response="partial", by=clinician,
        knows_taper=True,
    )  # fmt: skip
    course.refresh_from_db()
    assert (course.stop, course.response, course.adequate_dose) == (today(), "partial", None)
    assert doses(course) == [(today(-60), 10)]


def test_a_course_is_not_stopped_twice_or_before_it_began(take, clinician):
    course = take("Prednisone", -60, "10", **PRED)
    about = {"course": course, "reason": "other", "by": clinician, "knows_taper": True}
    assert "began later" in refusal(lambda: courses.stop(on=today(-61), **about), "on")
    courses.stop(on=today(-1), **about)
    assert "ended already" in refusal(lambda: courses.stop(on=today(), **about), "on")


def test_a_dose_recorded_for_the_past_leaves_the_later_ones(take, clinician):
    course = take("Prednisone", -60, "40", **PRED)
    plan_steps(course, clinician, (14, 5))
    courses.change_dose(course=course, on=today(-20), amount=Decimal(20), by=clinician)
    plan_steps(course, clinician, (28, 10))
    courses.change_dose(course=course, on=today(-40), amount=Decimal(30), by=clinician)
    days = [today(-60), today(-40), today(-20), today(28)]
    assert doses(course) == list(zip(days, [40, 30, 20, 10], strict=True))


def test_a_course_taken_back_counts_no_more_and_is_kept(take, patient, clinician):
    course = take("Prednisone", -60, "40", **PRED)
    assert "what was wrong" in refusal(
        lambda: courses.take_back(course=course, reason=" ", by=clinician), "reason"
    )
    courses.take_back(course=course, reason="another patient", by=clinician)
    assert not patient.history(today()).courses
    assert patient.courses.get().removed_by == clinician
    with pytest.raises(ValidationError, match="cannot change"):
        courses.change_dose(course=course, on=today(), amount=Decimal(20), by=clinician)


# Cycles


RTX = {"regimen": "RTX", "unit": "mg", "per": "infusion"}


def test_the_same_dose_again_is_another_cycle_of_an_infusion(take, clinician):
    course = take("Rituximab", -14, "1000", **RTX)
    for _sent_twice in range(2):
        courses.change_dose(course=course, on=today(), amount=Decimal(1000), by=clinician)
    assert doses(course) == [(today(-14), 1000), (today(), 1000)]


# What was changed, by whom, and back again


def test_who_changed_a_course_and_what_it_was_before_is_kept(take, clinician, colleague):
    course = take("Methotrexate", -200, "15", **MTX)
    courses.judge(course=course, response="good", adequate_dose=True, by=clinician)
    courses.stop(course=course, on=today(-5), reason="other", response="none", by=colleague)
    rows = [(row.kind, row.by, row.before) for row in course.changes.all()]
    assert rows == [
        ("judged", clinician, {"response": "", "adequate_dose": None}),
        (
            "stopped",
            colleague,
            {"stop": None, "stop_reason": "", "response": "good", "adequate_dose": True},
        ),
    ]


def test_a_stop_taken_back_brings_the_course_and_its_doses_back(take, clinician):
    course = take("Prednisone", -60, "40", **PRED)
    plan_steps(course, clinician, (14, 35))
    courses.stop(course=course, on=today(), reason="other", by=clinician, knows_taper=True)
    assert doses(course) == [(today(-60), 40)]
    courses.reopen(course=course, reason="a slip", by=clinician)
    course.refresh_from_db()
    assert (course.stop, course.stop_reason, course.taper) == (None, "", "ten_percent")
    assert doses(course) == [(today(-60), 40), (today(14), 35)]
    assert course.changes.last().reason == "a slip"


def test_a_course_is_not_reopened_over_another_one_of_its_drug(take, clinician):
    course = take("Methotrexate", -60, "10", **MTX)
    courses.stop(course=course, on=today(-9), reason="other", by=clinician)
    take("Methotrexate", -5, "15", **MTX)
    about = {"course": course, "by": clinician}
    assert "recorded already" in refusal(lambda: courses.reopen(reason="a slip", **about), "start")
    assert "what was wrong" in refusal(lambda: courses.reopen(reason=" ", **about), "reason")


@pytest.mark.parametrize(
    ("name", "start", "amount", "is_abrupt"),
    [
        ("Prednisone", -60, "40", True),
        ("Prednisone", -60, None, True),
        ("Dexamethasone", -60, "4", True),
        ("Prednisone", -60, "5", False),
        ("Prednisone", -21, "40", False),
        ("Azathioprine", -60, "150", False),
    ],
)
def test_a_glucocorticoid_is_not_stopped_abruptly_by_a_slip(
    take, clinician, name, start, amount, is_abrupt
):
    course = take(name, start, amount, unit="mg", per="day")
    about = {"course": course, "on": today(), "reason": "other", "by": clinician}
    if is_abrupt:
        assert "Never stop abruptly" in refusal(lambda: courses.stop(**about), "knows_taper")
        about["knows_taper"] = True
    courses.stop(**about)
    assert course.stop == today()
