"""A reviewer reads the difference and runs an impact; a clinician gets the recall list."""

import pytest
from playwright.sync_api import expect

from guidelines import actions as guideline_actions
from guidelines.models import GuidelineVersion
from patients.impact import chunks
from patients.models import Replay
from tests import factories
from tests import factories_people as people


@pytest.fixture
def encounter():
    clinician = people.user()
    patient = people.patient(people.team(clinician))
    return people.signed(patient, clinician, **people.SEVERE)


@pytest.fixture
def draft():
    """A draft in which nobody is advised prednisone by R11."""
    version = guideline_actions.new_draft(version=GuidelineVersion.objects.get())
    row = version.recommendation_rows.get(key="R11")
    row.when = "dx_any and not dx_any"
    row.save()
    return version


def test_from_the_difference_to_the_recall_list(page, sign_in, axe, encounter, draft):
    before = GuidelineVersion.objects.get(number=1)
    sign_in(people.user("Guideline reviewer", is_staff=True))
    page.goto(f"/guideline/difference/{before.pk}/{draft.pk}/")
    expect(page.get_by_text("No run has evaluated the signed consultations")).to_be_visible()
    axe(page)

    page.get_by_role("button", name="Start an impact run").click()
    expect(page.get_by_text("0 of 1 consultations evaluated")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Stop the run").focus()
    chunks.run(Replay.objects.get().chunks.get().pk)
    expect(page.get_by_text("1 of 1 consultations evaluated")).to_be_visible()
    found = page.get_by_role("link", name="Show what it found")
    expect(found).to_be_focused()

    found.press("Enter")
    expect(page.get_by_text("1 of 1 consultations would get something else")).to_be_visible()
    expect(page.get_by_text(str(encounter.patient))).to_have_count(0)
    axe(page)

    factories.as_published(draft)
    sign_in(encounter.signed_by)
    page.goto("/")
    page.get_by_role("link", name="To recall").click()
    expect(page.get_by_role("link", name=str(encounter.patient))).to_be_visible()
    axe(page)
