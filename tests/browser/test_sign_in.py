"""Coming in and going out."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect


@pytest.fixture
def clinician(rows):
    return User.objects.create_user("clinician", password="a long enough phrase")


def fill_in(page, password):
    page.goto("/account/login/")
    page.get_by_label("Username").fill("clinician")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_clinician_signs_in_and_out(page, clinician, axe):
    fill_in(page, "a long enough phrase")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_refused_in_words(page, clinician, axe):
    fill_in(page, "something else")
    expect(page.get_by_text("not correct")).to_be_visible()
    axe(page)


def test_the_keyboard_reaches_the_content_first(page, clinician):
    page.goto("/account/login/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
