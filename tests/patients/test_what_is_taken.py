"""What is taken already stands beside the advice, the decision, the review and the print."""

import datetime
import re
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from guidelines.engine import wording
from patients.documents.summary import treatment_summary
from patients.models import DoseStep, TreatmentCourse
from patients.visits import actions
from patients.visits.effect import effect
from patients.visits.panel import Panel, short_name
from tests import factories_people as people

PRED = {"advice": "R11", "regimen": "PRED"}


def day(ago):
    return timezone.localdate() - datetime.timedelta(days=ago)


def shown(ago):
    return wording.date(day(ago))


def plain(text):
    return re.sub(r"\s+", " ", text)


def printed(encounter):
    pages = PdfReader(BytesIO(treatment_summary(encounter))).pages
    return plain(" ".join(page.extract_text() for page in pages))


@pytest.fixture
def tapered(take, clinician):
    """Prednisone 6 mg since 28 days, 5 mg planned in 42 days."""
    course = take("Prednisone", start=-200, amount="60", regimen="PRED", unit="mg", per="day")
    for ago, amount in ((28, 6), (-42, 5)):
        DoseStep.objects.create(course=course, on=day(ago), amount=amount, entered_by=clinician)
    return course


@pytest.fixture
def visit(tapered, draft, clinician):
    """A visit at which prednisone is advised again, as at a relapse."""
    people.write(draft, clinician, treatment_phase="untreated")
    return draft


def test_a_dose_keeps_its_figures_in_the_short_name():
    advice = {"regimens": [], "sentence": "Give prednisone 0.5 mg/kg, and wait. Then taper."}
    assert short_name({}, advice) == "give prednisone 0.5 mg/kg"


def test_a_card_says_what_is_taken_already(visit, signed_in):
    page = plain(signed_in.get(visit.get_absolute_url()).text)
    card = page.partition('id="choice-R11-PRED"')[2].partition("</article>")[0]
    assert "Taken already" in card
    assert f"Takes now: <b>6 mg a day since {shown(28)}, planned 5 mg from {shown(-42)}</b>" in card


def test_what_is_not_taken_has_no_such_line(draft, signed_in):
    assert "Taken already" not in signed_in.get(draft.get_absolute_url()).text


def test_the_card_and_the_review_say_what_the_decision_changes(visit, clinician, signed_in):
    actions.decide(encounter=visit, **PRED, kind="accepted", by=clinician)
    change = "6 mg a day → 70 mg a day; the planned steps fall away"
    for url in (visit.get_absolute_url(), reverse("patients:review", args=[visit.pk])):
        assert change in plain(signed_in.get(url).text)


def test_the_same_dose_goes_on_with_its_planned_steps(visit, clinician):
    typed = {"amount": "6", "often": "once daily", "reason": "as before"}
    actions.decide(encounter=visit, **PRED, kind="changed", by=clinician, **typed)
    panel = Panel(visit.current_plan(), visit.decisions.all(), draft=True)
    (choice,) = panel.decided()
    assert plain(choice.effect) == f"Goes on: 6 mg a day since {shown(28)}, planned 5 mg from " + (
        shown(-42)
    )


def test_a_course_in_another_measure_goes_on_beside(patient, draft, clinician):
    about = {"regimen": "PRED", "name": "Prednisone", "start": day(20), "unit": "mg", "per": "week"}
    course = TreatmentCourse.objects.create(patient=patient, entered_by=clinician, **about)
    DoseStep.objects.create(course=course, on=day(20), amount=100, entered_by=clinician)
    decision = actions.decide(encounter=draft, **PRED, kind="accepted", by=clinician)
    text = plain(effect(draft.current_plan()["regimens"]["PRED"], decision))
    assert text.startswith("Taken already: 100 mg once a week")
    assert text.endswith("that course goes on until it is stopped")


def test_the_print_says_what_is_taken_from_the_visit_on(visit, clinician, take):
    take("Vitamin B", start=-9)
    actions.decide(encounter=visit, **PRED, kind="accepted", by=clinician)
    actions.decide(encounter=visit, advice="R18", regimen="IVIG", kind="accepted", by=clinician)
    actions.sign(encounter=visit, revision=visit.revision, by=clinician, seen=True)
    text = printed(visit).partition("Taken from this visit on")[2]
    assert "predniSONE: 6 mg a day → 70 mg a day; the planned steps fall away" in text
    assert f"Vitamin B: since {shown(9)}" in text
    assert "Intravenous immunoglobulin (IVIG): new: " in text


def test_the_red_box_of_a_worsening_names_the_dose_decided(visit, clinician, measured):
    for on, ck in ((-100, "300"), (-20, "900"), (-5, "1000")):
        measured("ck", ck, on=on, limit=170)
    actions.decide(encounter=visit, **PRED, kind="accepted", by=clinician)
    first = printed(visit).partition("Decided today")[0]
    assert "Hold the taper of predniSONE or step back" in first
    assert "Decided at this visit: predniSONE 6 mg a day → 70 mg a day" in first


def test_a_drug_given_in_cycles_says_when_it_was_given_last(take, draft):
    take("Rituximab", start=-30, amount="1000", regimen="RTX", unit="mg", per="infusion")
    (row,) = draft.current_plan()["taken"]
    assert plain(row["text"]) == f"1000 mg per infusion last on {shown(30)}"
