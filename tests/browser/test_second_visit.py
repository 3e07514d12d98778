"""The second visit: from the record to a changed taper, a new calendar file, and the signature."""

import datetime

import icalendar
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from guidelines.engine import wording
from patients.demo import relapse
from patients.demo.record import tell
from patients.demo.story import WEEK, Taper, Values, Visit
from patients.documents import calendar
from patients.overview import Overview
from tests import factories_people as people

# Ten weeks after the first visit: a response, and a taper that is planned but not yet begun.
STORY = relapse.STORY._replace(
    ago=10 * WEEK,
    events=(
        Visit(0, relapse.FIRST, relapse.FIRST_DECIDED),
        Values(4 * WEEK, {"ck": "3900"}),
        Values(9 * WEEK, {"ck": "1850", "mmt8_80": "67"}),
        Taper(9 * WEEK, "PRED", "percent25_q4w", "5", weeks=3),
    ),
)


@pytest.fixture
def clinician(rows):
    return people.user(first_name="Ada", last_name="Onward")


@pytest.fixture
def patient(clinician):
    found = people.patient(people.team(clinician))
    tell(found, STORY, clinician)
    return found


def in_weeks(number):
    return timezone.localdate() + datetime.timedelta(weeks=number)


def test_from_the_record_to_a_changed_taper_a_new_calendar_and_a_signature(
    page, sign_in, clinician, patient, axe
):
    calendar.update(Overview(patient, timezone.localdate()))  # the file of the last visit
    given_a_consultation_from_the_record(page, sign_in, clinician, patient, axe)
    then_the_record_has_answered(page, axe)
    when_the_record_is_corrected(page)
    when_the_proposed_phase_is_taken_over(page, axe)
    when_decided(page, axe)
    when_the_taper_is_changed(page, patient, axe)
    then_a_new_calendar_file_changes_its_events(page, patient, axe)
    when_signed(page, patient, axe)
    then_the_patient_page_shows_the_changed_course(page, patient, axe)


def given_a_consultation_from_the_record(page, sign_in, clinician, patient, axe):
    sign_in(clinician)
    page.goto("/patients/")
    axe(page)
    page.get_by_role("link", name=str(patient)).press("Enter")
    expect(page.get_by_role("heading", name="Responding to treatment")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Start consultation").press("Enter")


def then_the_record_has_answered(page, axe):
    for key in ("enzymes", "treatment_so_far"):
        page.locator(f"#section-{key}").evaluate("section => { section.open = true }")
    dose = page.locator("#q-current_prednisone_mg_day")
    expect(dose.locator("input[type=text]")).to_have_value("60")
    expect(dose).to_contain_text("From the record: predniSONE 60\u00a0mg a day since")
    drugs = page.get_by_role("textbox", name="Current medicines")
    expect(drugs).to_have_value("prednisone\nmethotrexate\natovaquone\ncalcium/vitamin d")
    expect(page.locator("#id_ck")).to_have_value("1850")
    expect(page.locator("#q-ck")).to_contain_text("From the record: result of")
    axe(page)


def when_the_record_is_corrected(page):
    drugs = page.get_by_role("textbox", name="Current medicines")
    drugs.fill("prednisone\nmethotrexate\natovaquone\nomeprazole")
    with page.expect_response(lambda response: "/section/" in response.url):
        drugs.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(page.locator("#q-current_drugs")).to_contain_text("record")


def when_the_proposed_phase_is_taken_over(page, axe):
    page.locator("#signal-response").get_by_role("button", name="Take over").press("Enter")
    expect(page.locator("#q-treatment_phase input[value=induction_improving]")).to_be_checked()
    expect(page.locator("#card-R58")).to_be_visible()
    axe(page)


def when_decided(page, axe):
    page.locator("#card-R58").get_by_role("button", name="Accept").press("Enter")
    expect(page.locator("#card-R58 .decision")).to_contain_text("Accepted")
    axe(page)


def when_the_taper_is_changed(page, patient, axe):
    page.goto(f"{patient.get_absolute_url()}taper/")
    step = page.get_by_label("Step 1, mg a day")
    expect(step).to_have_value("45")
    axe(page)
    step.fill("50")
    step.press("Tab")
    expect(page.locator("#said-0")).to_contain_text("2 × 20\u00a0mg + 1 × 10\u00a0mg")
    later = page.get_by_label("Step 2, from")
    later.fill(wording.date(in_weeks(7)))
    later.press("Tab")
    page.get_by_role("button", name="Save the taper").press("Enter")
    expect(page.get_by_text("Taper saved")).to_be_visible()
    axe(page)


def then_a_new_calendar_file_changes_its_events(page, patient, axe):
    before = {
        str(row.uid): row.on for row in patient.calendar_entries.filter(key__contains="course")
    }
    page.get_by_role("link", name="Calendar file").press("Enter")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").press("Enter")
    with open(download.value.path(), "rb") as file:
        content = file.read()
    assert str(patient).encode() not in content
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    steps = {str(row["UID"]).partition("@")[0]: row for row in events if "Dose" in row["SUMMARY"]}
    assert steps.keys() == before.keys()
    moved = [row for uid, row in steps.items() if row["DTSTART"].dt != before[uid]]
    assert [(row["DTSTART"].dt, int(row["SEQUENCE"])) for row in moved] == [(in_weeks(7), 1)]


def when_signed(page, patient, axe):
    page.goto(patient.get_absolute_url())
    page.get_by_role("link", name="Continue the draft").press("Enter")
    page.get_by_role("link", name="Review and sign").press("Enter")
    axe(page)
    seen = page.get_by_label("I have read what to keep in mind together")
    if seen.count():
        seen.check()
    page.get_by_role("button", name="Sign", exact=True).press("Enter")
    expect(page.get_by_text("It can no longer change")).to_be_visible()
    axe(page)


def then_the_patient_page_shows_the_changed_course(page, patient, axe):
    page.goto(patient.get_absolute_url())
    prednisone = page.locator("#courses").get_by_role("row").filter(has_text="Prednisone")
    prednisone.get_by_text("planned doses").press("Enter")
    expect(prednisone).to_contain_text("50\u00a0mg")
    expect(prednisone).to_contain_text(wording.date(in_weeks(7)))
    axe(page)
