"""What a patient takes: opened and changed by a signature, put right by an amendment."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from patients.models import DoseStep, TreatmentCourse
from patients.treatment import courses
from patients.visits import actions
from tests import factories_people as people
from tests.patients.course_example import MTX, PRED, doses, plan_steps, today


@pytest.fixture
def draft(draft, clinician):
    """With the answers that methotrexate waits for."""
    people.write(draft, clinician, **people.MTX_IS_FREE)
    return draft


@pytest.fixture
def accept(draft, clinician):
    def act(advice, regimen="", kind="accepted", **typed):
        about = {"advice": advice, "regimen": regimen, "kind": kind}
        return actions.decide(encounter=draft, by=clinician, **about, **typed)

    return act


def sign(encounter, by):
    encounter.refresh_from_db()
    actions.sign(encounter=encounter, revision=encounter.revision, by=by)


def test_an_accepted_fixed_dose_is_kept_as_a_number(accept):
    decision = accept("R11", "PRED")
    assert decision.amount == 70
    decision = accept("R11", "PRED", "changed", amount="37.5", often="once daily", reason="frail")
    assert decision.amount == Decimal("37.5")


def test_signing_opens_a_course_for_each_treatment_given(draft, accept, clinician, patient):
    accept("R11", "PRED")
    accept("R14", "MTX", amount="10", weekday="Monday")
    accept("R12", "IVMP", "declined", reason_code="not_available")
    sign(draft, clinician)
    rows = [(row.regimen, row.unit, row.per, row.weekday) for row in patient.courses.all()]
    assert rows == [("PRED", "mg", "day", ""), ("MTX", "mg", "week", "Monday")]
    steps = [(row.on, row.amount) for row in DoseStep.objects.all()]
    assert steps == [(today(), 70), (today(), 10)]


def test_every_other_day_is_recorded_in_words_not_as_a_number_a_day(
    draft, accept, clinician, patient
):
    typed = {"amount": "40", "often": "every other day", "reason": "frail"}
    accept("R11", "PRED", "changed", **typed)
    sign(draft, clinician)
    (step,) = patient.courses.get().steps.all()
    assert step.amount is None
    assert step.order == "Prednisone 40\u00a0mg by mouth, every other day"


# What a signature does to a course that runs


def test_another_dose_changes_the_open_course_and_ends_its_planned_taper(
    draft, accept, take, clinician
):
    course = take("Prednisone", -30, "40", **PRED)
    plan_steps(course, clinician, (14, 35), (28, 30))
    accept("R11", "PRED")
    sign(draft, clinician)
    course.refresh_from_db()
    assert doses(course) == [(today(-30), 40), (today(), 70)]
    assert course.taper == ""
    assert {row.removed_by for row in DoseStep.all_rows.exclude(removed_at=None)} == {clinician}


def test_the_same_dose_leaves_the_course_and_its_taper_alone(draft, accept, take, clinician):
    course = take("Prednisone", -30, "70", **PRED)
    plan_steps(course, clinician, (14, 60))
    accept("R11", "PRED")
    sign(draft, clinician)
    course.refresh_from_db()
    assert doses(course) == [(today(-30), 70), (today(14), 60)]
    assert course.taper


def test_a_regimen_of_the_same_drug_goes_on_with_the_course(draft, accept, take, clinician):
    course = take("Prednisone", -3, "40", **PRED | {"regimen": "PRED_ICI2"})
    other = take(
        "Prednisolone", -90, "5", unit="mg", per="day", stop=today(-60), stop_reason="other"
    )
    accept("R11", "PRED")
    sign(draft, clinician)
    assert TreatmentCourse.objects.count() == 2
    assert doses(course)[-1] == (today(), 70)
    assert len(doses(other)) == 1


def test_a_course_that_ends_by_itself_has_its_end_from_the_start(draft, accept, clinician, patient):
    accept("R12", "IVMP")
    sign(draft, clinician)
    course = patient.courses.get()
    assert (course.stop, course.stop_reason) == (today(3), "completed")
    assert course.is_open_on(today(2))
    assert not course.is_open_on(today(3))


def test_the_weekday_decided_on_is_the_courses(draft, accept, take, clinician):
    course = take("Methotrexate", -30, "10", **MTX)
    accept("R14", "MTX", amount="15", weekday="Friday")
    sign(draft, clinician)
    course.refresh_from_db()
    assert course.weekday == "Friday"
    assert doses(course)[-1] == (today(), 15)


# Amendments


@pytest.fixture
def amend(clinician):
    def act(encounter, undecide=(), **changed):
        amendment = actions.amend(encounter=encounter, reason="a slip", by=clinician)
        for decision in amendment.decisions.all():
            about = {"encounter": amendment, "advice": decision.advice}
            about["regimen"] = decision.regimen
            if decision.regimen in undecide:
                actions.undecide(**about)
            elif decision.regimen in changed:
                actions.decide(**about, by=clinician, kind="changed", **changed[decision.regimen])
            else:
                actions.decide_again(**about, by=clinician)
        sign(amendment, clinician)
        return amendment

    return act


@pytest.fixture
def visit(draft, accept, clinician):
    """A signed visit with prednisone and methotrexate."""
    accept("R11", "PRED")
    accept("R14", "MTX", amount="10", weekday="Monday")
    sign(draft, clinician)
    return draft


LOWER = {"amount": "40", "often": "once daily", "reason": "it was 40"}


def test_an_amendment_keeps_what_still_holds_from_its_first_day(visit, amend, patient):
    first = visit.on
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        amend(visit)
    assert [row.start for row in patient.courses.standing()] == [first, first]
    assert DoseStep.all_rows.count() == 2


def test_an_amendment_takes_back_a_course_it_no_longer_orders(visit, amend, patient):
    amend(visit, undecide=["MTX"])
    assert [row.regimen for row in patient.courses.standing()] == ["PRED"]
    removed = patient.courses.get(regimen="MTX")
    assert "was amended" in removed.removed_reason


def test_an_amended_dose_holds_from_the_day_of_the_visit(visit, amend, patient):
    first = visit.on
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        amend(visit, PRED=LOWER)
    course = patient.courses.get(regimen="PRED")
    assert doses(course) == [(first, 40)]
    assert DoseStep.all_rows.filter(course=course).count() == 2


def test_an_amendment_of_an_amendment_takes_back_what_the_first_visit_did(visit, amend, patient):
    second = amend(visit, PRED=LOWER)
    amend(second, undecide=["PRED"])
    assert [row.regimen for row in patient.courses.standing()] == ["MTX"]


def test_an_amendment_leaves_a_course_that_was_changed_by_hand(visit, amend, patient, clinician):
    course = patient.courses.get(regimen="PRED")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=5), tick=False):
        courses.change_dose(course=course, on=today(), amount=Decimal(60), by=clinician)
        amend(visit, undecide=["PRED"])
    course.refresh_from_db()
    assert course.removed_at is None
    assert len(doses(course)) == 2


def test_an_amendment_brings_back_the_taper_that_the_visit_had_ended(
    draft, accept, take, amend, clinician
):
    course = take("Prednisone", -30, "40", **PRED)
    plan_steps(course, clinician, (14, 35), (28, 30))
    accept("R11", "PRED")
    sign(draft, clinician)
    amend(draft, undecide=["PRED"])
    course.refresh_from_db()
    assert doses(course) == [(today(-30), 40), (today(14), 35), (today(28), 30)]
    assert course.taper == "ten_percent"


def test_results_of_a_visit_follow_its_amendment(patient, clinician, amend):
    first = people.signed(patient, clinician, ck="9130", ck_uln="170")
    amendment = actions.amend(encounter=first, reason="a slip", by=clinician)
    people.write(amendment, clinician, ck="913")
    sign(amendment, clinician)
    assert [row.value for row in patient.results.standing().filter(element="ck")] == ["913"]


def test_a_decision_makes_a_course_by_name_the_treatment(draft, accept, take, clinician):
    course = take("prednisone", -3, "20", unit="mg", per="day")
    TreatmentCourse.objects.update(regimen="")
    accept("R11", "PRED")
    sign(draft, clinician)
    course.refresh_from_db()
    assert (course.regimen, doses(course)[-1]) == ("PRED", (today(), 70))
