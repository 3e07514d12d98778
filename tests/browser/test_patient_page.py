"""The patient page in a browser: readable by keyboard, by axe, and on a phone."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from patients.models import DoseStep, Result, TreatmentCourse
from tests import factories_people as people


@pytest.fixture
def recorded(db):
    """A patient with three months of values and a planned taper, and the clinician."""
    clinician = people.user()
    patient = people.patient(people.team(clinician))
    today = timezone.localdate()
    for days, ck, strength in ((90, 8500, 44), (60, 3400, 56), (30, 850, 66)):
        on = today - datetime.timedelta(days=days)
        about = {"patient": patient, "on": on, "entered_by": clinician}
        Result.objects.create(element="ck", value=str(ck), limit=Decimal(170), **about)
        Result.objects.create(element="mmt8_80", value=str(strength), **about)
        Result.objects.create(element="hb", value="128", **about)
    course = TreatmentCourse.objects.create(
        patient=patient, regimen="PRED", name="Prednisone", unit="mg", per="day",
        start=today - datetime.timedelta(days=88), entered_by=clinician,
    )  # fmt: skip
    for days, amount in ((88, 70), (30, 40), (-14, 30)):
        on = today - datetime.timedelta(days=days)
        DoseStep.objects.create(course=course, on=on, amount=amount, entered_by=clinician)
    return patient, clinician


def test_the_course_is_read_as_drawing_words_and_table(page, sign_in, recorded, axe):
    patient, clinician = recorded
    sign_in(clinician)
    page.goto(patient.get_absolute_url())
    expect(page.get_by_role("img", name="Course from")).to_be_visible()
    expect(page.get_by_text("CK fell from 50 to 5 times the upper limit")).to_be_visible()
    page.get_by_text("The same numbers as a table").press("Enter")
    row = page.get_by_role("row").filter(has_text="850 U/L, upper limit 170 U/L")
    expect(row).to_contain_text("66")
    expect(page.get_by_role("row").filter(has_text="30 mg a day, planned")).to_be_visible()
    axe(page)


def test_on_a_phone_the_drawing_scrolls_by_keyboard_and_the_page_does_not(page, sign_in, recorded):
    patient, clinician = recorded
    sign_in(clinician)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(patient.get_absolute_url())
    region = page.get_by_role("region", name="Chart of the course")
    region.focus()
    page.keyboard.press("ArrowLeft")  # it opens at its newest end
    expect(region).not_to_have_js_property("scrollLeft", 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
