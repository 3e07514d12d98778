"""A relapse that the record suggests: read, taken over by keyboard, and the answer shown."""

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
def draft(clinician):
    """Stable on maintenance for 100 days, then weaker by 10 points."""
    patient = people.patient(people.team(clinician))
    for ago, total in ((200, "78"), (100, "79"), (5, "69")):
        Result.objects.create(
            patient=patient, element="mmt8_80", value=total, entered_by=clinician,
            on=timezone.localdate() - datetime.timedelta(days=ago),
        )  # fmt: skip
    return people.draft(patient, clinician, treatment_phase="maintenance")


def test_a_proposed_relapse_is_taken_over_by_keyboard(page, sign_in, clinician, draft, axe):
    sign_in(clinician)
    page.goto(draft.get_absolute_url())
    axe(page)
    page.get_by_role("button", name="Take over").press("Enter")
    expect(page.get_by_role("heading", name="Relapse, as recorded")).to_be_visible()
    expect(page.get_by_role("button", name="Take over")).to_have_count(0)
    expect(page.locator("#signal-relapse")).to_be_focused()
    expect(page.locator("#q-treatment_phase input[value=relapse]")).to_be_checked()
    axe(page)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_it_works_without_javascript(page, sign_in, clinician, draft):
    sign_in(clinician)
    page.goto(draft.get_absolute_url())
    expect(page.locator("html.js")).to_have_count(0)
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("heading", name="Relapse, as recorded")).to_be_visible()
