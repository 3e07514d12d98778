"""An author at work on a draft: what is left to do, order by keyboard, search, preview; by axe."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from guidelines import actions
from guidelines.models import GuidelineVersion
from tests import factories_people as people


@pytest.fixture
def draft(sign_in):
    """A draft of the shipped guideline, and an author signed in."""
    sign_in(people.user(role="Guideline author", is_staff=True))
    return actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))


def test_an_author_works_on_a_draft(page, draft, axe):
    page.goto(reverse("admin:guidelines_guidelineversion_change", args=[draft.pk]))
    expect(page.locator("#todo")).not_to_contain_text("The checks are running")
    axe(page)
    moved_by_keyboard(page, draft)
    found_while_typing(page)
    page.get_by_text("Coverage: which test patients").click()
    expect(page.locator("#coverage table")).to_be_visible()
    axe(page)
    previewed(page, axe)


def moved_by_keyboard(page, draft):
    """The focus stays on the button of the row that moves."""
    row = draft.recommendation_rows.get(key="R2")
    up = page.locator(f"#up-recommendations-{row.pk}")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#order-said")).to_have_text("R2 was moved up.")
    expect(page.locator("#order-recommendations li").first).to_contain_text("R2")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#order-said")).to_have_text("R2 is the first already.")
    expect(up).to_be_focused()


def found_while_typing(page):
    page.get_by_label("Search all of it").press_sequentially("rituximab pregn")
    hits = page.locator("#found")
    expect(hits.locator("mark").first).to_be_visible()
    expect(hits).to_contain_text("Regimens")


def previewed(page, axe):
    page.get_by_role("link", name="Preview R11", exact=True).click()
    page.wait_for_load_state()  # a choice made before the script runs is not heard
    expect(page.locator("#card-R11")).to_contain_text("predniSONE")
    page.get_by_label("Test patient").select_option("V2")
    expect(page.locator("#preview")).to_contain_text("Test patient V2")
    expect(page).to_have_url(re.compile("vignette=V2"))
    axe(page)


def test_the_first_page_and_the_pages_without_scripts_are_accessible(page, draft, axe):
    page.goto(reverse("admin:index"))
    axe(page)
    for name in ("todo", "coverage", "search"):
        page.goto(reverse(f"admin:guidelines_{name}", args=[draft.pk]) + "?q=rituximab")
        axe(page)


def test_without_scripts_a_row_still_moves(browser, base_url, sign_in, draft, client):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": base_url}])
    page = context.new_page()
    page.goto(reverse("admin:guidelines_guidelineversion_change", args=[draft.pk]))
    page.get_by_role("button", name="Move R2 up").click()
    expect(page.locator(".messagelist")).to_contain_text("R2 was moved up.")
    context.close()
