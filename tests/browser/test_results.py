"""Results between visits, in a browser: pasted rows corrected in place, and one by one."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from patients.models import Result
from tests import factories_people as people

ROWS = """Date\tTest\tValue\tUnit\tULN
20-Jan-2026\tCK\t8420\tU/L\t170
20-Feb-2026\tCK\t140,5\tµkat/L\t2,9
04/05/2026\tCK\t900\tU/L\t170
20-Mar-2026\tCK\t62000\tU/L\t170"""


@pytest.fixture
def clinician(rows):
    return people.user(first_name="Ada", last_name="Onward")


@pytest.fixture
def patient(clinician):
    return people.patient(people.team(clinician))


def test_rows_of_a_spreadsheet_are_pasted_corrected_and_saved(
    page, sign_in, clinician, patient, axe
):
    given_the_empty_page_of_a_patient(page, sign_in, clinician, patient)
    when_rows_are_pasted(page, axe)
    then_each_row_says_how_it_was_read(page, axe)
    when_the_good_rows_are_saved(page)
    then_the_others_stay_as_typed(page, axe)
    when_they_are_corrected_and_confirmed(page)
    then_all_values_are_in_the_list(page, axe)


def given_the_empty_page_of_a_patient(page, sign_in, clinician, patient):
    sign_in(clinician)
    page.goto(patient.get_absolute_url())
    expect(page.get_by_text("No result yet.")).to_be_visible()
    page.get_by_role("link", name="Paste results").click()


def when_rows_are_pasted(page, axe):
    axe(page)
    box = page.get_by_label("Rows: date, test, value, unit")
    expect(box).to_be_focused()
    box.fill(ROWS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def then_each_row_says_how_it_was_read(page, axe):
    expect(page.locator("#count")).to_contain_text("2 rows can be saved, 2 need a look")
    expect(page.get_by_text("8430 U/L on 20-Feb-2026, upper limit 174 U/L")).to_be_visible()
    expect(page.get_by_text("04/05/2026 may be 05-Apr-2026 or 04-May-2026")).to_be_visible()
    expect(page.get_by_text("is unusual")).to_be_visible()
    axe(page)


def when_the_good_rows_are_saved(page):
    page.get_by_role("button", name="Save the good rows").click()


def then_the_others_stay_as_typed(page, axe):
    expect(page.get_by_text("2 results saved.")).to_be_visible()
    assert Result.objects.count() == 2
    expect(page.get_by_label("Day, row 1")).to_have_value("04/05/2026")
    axe(page)


def when_they_are_corrected_and_confirmed(page):
    page.get_by_label("Day, row 1").fill("04-May-2026")
    page.get_by_label("Day, row 1").press("Enter")
    expect(page.locator("#count")).to_contain_text("1 row can be saved, 1 needs a look")
    page.get_by_role("checkbox", name="Yes, this is right").press("Space")
    page.get_by_role("button", name="Save the good rows").click()


def then_all_values_are_in_the_list(page, axe):
    expect(page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    for value in ("900 U/L", "62 000 U/L", "8430 U/L", "8420 U/L"):
        expect(page.get_by_text(value, exact=True)).to_be_visible()
    axe(page)


def test_one_result_is_entered_by_keyboard_and_taken_back(page, sign_in, clinician, patient, axe):
    sign_in(clinician)
    page.goto(reverse("patients:result_add", args=[patient.pk]))
    axe(page)
    page.keyboard.type("ck")
    page.keyboard.press("Enter")
    page.get_by_label("Day").fill("20-Jan-2026")
    page.get_by_label("Value").fill("8420")
    axe(page)
    page.get_by_label("Value").press("Enter")
    expect(page.get_by_text("Saved: Creatine kinase (CK) 8420 U/L on 20-Jan-2026.")).to_be_visible()
    page.get_by_role("link", name="Take back").click()
    page.get_by_label("What is wrong with it").fill("Another patient's")
    axe(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Taken back as errors")).to_be_visible()
    assert not Result.objects.standing().exists()
