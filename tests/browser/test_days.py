"""A clinician prints a clinic's day with the keyboard alone, and the file holds all of it."""

import zipfile

import pytest
from playwright.sync_api import expect

from patients.documents.day import documents
from patients.models import DayPrint
from tests import factories_people as people


@pytest.fixture
def clinician():
    """A clinician whose team signed two consultations today."""
    user = people.user()
    team = people.team(user)
    for name in ("Zed", "Abel"):
        people.signed(people.patient(team, family_name=name), user, **people.SEVERE)
    return user


def tab_to(page, target):
    """Press Tab until the target has the focus."""
    for _ in range(40):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never came there")


def test_a_day_is_printed_by_keyboard(page, sign_in, axe, clinician):
    sign_in(clinician)
    page.goto("/days/")
    expect(page.get_by_text("None. Choose a day above")).to_be_visible()
    axe(page)

    day = page.get_by_label("Day")
    tab_to(page, day)
    page.keyboard.press("Control+A")
    page.keyboard.type("31-Dec-9999")
    page.keyboard.press("Enter")
    expect(page.get_by_text("was signed on 31-Dec-9999")).to_be_visible()
    expect(day).to_have_value("31-Dec-9999")
    axe(page)

    page.goto("/days/")
    tab_to(page, page.get_by_role("button", name="Prepare the summaries"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("0 of 2 summaries ready")).to_be_visible()
    axe(page)

    tab_to(page, page.get_by_role("button", name="Stop"))
    for chunk in DayPrint.objects.get().chunks.all():
        documents.run(chunk.pk)
    download = page.get_by_role("link", name="Download 2 of 2 summaries")
    expect(download).to_be_focused()
    axe(page)
    with page.expect_download() as fetched:
        page.keyboard.press("Enter")
    with zipfile.ZipFile(fetched.value.path()) as archive:
        assert len(archive.namelist()) == 2


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_a_day_is_cut_off(page, sign_in, clinician, width):
    sign_in(clinician)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/days/")
    page.get_by_role("button", name="Prepare the summaries").click()
    expect(page.get_by_role("heading", name="Summaries of")).to_be_visible()
    for address in (page.url, "/days/"):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
