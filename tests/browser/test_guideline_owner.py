"""An author and a reviewer change a limit: caught, corrected, published; and whom it touches.

The limit of severe weakness goes from 50 points of MMT-8 to 52. The first edit says 60 by mistake,
and test patients fail; the second moves the one test patient that stands at the limit. A patient
with 51 points was seen before.
"""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import expect

from guidelines.engine.look_alikes import tall_man
from guidelines.models import GuidelineVersion
from patients.impact import chunks
from patients.models import Encounter, Replay
from tests import factories_people as people

MODERATE = people.SEVERE | {"mmt8_80": "51", "dysphagia": "none"}
PULSES = "Give intravenous methylprednisolone pulses"
AT_ONCE = "Start oral prednisone or prednisolone on the day of diagnosis, at 1 mg/kg/day."
REASON = "With 60, V1 and V5 get pulses."


@pytest.fixture
def signed(rows):
    """A consultation signed under version 1: moderate weakness, no pulses."""
    clinician = people.user(first_name="Ada", last_name="Onward")
    return people.signed(people.patient(people.team(clinician)), clinician, **MODERATE)


@pytest.fixture
def author(rows):
    """An author who may review, too: only not what they submitted themselves."""
    user = people.user("Guideline author", is_staff=True)
    user.groups.add(Group.objects.get(name="Guideline reviewer"))
    return user


@pytest.fixture
def reviewer(rows):
    return people.user("Guideline reviewer", is_staff=True)


@pytest.fixture
def look(axe):
    """`look(page, title)`: the page is there; axe finds nothing wrong, once for each address."""
    seen = set()

    def seen_and_accessible(page, title):
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        page.wait_for_load_state()
        if page.url not in seen:
            axe(page)
            seen.add(page.url)

    return seen_and_accessible


def test_from_a_wrong_edit_to_a_new_version_and_the_patients_it_touches(
    page, sign_in, look, signed, author, reviewer
):
    sign_in(author)
    draft = given_a_draft_of_version_1(page, look)
    when_the_limit_is_set(page, look, draft, "60", V1="true", X2="true")
    then_the_failing_test_patients_are_left_to_do(page, look, draft)
    when_submitted(page, look)
    sign_in(reviewer)
    then_the_reviewer_reads_who_would_be_treated_otherwise(page, look, draft)
    then_it_is_not_published(page, look, draft)
    when_returned(page, look, draft)
    sign_in(author)
    when_the_limit_is_set(page, look, draft, "52", V1="false", X2="true")
    when_the_test_patient_at_the_limit_is_moved(page, look, draft)
    when_a_sentence_is_changed(page, look, draft)
    then_nothing_is_left_to_do(page, look, draft)
    when_submitted(page, look)
    then_the_author_cannot_approve(page, look)
    sign_in(reviewer)
    when_approved_and_published(page, look, draft)
    when_the_impact_is_run(page, look)
    sign_in(signed.signed_by)
    then_the_patient_is_to_be_recalled(page, look, signed)
    then_the_old_consultation_rests_on_version_1(page, look)
    then_a_new_consultation_rests_on_version_2(page, signed)


def given_a_draft_of_version_1(page, look):
    page.goto("/admin/")
    look(page, "Site administration")
    page.get_by_role("link", name="Version 1").first.click()
    page.get_by_role("link", name="New draft").click()
    look(page, "New draft")
    page.get_by_role("button", name="New draft").click()
    look(page, "imnm version 2 (draft)")
    return GuidelineVersion.objects.get(number=2)


def when_the_limit_is_set(page, look, draft, limit, **values):
    """Before it is saved, the test patients for whom the condition is true stand beside it."""
    page.goto(place(draft, "derived", "severity"))
    look(page, "Change derived element")
    field = page.locator("textarea.expression").filter(has_text="rapid_progression")
    words = page.locator(".inline-related").filter(has=field).locator(".in-words")
    words.locator("summary").click()
    field.fill(re.sub(r"mmt8_80 < \d+", f"mmt8_80 < {limit}", field.input_value()))
    expect(words.locator(".meaning")).to_contain_text(f"below {limit}")
    for key, value in values.items():
        expect(words.get_by_role("row", name=f"{value} {key}:")).to_be_visible()
    save(page)


def place(version, collection, key):
    return reverse("admin:guidelines_place", args=[version.pk, collection, key])


def save(page):
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def open_version(page, look, draft, state):
    page.goto(reverse("admin:guidelines_guidelineversion_change", args=[draft.pk]))
    look(page, f"imnm version 2 ({state})")


def then_the_failing_test_patients_are_left_to_do(page, look, draft):
    open_version(page, look, draft, "draft")
    assert_failing_are_listed(page, draft)


def assert_failing_are_listed(page, draft):
    """The test patients that fail, each with its place and what it gets instead."""
    expect(page.locator("#todo")).to_contain_text("Test patients that fail")
    for key in ("V1", "V5", "X2"):
        address = place(draft, "vignettes", key)
        expect(page.locator(f"#todo a[href^='{address}']").first).to_be_visible()
    expect(page.locator("#todo")).to_contain_text("R12 is recommended, expected: ")


