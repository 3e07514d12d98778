"""From a signed consultation to a handout in the hands of the patient, by keyboard."""

import pytest
from playwright.sync_api import expect

from patients.models import Handout
from patients.visits import actions
from tests import factories_people as people


@pytest.fixture
def treated(db):
    """A signed consultation in which a steroid was decided on, and its clinician."""
    clinician = people.user()
    draft = people.draft(people.patient(people.team(clinician)), clinician, **people.SEVERE)
    actions.decide(encounter=draft, by=clinician, advice="R11", regimen="PRED", kind="accepted")
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    return draft, clinician


def test_a_handout_is_chosen_looked_at_and_released(page, sign_in, treated, axe):
    encounter, clinician = treated
    sign_in(clinician)
    page.goto(encounter.get_absolute_url())
    page.get_by_role("link", name="Handout for the patient").press("Enter")

    expect(page.get_by_role("heading", name="Handout for the patient")).to_be_visible()
    expect(page.get_by_role("article", name="Handout")).to_contain_text("Once a day".lower())
    axe(page)
    page.get_by_label("Language", exact=True).select_option("es")
    page.get_by_label("Large print").press("Space")
    page.get_by_role("button", name="Show").press("Enter")

    expect(page.get_by_text("Translation not reviewed.")).to_be_visible()
    expect(page.locator("article.handout")).to_have_attribute("lang", "es")
    expect(page.get_by_label("Large print")).to_be_checked()
    axe(page)
    page.get_by_role("button", name="Release this handout").press("Enter")

    expect(page.get_by_role("link", name="Handout as given")).to_be_visible()
    kept = Handout.objects.get()
    assert (kept.language, kept.large) == ("es", True)
    axe(page)


def test_what_stops_a_handout_is_said_before_anything_is_pressed(page, sign_in, treated, axe):
    encounter, clinician = treated
    encounter.patient.care_team.phone = ""
    encounter.patient.care_team.save()
    sign_in(clinician)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/encounters/{encounter.pk}/handout/")
    expect(page.get_by_text("It cannot be released:")).to_be_visible()
    expect(page.get_by_role("button", name="Release this handout")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    axe(page)
