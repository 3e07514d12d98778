"""Which of my patients match, asked by keyboard in a browser."""

from django.urls import reverse
from playwright.sync_api import expect

from tests import factories_people as people


def test_a_question_is_asked_mended_and_answered_by_keyboard(page, sign_in, axe):
    clinician = people.user()
    patient = people.patient(people.team(clinician))
    people.signed(patient, clinician, **people.SEVERE)
    sign_in(clinician)
    page.goto(reverse("patients:matching"))
    axe(page)

    box = page.get_by_label("Condition")
    box.fill("ab_srp = positve")
    box.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#condition-error")).to_contain_text("Did you mean 'positive'?")
    expect(page.get_by_role("button", name="Ask")).to_be_focused()
    expect(box).to_have_value("ab_srp = positve")
    axe(page)

    box.fill("ab_srp = positive")
    page.get_by_role("button", name="Ask").press("Enter")
    expect(page.locator("#matches [role=status]")).to_contain_text("1 yes, 0 no, 0 not known")
    expect(page.locator("#condition-error")).to_be_empty()
    expect(page.get_by_role("link", name=str(patient))).to_be_visible()
    axe(page)
