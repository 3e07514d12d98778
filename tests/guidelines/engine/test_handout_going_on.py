"""What is taken already: told to go on only where nobody has to speak about it first."""

from decimal import Decimal

import pytest

from guidelines.engine.facts import Facts
from guidelines.engine.handout import Given, Standing, compiled
from guidelines.engine.program import program
from tests.guidelines.engine import shipped
from tests.guidelines.engine.shipped import CONTENT, WEAK
from tests.guidelines.engine.test_handout import MONDAY


def course(**fields):
    """A course as a plan tells it: azathioprine every day."""
    usual = {
        "key": "course-1", "regimen": "AZA", "name": "Azathioprine", "text": "", "amount": "150",
        "unit": "mg", "per": "day", "dose": "150 mg a day", "planned": False,
    }  # fmt: skip
    return usual | fields


def with_course(taken, *given, flat=WEAK, state="free", declined=(), record=(), language="en"):
    """The handout of a patient who takes something already."""
    plan = shipped.plan(flat).as_json(trace=False)
    plan["taken"] = [taken]
    if taken["regimen"]:
        about = {"code": taken["regimen"], "state": state, "taken": [taken], "waits_for": []}
        plan["regimens"][taken["regimen"]] = plan["regimens"]["PRED"] | about
    facts = Facts(program(CONTENT), shipped.confirmed(flat), shipped.DAY)
    filled = [
        row._replace(
            line=row.line or (plan["regimens"][row.regimen]["line"] if row.regimen else "")
        )
        for row in given
    ]
    return compiled(facts, plan, filled, language, declined=declined, record=record)


def told(handout):
    return [(row.name, row.dose) for row in handout.taken]


@pytest.mark.parametrize(
    ("state", "goes_on"),
    [("free", True), ("caution", True), ("waits", False), ("blocked", False), ("hard_stop", False)],
)
def test_what_is_taken_goes_on_unless_the_plan_rules_it_out(state, goes_on):
    handout = with_course(course(), state=state)
    assert (told(handout) == [("Azathioprine", "150 mg a day")]) is goes_on
    assert ([row.name for row in handout.left_out] == ["Azathioprine"]) is not goes_on


def test_a_drug_that_is_decided_anew_is_not_told_to_go_on_as_before():
    before = course(regimen="PRED", name="Prednisone", amount="6", dose="6 mg a day")
    handout = with_course(before, Given("R11", "PRED", amount=Decimal(70)))
    assert handout.taken == ()
    assert handout.medicines[0].is_new_dose


@pytest.mark.parametrize("given", [(), (Given("R26"),), (Given("R11", "PRED"),)])
def test_a_medicine_of_its_own_name_goes_on_whatever_else_is_decided(given):
    warfarin = course(regimen="", name="Warfarin", amount="5", dose="5 mg a day")
    assert told(with_course(warfarin, *given)) == [("Warfarin", "5 mg a day")]


def test_what_was_declined_is_not_told_to_go_on():
    handout = with_course(course(), declined=["AZA"])
    assert handout.taken == ()
    assert "declined" in handout.left_out[0].why


@pytest.mark.parametrize(("exposure", "goes_on"), [("current", False), ("never", True)])
def test_what_advice_wants_stopped_is_not_told_to_go_on(exposure, goes_on):
    statin = course(regimen="", name="Atorvastatin", amount="40", dose="40 mg a day")
    flat = WEAK | {"statin_exposure": exposure, "ab_hmgcr": "positive"}
    handout = with_course(statin, flat=flat)
    assert (told(handout) == [("Atorvastatin", "40 mg a day")]) is goes_on
    assert ("Stop the statin" in "".join(row.why for row in handout.left_out)) is not goes_on


def test_another_medicine_of_the_same_kind_asks_what_becomes_of_the_first():
    handout = with_course(course(), MONDAY)
    assert handout.taken == ()
    assert "Another medicine of the same kind" in handout.left_out[0].why


def test_a_weekly_medicine_that_goes_on_names_its_day():
    weekly = course(
        regimen="MTX", name="Methotrexate", amount="15", per="week", dose="15 mg a week"
    )
    today = Standing("course-1", "MTX", True, Decimal(15), "Monday")
    (row,) = with_course(weekly, record=[today]).taken
    assert (row.is_weekly, row.weekday) == (True, "Monday")
    undated = with_course(weekly, record=[today._replace(weekday="")])
    assert undated.taken == ()
    assert "no weekday" in undated.left_out[0].why


@pytest.mark.parametrize(
    ("today", "why"),
    [
        (Standing("course-1", "AZA", False), "stopped after"),
        (Standing("course-1", "AZA", True, Decimal(100)), "changed after"),
        (Standing("course-1", "AZA", True, Decimal(150)), ""),
    ],
)
def test_the_record_of_today_counts(today, why):
    handout = with_course(course(), record=[today])
    assert [why in row.why for row in handout.left_out] == ([True] if why else [])
    assert bool(handout.taken) is (not why)


@pytest.mark.parametrize(
    ("today", "why"),
    [
        (Standing("course-9", "PRED", False), "stopped after"),
        (Standing("course-9", "PRED", True, Decimal(20)), "changed after"),
        (Standing("course-9", "PRED", True, Decimal(70)), ""),
    ],
)
def test_what_was_decided_is_not_told_when_the_record_moved_on(today, why):
    order = Given("R11", "PRED", amount=Decimal(70))
    handout = with_course(
        course(), order, record=[today, Standing("course-1", "AZA", True, Decimal(150))]
    )
    assert bool(handout.medicines) is (not why)
    assert [why in row.why for row in handout.left_out] == ([True] if why else [])


def test_a_course_without_a_dose_is_not_told_to_go_on():
    handout = with_course(course(amount=None, dose="no dose recorded"))
    assert handout.taken == ()
    assert "No dose" in handout.left_out[0].why


def test_a_drug_recorded_by_another_name_keeps_it():
    """Who has a box of prednisolone must not think of a second drug."""
    before = course(regimen="PRED", name="Prednisolone", amount="40", dose="40 mg a day")
    assert told(with_course(before)) == [("Prednisolone", "40 mg a day")]
