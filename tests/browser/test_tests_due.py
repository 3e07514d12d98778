"""From the list of patients to overdue tests, limits passed and scores, by keyboard."""

import datetime
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import expect

from patients.models import DoseStep, Result, TreatmentCourse
from tests import factories_people as people


def treated(clinician):
    """A patient on methotrexate for twenty weeks, with one low result and no other test."""
    found = people.patient(people.team(clinician))
    people.signed(found, clinician, **people.SEVERE)
    start = timezone.localdate() - datetime.timedelta(weeks=20)
    course = TreatmentCourse.objects.create(
        patient=found, regimen="MTX", name="Methotrexate", unit="mg", per="week", start=start,
        entered_by=clinician,
    )  # fmt: skip
    DoseStep.objects.create(course=course, on=start, amount=Decimal(15), entered_by=clinician)
    Result.objects.create(
        patient=found, element="neutrophils", on=timezone.localdate(), value="1.2",
        entered_by=clinician,
    )  # fmt: skip
    return found


def test_overdue_tests_lead_from_the_list_to_the_page_and_on_to_the_scores(page, sign_in, axe):
    clinician = people.user()
    patient = treated(clinician)
    sign_in(clinician)

    page.goto("/patients/")
    axe(page)
    overdue = page.get_by_role("link", name="overdue")
    overdue.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Tests due")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Results that call for action")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Scores and criteria").press("Enter")

    expect(page.get_by_role("heading", name="Scores and criteria")).to_be_visible()
    page.get_by_text("Where its numbers come from").first.click()
    axe(page)
    page.get_by_role("link", name="Back to the patient").press("Enter")
    expect(page.get_by_role("heading", name=str(patient))).to_be_visible()


def test_the_plan_names_limits_and_overdue_tests(page, sign_in, axe):
    clinician = people.user()
    patient = treated(clinician)
    draft = people.draft(patient, clinician)
    sign_in(clinician)

    page.goto(draft.get_absolute_url())
    expect(page.get_by_role("heading", name="Results that call for action")).to_be_visible()
    expect(page.get_by_role("heading", name="Tests overdue")).to_be_visible()
    axe(page)
