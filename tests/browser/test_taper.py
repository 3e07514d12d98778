"""A taper planned in a browser: drawn, corrected, saved, printed, and put into a calendar."""

import datetime
from decimal import Decimal

import icalendar
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from patients.treatment import courses
from tests import factories_people as people


@pytest.fixture
def clinician(rows):
    return people.user(first_name="Ada", last_name="Onward")


@pytest.fixture
def course(clinician):
    return courses.open_course(
        patient=people.patient(people.team(clinician)), by=clinician, name="Prednisone",
        start=timezone.localdate() - datetime.timedelta(days=60), regimen="PRED", unit="mg",
        per="day", amount=Decimal(60),
    )  # fmt: skip


def test_a_taper_from_the_pattern_to_the_calendar(page, sign_in, clinician, course, axe):
    given_the_planner(page, sign_in, clinician, course, axe)
    when_a_pattern_is_chosen_with_the_keyboard(page)
    then_a_wrong_step_is_refused_while_typing_goes_on(page, axe)
    when_it_is_corrected_and_saved(page, axe)
    then_the_calendar_has_its_steps(page, axe)


def test_a_button_works_the_moment_it_is_drawn(page, sign_in, clinician, course, axe):
    """A press between the drawing and its wiring would load the page anew and lose the focus."""
    given_the_planner(page, sign_in, clinician, course, axe)
    page.evaluate(PRESS_AT_ONCE)
    with page.expect_response(lambda response: "/taper/" in response.url) as drawn:
        page.get_by_role("radio", name="10 mg less").press("Space")
    assert drawn.value.ok
    with page.expect_response(lambda response: "/taper/" in response.url) as checked:
        expect(page.get_by_label("Step 2, mg a day")).to_have_value("40")
    assert checked.value.request.headers.get("hx-request") == "true"


PRESS_AT_ONCE = """() => {
  const press = () => setTimeout(() => document.getElementById("check-steps").click(), 0);
  document.addEventListener("htmx:afterSwap", press, { once: true });
}"""


def given_the_planner(page, sign_in, clinician, course, axe):
    sign_in(clinician)
    page.goto(f"{course.patient.get_absolute_url()}taper/")
    axe(page)


def when_a_pattern_is_chosen_with_the_keyboard(page):
    radio = page.get_by_role("radio", name="10 mg less")
    radio.press("Space")
    expect(page.get_by_label("Step 2, mg a day")).to_have_value("40")
    expect(radio).to_be_focused()
    expect(page.get_by_text("The steps were drawn anew")).to_be_visible()


def then_a_wrong_step_is_refused_while_typing_goes_on(page, axe):
    second = page.get_by_label("Step 2, mg a day")
    second.fill("48")
    second.press("Enter")
    expect(page.locator("#said-1")).to_contain_text("3 × 1\u00a0mg")
    expect(second).to_be_focused()
    expect(page.get_by_text("The steps were drawn anew")).to_be_hidden()
    for name in ("Draw the steps", "Check the steps"):
        button = page.get_by_role("button", name=name)
        with page.expect_response(lambda response: "/taper/" in response.url):
            button.press("Enter")
        expect(button).to_be_focused()
    expect(second).to_have_value("40")
    page.get_by_role("button", name="Add a step").press("Enter")
    expect(page.get_by_label("Step 9, from")).to_be_focused()
    page.get_by_role("button", name="Remove step 9").press("Enter")
    expect(page.get_by_label("Step 8, from")).to_be_focused()
    second.fill("55")
    second.press("Tab")
    page.keyboard.press("Tab")
    following = page.get_by_label("Step 3, from")
    expect(following).to_be_focused()
    expect(page.locator("#said-1")).to_contain_text("A taper only goes down")
    expect(following).to_be_focused()
    page.get_by_role("button", name="Save the taper").click()
    expect(page.get_by_role("alert").first).to_contain_text("only goes down")
    expect(page.get_by_label("Step 2, mg a day")).to_have_value("55")
    axe(page)


def when_it_is_corrected_and_saved(page, axe):
    page.get_by_label("Step 2, mg a day").fill("40")
    page.get_by_label("Step 2, mg a day").press("Tab")
    expect(page.locator("#said-1")).to_contain_text("2 × 20\u00a0mg tablets")
    page.get_by_role("button", name="Remove step 3").click()
    expect(page.get_by_label("Step 3, mg a day")).to_have_value("20")
    expect(page.get_by_label("Step 3, from")).to_be_focused()
    page.get_by_role("button", name="Save the taper").click()
    expect(page.get_by_text("Taper saved")).to_be_visible()
    axe(page)


def then_the_calendar_has_its_steps(page, axe):
    page.get_by_role("link", name="Calendar file").click()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    with open(download.value.path(), "rb") as file:
        events = icalendar.Calendar.from_ical(file.read()).walk("VEVENT")
    assert "Dose step of a medicine" in {str(event["SUMMARY"]) for event in events}