def when_submitted(page, look):
    page.get_by_role("link", name="Submit for review").click()
    look(page, "Submit for review")
    page.get_by_label("What changed since the version before").fill("Pulses for more patients.")
    page.get_by_role("button", name="Submit for review").click()
    look(page, "imnm version 2 (in review)")


def then_the_reviewer_reads_who_would_be_treated_otherwise(page, look, draft):
    open_version(page, look, draft, "in review")
    page.get_by_role("link", name="What it changes in version 1").click()
    expect(page.get_by_text("No run has evaluated the signed consultations")).to_be_visible()
    look(page, "What version 2 says otherwise than version 1")
    patient = page.locator("#touched details").filter(has_text="V1. ")
    expect(patient).to_contain_text(PULSES)
    expect(patient).to_contain_text("Now: recommended")


def then_it_is_not_published(page, look, draft):
    approve(page, look, draft)
    page.get_by_role("link", name="Publish", exact=True).click()
    look(page, "Publish")
    expect(page.get_by_text("This version cannot be published yet")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    assert_failing_are_listed(page, draft)


def approve(page, look, draft):
    page.goto(step(draft, "approve"))
    look(page, "Approve")
    page.get_by_role("button", name="Approve").click()
    look(page, "imnm version 2 (in review)")


def step(draft, name):
    return reverse(f"admin:guidelines_guidelineversion_{name}", args=[draft.pk])


def when_returned(page, look, draft):
    page.goto(step(draft, "return"))
    look(page, "Return to authors")
    page.get_by_label("What has to change, and why").fill(REASON)
    page.get_by_role("button", name="Return to authors").click()
    look(page, "imnm version 2 (draft)")


def when_the_test_patient_at_the_limit_is_moved(page, look, draft):
    open_version(page, look, draft, "draft")
    page.locator("#todo").get_by_role("link", name="X2").click()
    look(page, "Change vignette")
    field = page.locator("#id_findings")
    field.fill(field.input_value().replace('"mmt8_80": 50', '"mmt8_80": 52'))
    save(page)


def when_a_sentence_is_changed(page, look, draft):
    page.goto(place(draft, "recommendations", "R11"))
    look(page, "Change recommendation")
    page.get_by_label("Sentence").fill(AT_ONCE)
    save(page)


def then_nothing_is_left_to_do(page, look, draft):
    open_version(page, look, draft, "draft")
    expect(page.locator("#todo")).to_contain_text("every check is passed")
    expect(page.locator(".remarks")).to_contain_text(REASON)


def then_the_author_cannot_approve(page, look):
    expect(page.get_by_text("Approve: Who submitted a version cannot approve it")).to_be_visible()
    expect(page.get_by_role("link", name="Approve", exact=True)).to_have_count(0)


def when_approved_and_published(page, look, draft):
    approve(page, look, draft)
    page.get_by_role("link", name="Publish", exact=True).click()
    look(page, "Publish")
    page.get_by_role("button", name="Publish").click()
    look(page, "imnm version 2 (published)")


def when_the_impact_is_run(page, look):
    page.get_by_role("link", name="What it changes in version 1").click()
    page.get_by_role("button", name="Start an impact run").click()
    expect(page.get_by_text("0 of 1 consultations evaluated")).to_be_visible()
    chunks.run(Replay.objects.get().chunks.get().pk)
    page.get_by_role("link", name="Show what it found").click()
    expect(page.get_by_text("1 of 1 consultations would get something else")).to_be_visible()
    look(page, "Impact of version 2 against version 1")


def then_the_patient_is_to_be_recalled(page, look, signed):
    page.goto("/")
    page.get_by_role("link", name="To recall").click()
    look(page, "To recall")
    expect(page.get_by_role("link", name=str(signed.patient))).to_be_visible()
    expect(page.locator("article")).to_contain_text(PULSES)
    page.get_by_role("link", name="Last visit").click()


def then_the_old_consultation_rests_on_version_1(page, look):
    look(page, "Consultation of")
    expect(page.locator("main")).to_contain_text("guideline version 1, not clinically approved")
    expect(page.locator("#card-R12")).to_have_count(0)
    page.locator("#card-R11").get_by_role("link", name="recommendation R11").click()
    look(page, "Recommendation R11")
    expect(page).to_have_url(re.compile("/guideline/imnm/1/R11/$"))
    expect(page.get_by_text(AT_ONCE)).to_have_count(0)


def then_a_new_consultation_rests_on_version_2(page, signed):
    page.goto(signed.patient.get_absolute_url())
    page.get_by_role("button", name="Start consultation").click()
    expect(page.locator("#plan")).to_contain_text("Guideline version 2")
    people.write(Encounter.objects.get(signed_at=None), signed.signed_by, **MODERATE)
    page.reload()
    expect(page.locator("#card-R12")).to_contain_text(tall_man(PULSES))
    expect(page.locator("#card-R11")).to_contain_text(tall_man(AT_ONCE))
    link = page.locator("#card-R11").get_by_role("link", name="recommendation R11")
    expect(link).to_have_attribute("href", "/guideline/imnm/2/R11/")
