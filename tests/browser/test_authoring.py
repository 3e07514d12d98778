"""Writing a condition: explained, completed and announced while it is typed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_draft, make_user


@pytest.fixture
def draft(sign_in):
    sign_in(make_user(is_staff=True, is_superuser=True))
    return make_draft()


def opened(page, row):
    page.goto(reverse(f"admin:guidelines_{row._meta.model_name}_change", args=[row.pk]))
    page.wait_for_function("document.querySelector('textarea.expression[aria-controls]')")


def typed(page, field, text):
    field.focus()
    field.fill("")
    field.press_sequentially(text)


def test_a_condition_is_explained_and_completed_while_it_is_typed(page, draft, axe):
    opened(page, draft.recommendation_rows.get(key="R1"))
    field, words = page.locator("#id_when"), page.locator(".in-words").first
    expect(words).to_contain_text("Heavy or Weight is above 60")
    typed(page, field, "wieght_kg > 60")
    expect(words).to_contain_text("Line 1, column 1")
    expect(words).to_contain_text("Did you mean 'weight_kg'?")
    expect(page.locator("#said")).to_contain_text("Error")
    expect(field).to_be_focused()
    axe(page)

    typed(page, field, "weig")
    options = page.get_by_role("listbox").first.get_by_role("option")
    expect(options.first).to_contain_text("weight_kg")
    expect(field).to_have_attribute("aria-activedescendant", "id_when-names-0")
    expect(page.locator("#said")).to_contain_text("name")
    axe(page)
    field.press("Tab")
    expect(field).to_have_value("weight_kg")
    expect(field).to_be_focused()
    field.press_sequentially(" > 60 and infection = ")
    expect(options).to_have_text([re.compile("absent"), re.compile("proven")])
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("weight_kg > 60 and infection = proven")
    expect(words).to_contain_text("Weight is above 60")
    expect(words.locator("summary")).to_contain_text("0 true, 1 false, 0 unknown")
    words.locator("summary").click()
    expect(words.get_by_role("cell", name="V1: Light and well")).to_be_visible()
    axe(page)


def test_arguments_are_completed_and_escape_closes(page, draft):
    opened(page, draft.interplay_rows.get())
    field = page.locator("#id_when")
    typed(page, field, "reque")
    expect(field).to_have_attribute("aria-activedescendant", "id_when-names-0")
    field.press("Enter")
    expect(field).to_have_value("requested(")
    options = page.get_by_role("listbox").first.get_by_role("option")
    expect(options).to_have_text([re.compile("DRUG")])
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    field.press("Tab")
    expect(field).not_to_be_focused()


def test_a_row_that_is_added_is_helped_too(page, draft, axe):
    opened(page, draft.regimen_rows.get())
    page.get_by_role("button", name=re.compile("Add another Adjustment", re.IGNORECASE)).click()
    field = page.locator("#id_adjustments-1-when")
    typed(page, field, "is_hea")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("names-0"))
    field.press("Enter")
    expect(field).to_have_value("is_heavy")
    words = page.locator("#adjustments-1 .in-words")
    expect(words).to_contain_text("Heavy")
    expect(words).to_contain_text("0 true, 1 false")
    axe(page)


def test_a_conflict_is_read_and_decided_by_keyboard(page, draft, axe):
    row = draft.recommendation_rows.get(key="R1")
    opened(page, row)
    row.rationale = "It helps half of them."
    row.save()
    page.locator("#id_sentence").fill("Give half of the drug.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    panel = page.get_by_role("region", name="Someone else changed this")
    expect(panel).to_contain_text("It helps half of them.")
    keep = panel.get_by_role("checkbox", name="Keep what is stored for Rationale")
    expect(keep).to_be_checked()
    axe(page)
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    row.refresh_from_db()
    assert (row.sentence, row.rationale) == ("Give half of the drug.", "It helps half of them.")
    page.goto(reverse("admin:guidelines_recommendation_history", args=[row.pk]))
    expect(page.locator("ins").first).to_be_visible()
    axe(page)
