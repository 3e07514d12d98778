"""Reading the guideline: contents, folds, search, one recommendation, a phone."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_user


@pytest.fixture
def reader(rows, sign_in):
    """Somebody signed in without any role."""
    sign_in(make_user())


def test_from_search_to_a_recommendation_and_its_sources(page, reader, axe):
    page.goto("/guideline/")
    axe(page)
    page.get_by_label("Search in version 1").fill("folic methotrexate")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Offer methotrexate").click()
    expect(page.locator("#R14")).to_be_in_viewport()
    page.locator("#R14").get_by_role("link", name="R14", exact=True).click()
    expect(page.get_by_role("heading", name="Recommendation R14")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="[4]").first.click()
    expect(page.locator("#ref-BSR2017")).to_be_in_viewport()


def test_a_link_of_the_contents_opens_the_part_it_names(page, reader, axe):
    page.goto("/guideline/")
    expect(page.locator("#gap-S5")).to_be_hidden()
    contents = page.get_by_role("navigation", name="Contents")
    contents.get_by_role("link", name="Open questions").click()
    expect(page.locator("#gap-S5")).to_be_visible()
    expect(page.locator("#gap-S5")).to_contain_text("Left empty by the source")
    axe(page)


def test_a_key_that_is_not_there_offers_a_way_on(page, reader, axe):
    page.goto("/guideline/imnm/1/R99/")
    expect(page.get_by_role("heading", name="no recommendation R99")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="All recommendations of version 1").click()
    expect(page.locator("#recommendations")).to_be_visible()


@pytest.mark.parametrize("path", ["", "?q=prednisone", "R11/", "R99/"])
def test_nothing_is_wider_than_a_phone(page, reader, path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/guideline/imnm/1/{path}")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h1").bounding_box()["y"] < 300
