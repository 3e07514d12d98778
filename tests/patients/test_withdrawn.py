"""Open consultations and what is said of them once their guideline version does not hold."""

import pytest
from django.urls import reverse

from guidelines import actions as versions
from guidelines.models import GuidelineVersion
from patients.visits import actions
from tests.factories import as_published, make_user
from tests.patients.posts import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped():
    return GuidelineVersion.objects.get(guideline__key="imnm")


def withdraw(version):
    return versions.withdraw(version=version, by=make_user(), text="Wrong dose of rituximab.")


def text(answer):
    return " ".join(answer.content.decode().split())


def test_a_withdrawn_draft_shows_no_plan_and_why(signed_in, draft, shipped):
    withdraw(shipped)
    page = text(signed_in.get(draft.get_absolute_url()))
    assert "The guideline version of this draft was withdrawn" in page
    assert "Wrong dose of rituximab." in page
    assert "There is no plan" in page
    assert 'class="urgency"' not in page
    assert "R11" not in page.partition('id="plan"')[2]
    assert reverse("patients:cancel", args=[draft.pk]) in page


@pytest.mark.parametrize("page", ["review", "why_not", "summary"])
def test_no_page_of_a_withdrawn_draft_shows_its_plan(page, signed_in, draft, shipped):
    withdraw(shipped)
    answer = signed_in.get(reverse(f"patients:{page}", args=[draft.pk]))
    assert answer.url == draft.get_absolute_url()


def test_signing_a_withdrawn_draft_leads_to_its_page_which_says_why(signed_in, draft, shipped):
    withdraw(shipped)
    url = reverse("patients:sign", args=[draft.pk])
    answer = signed_in.post(url, {"revision": draft.revision}, follow=True)
    draft.refresh_from_db()
    assert not draft.is_signed
    assert "was withdrawn" in text(answer)
    assert 'class="urgency"' not in text(answer)


@pytest.mark.parametrize(("headers", "status"), [({}, 422), (HTMX, 409)])
def test_an_answer_typed_into_a_withdrawn_draft_is_refused_and_not_lost(
    signed_in, draft, shipped, headers, status
):
    withdraw(shipped)
    url = reverse("patients:section", args=[draft.pk, "enzymes"])
    typed = {"revision": draft.revision, "alt": "83", "alt_unit": "U/L"}
    answer = signed_in.post(url, typed, headers=headers)
    assert answer.status_code == status
    assert "was withdrawn" in text(answer)
    assert headers or 'value="83"' in text(answer)
    draft.refresh_from_db()
    assert "alt" not in draft.findings


def test_a_signed_consultation_says_that_its_version_was_withdrawn_and_why(
    signed_in, signed, shipped
):
    assert "not to be used any more" not in text(signed_in.get(signed.get_absolute_url()))
    withdraw(shipped)
    page = text(signed_in.get(signed.get_absolute_url())).partition("Signed by")[2]
    assert "is not to be used any more. Reason: Wrong dose of rituximab." in page
    listed = text(signed_in.get(reverse("patients:recalls"))).partition("Signed under")[2]
    assert "Reason: Wrong dose of rituximab." in listed


def test_a_withdrawn_draft_leads_to_a_new_consultation_only_where_one_can_start(
    signed_in, draft, shipped
):
    withdraw(shipped)
    leads = "start a consultation under version 2"
    assert leads not in text(signed_in.get(draft.get_absolute_url()))
    as_published(versions.new_draft(version=shipped))
    assert leads in text(signed_in.get(draft.get_absolute_url()))


def test_a_draft_of_a_version_that_was_replaced_is_signed_with_it_and_every_page_says_so(
    signed_in, draft, clinician, shipped
):
    withdraw(as_published(versions.new_draft(version=shipped)))
    page = text(signed_in.get(draft.get_absolute_url()))
    assert "An open one can still be signed with the version it was started with" in page
    assert "started or signed" not in page
    assert "Review and sign" in page
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    assert draft.is_signed
