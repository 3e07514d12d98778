"""From draft to published: who may do what, in which order, and what is refused."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from guidelines import actions, frozen
from guidelines.models import GuidelineVersion
from tests.factories import make_draft, make_user

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
    return actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))


def test_a_version_goes_from_author_to_reviewer_to_everybody(draft, author, reviewer):
    actions.submit(version=draft, by=author)
    actions.approve(version=draft, by=reviewer)
    version = actions.publish(version=draft, by=reviewer)
    today = timezone.localdate()
    assert version in GuidelineVersion.objects.in_force(today)
    assert (version.published_by, version.effective_from) == (reviewer, today)
    assert [remark.kind for remark in version.remarks.all()] == ["submitted", "approved"]


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
