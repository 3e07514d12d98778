"""From draft to published: who may do what, in which order, and what is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guidelines import actions, frozen
from guidelines.engine import wording
from guidelines.models import GuidelineVersion
from patients.in_force import context
from tests import factories_people as people
from tests.factories import as_published, make_draft, make_published, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_user()


@pytest.fixture
def reviewer():
    return make_user()


@pytest.fixture
def draft():
    """A draft that passes every check: the shipped content under the next number."""
    draft = actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))
    draft.changes = "A new dose."
    draft.save()
    return draft


def test_a_version_goes_from_author_to_reviewer_to_everybody(draft, author, reviewer):
    actions.submit(version=draft, by=author)
    actions.approve(version=draft, by=reviewer)
    version = actions.publish(version=draft, by=reviewer)
    today = timezone.localdate()
    assert version in GuidelineVersion.objects.in_force(today)
    assert (version.published_by, version.effective_from) == (reviewer, today)
    assert [remark.kind for remark in version.remarks.all()] == [
        "submitted",
        "approved",
        "published",
    ]


def test_a_version_can_start_on_a_later_day(draft, author, reviewer):
    later = timezone.localdate() + datetime.timedelta(days=30)
    actions.submit(version=draft, by=author)
    actions.approve(version=draft, by=reviewer)
    version = actions.publish(version=draft, by=reviewer, on=later)
    assert version not in GuidelineVersion.objects.in_force(later - datetime.timedelta(days=1))
    assert version in GuidelineVersion.objects.in_force(later)


def test_no_version_starts_in_the_past(draft, author, reviewer):
    actions.submit(version=draft, by=author)
    actions.approve(version=draft, by=reviewer)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    with pytest.raises(ValidationError, match="past"):
        actions.publish(version=draft, by=reviewer, on=yesterday)


def test_who_submitted_cannot_approve(draft, author):
    actions.submit(version=draft, by=author)
    with pytest.raises(ValidationError, match="another reviewer"):
        actions.approve(version=draft, by=author)


def test_what_was_not_approved_is_not_published(draft, author):
    with pytest.raises(ValidationError, match="only a version in review"):
        actions.publish(version=draft, by=author)
    actions.submit(version=draft, by=author)
    with pytest.raises(ValidationError, match="Not approved"):
        actions.publish(version=draft, by=author)


def test_a_returned_version_is_a_draft_again_and_says_why(draft, author, reviewer):
    actions.submit(version=draft, by=author)
    with pytest.raises(ValidationError, match="Say why"):
        actions.return_to_authors(version=draft, by=reviewer, text=" ")
    version = actions.return_to_authors(version=draft, by=reviewer, text="R11 lacks a source.")
    assert (version.status, version.submitted_by) == ("draft", None)
    assert version.remarks.last().text == "R11 lacks a source."


def test_a_draft_that_names_what_is_not_there_is_not_published(author, reviewer):
    draft = make_draft()
    draft.criterion_rows.create(key="broken", label="Broken", when="wieght_kg > 3")
    actions.submit(version=draft, by=author)
    actions.approve(version=draft, by=reviewer)
    with pytest.raises(ValidationError, match="wieght_kg"):
        actions.publish(version=draft, by=reviewer)
    draft.refresh_from_db()
    assert draft.status == "in_review"


def test_a_remark_belongs_to_the_content_it_was_made_on(draft, author):
    actions.comment(version=draft, by=author, text="Why 50?", collection="criteria", key="severe")
    first = draft.remarks.get().digest
    draft.criterion_rows.filter(key=frozen.load(draft).criteria[0].key).update(label="Other")
    actions.comment(version=draft, by=author, text="Changed.")
    assert draft.remarks.last().digest != first


def test_the_shipped_content_is_published_without_approval_and_says_so():
    version = GuidelineVersion.objects.get(guideline__key="imnm")
    assert version.published_by.username == "shipped-content"
    assert not version.is_approved


def test_a_version_withdrawn_before_its_first_day_leaves_its_predecessor_in_force(reviewer):
    today = timezone.localdate()
    later = today + datetime.timedelta(days=10)
    first, second = make_published(), make_published(later, version=2)
    actions.withdraw(version=second, by=reviewer, text="Wrong dose.")
    in_force = GuidelineVersion.objects.filter(guideline=first.guideline).in_force(later)
    assert in_force.get() == first


def test_without_a_version_in_force_every_page_says_so(client, reviewer):
    clinician = people.user("Clinician", is_staff=True, password="a-long-word")
    client.force_login(clinician)
    pages = ["/patients/", "/admin/", reverse("account_change_password"), "/guideline/"]
    told = "was withdrawn on"
    assert not any("none-in-force" in client.get(page).content.decode() for page in pages)
    version = GuidelineVersion.objects.get(guideline__key="imnm")
    actions.withdraw(version=version, by=reviewer, text="Wrong dose.")
    for page in pages:
        text = client.get(page).content.decode()
        assert "none-in-force" in text, page
        assert f"version {version.number} of" in text
        assert told in text
    later = timezone.localdate() + datetime.timedelta(days=10)
    as_published(actions.new_draft(version=version), later)
    assert f"is in force from {wording.date(later)}." in client.get(pages[0]).content.decode()


def test_the_sign_in_page_tells_strangers_nothing_of_the_guideline(client, reviewer):
    version = GuidelineVersion.objects.get(guideline__key="imnm")
    actions.withdraw(version=version, by=reviewer, text="Wrong dose.")
    assert "none-in-force" not in client.get(reverse("account_login")).content.decode()


def test_parts_of_a_page_do_not_ask_which_version_is_in_force(rf, reviewer):
    request = rf.get("/")
    request.user = reviewer
    assert callable(context(request)["none_in_force"])
