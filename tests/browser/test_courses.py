"""A course recorded by keyboard, the visit that follows from it, and a result that arrives."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from patients.models import Result
from tests import factories_people as people


@pytest.fixture
def clinician(rows):
    return people.user(first_name="Ada", last_name="Onward")


@pytest.fixture
def patient(clinician):
    found = people.patient(people.team(clinician))
    people.signed(found, clinician, **people.SEVERE)
    return found


def day(ago):
    return f"{timezone.localdate() - datetime.timedelta(days=ago):%d-%b-%Y}"


def record_prednisone(page, patient, amount):
    page.goto(patient.get_absolute_url())
    page.get_by_role("link", name="Record a course").press("Enter")
    page.get_by_role("link", name="Prednisone").first.press("Enter")
    page.get_by_label("First day").first.fill(day(30))
    page.get_by_label("First dose, in mg a day").fill(amount)
    page.get_by_role("button", name="Save course").press("Enter")


def test_a_course_is_recorded_and_feeds_the_next_visit(page, sign_in, clinician, patient, axe):
    sign_in(clinician)
    record_prednisone(page, patient, "90")
    expect(page.get_by_text("The hard limit is 80")).to_be_visible()
    expect(page.get_by_label("First day").first).to_have_value(day(30))
    axe(page)
    page.get_by_label("First dose, in mg a day").fill("40")
    page.get_by_role("button", name="Save course").press("Enter")
    expect(page.locator("#courses")).to_contain_text("40\u00a0mg a day")
    axe(page)
    page.get_by_role("button", name="Start consultation").press("Enter")
    dose = page.locator("#q-current_prednisone_mg_day")
    page.locator("#section-treatment_so_far summary").first.click()
    expect(dose).to_contain_text("From the record: predniSONE 40")
    expect(dose.locator("input[type=text]")).to_have_value("40")


def test_a_result_that_arrives_is_taken_over_by_keyboard(page, sign_in, clinician, patient, axe):
    draft = people.draft(patient, clinician)
    for element, value in (("ck", "900"), ("alt", "80")):
        Result.objects.create(
            patient=patient, element=element, value=value, typed=value, unit="U/L",
            on=timezone.localdate(), entered_by=clinician,
        )  # fmt: skip
    sign_in(clinician)
    page.goto(draft.get_absolute_url())
    axe(page)
    page.get_by_role("button", name="Take over Creatine kinase").press("Enter")
    expect(page.locator("#record-news")).not_to_contain_text("900")
    expect(page.locator("#id_ck")).to_have_value("900")
    expect(page.locator("#take-over-alt")).to_be_focused()
    page.locator("#take-over-alt").press("Enter")
    expect(page.locator("#record-news")).to_be_empty()
    expect(page.locator("#record-news")).to_be_focused()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_it_is_taken_over_without_javascript(page, sign_in, clinician, patient):
    draft = people.draft(patient, clinician)
    Result.objects.create(
        patient=patient, element="ck", value="900", typed="900", unit="U/L",
        on=timezone.localdate(), entered_by=clinician,
    )  # fmt: skip
    sign_in(clinician)
    page.goto(draft.get_absolute_url())
    page.get_by_role("button", name="Take over Creatine kinase").click()
    expect(page.locator("#id_ck")).to_have_value("900")
    expect(page.locator("#record-news")).not_to_contain_text("900")
