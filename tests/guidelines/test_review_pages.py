"""The pages of the steps: what each says, asks and refuses, and what is told of a version."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from guidelines import actions, exchange, frozen
from guidelines.engine.publication import Obstacle
from guidelines.models import GuidelineVersion
from tests import factories_people as people
from tests.factories import make_draft, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return people.user("Guideline author", is_staff=True)


@pytest.fixture
def reviewer():
    return people.user("Guideline reviewer", is_staff=True)


@pytest.fixture
def stops(monkeypatch):
    """What the checks find; nothing, unless a test adds to it."""
    found = []
    monkeypatch.setattr("guidelines.checks.obstacles", lambda version, on: found)
    return found


@pytest.fixture
def submitted(author):
    return actions.submit(version=make_draft(), by=author, text="Ready.")


def page_of(client, user, version, step):
    client.force_login(user)
    answer = client.get(reverse(f"admin:guidelines_guidelineversion_{step}", args=[version.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def take(client, user, version, step, **typed):
    client.force_login(user)
    typed = {"seen": exchange.digest(frozen.load(version))} | typed
    url = reverse(f"admin:guidelines_guidelineversion_{step}", args=[version.pk])
    answer = client.post(url, typed, follow=True)
    version.refresh_from_db()
    return answer


def test_an_author_submits_with_a_word_to_the_reviewers(client, author, stops):
    draft = make_draft()
    take(client, author, draft, "submit", text="New dose in R1.")
    assert (draft.status, draft.submitted_by) == ("in_review", author)
    assert draft.remarks.get().text == "New dose in R1."


def test_a_version_goes_from_draft_to_published_by_its_pages(client, author, reviewer, stops):
    draft = make_draft()
    take(client, author, draft, "submit")
    take(client, reviewer, draft, "approve", text="Sound.")
    take(client, reviewer, draft, "publish")
    assert (draft.status, draft.approved_by, draft.published_by) == (
        "published", reviewer, reviewer,
    )  # fmt: skip
    assert draft.effective_from == timezone.localdate()


def drawn_for(page):
    return re.search(r'name="seen" value="(\w+)"', page)[1]


@pytest.mark.parametrize("step", ["approve", "publish", "return"])
def test_a_decision_on_a_page_of_other_content_is_refused(
    step, client, author, reviewer, stops, submitted
):
    if step == "publish":
        actions.approve(version=submitted, by=reviewer)
    seen = drawn_for(page_of(client, reviewer, submitted, step))
    actions.return_to_authors(version=submitted, by=reviewer, text="One more thing.")
    submitted.recommendation_rows.filter(key="R1").update(sentence="Give twice the drug.")
    actions.submit(version=submitted, by=author)
    if step == "publish":
        actions.approve(version=submitted, by=reviewer)
    answer = take(client, reviewer, submitted, step, seen=seen, text="As I read it.")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "changed since this page was drawn" in page
    assert (submitted.status, submitted.is_approved) == ("in_review", step == "publish")
    take(client, reviewer, submitted, step, seen=drawn_for(page), text="As I read it now.")
    assert submitted.status == "draft" if step == "return" else submitted.is_approved
    assert (submitted.status == "published") == (step == "publish")


def test_a_page_that_does_not_say_what_it_was_drawn_for_is_refused(client, author):
    draft = make_draft()
    assert take(client, author, draft, "submit", seen="").status_code == 422
    assert draft.status == "draft"


def test_who_submitted_reads_why_the_button_to_approve_is_missing(client, stops):
    both = people.user("Guideline reviewer", is_staff=True)
    version = actions.submit(version=make_draft(), by=both)
    page = page_of(client, both, version, "approve")
    assert "Who submitted a version cannot approve it" in page
    assert 'type="submit" value="Approve"' not in page
    take(client, both, version, "approve")
    assert not version.is_approved


def test_the_page_of_the_version_says_why_a_step_is_closed(client, submitted, reviewer):
    client.force_login(reviewer)
    url = reverse("admin:guidelines_guidelineversion_change", args=[submitted.pk])
    page = client.get(url).content.decode()
    assert "Publish: Not approved yet" in page
    assert 'href="../approve/"' in page
    assert 'href="../publish/"' not in page


def test_a_return_without_a_reason_keeps_the_page_and_says_so(client, submitted, reviewer):
    answer = take(client, reviewer, submitted, "return", text=" ")
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    assert submitted.status == "in_review"
    take(client, reviewer, submitted, "return", text="R1 lacks a source.")
    assert submitted.status == "draft"


def test_publishing_lists_everything_that_stops_it_with_its_place(
    client, submitted, author, reviewer, stops
):
    actions.approve(version=submitted, by=reviewer)
    stops += [
        Obstacle(kind="founded", text="no source", collection="recommendations", key="R1"),
        Obstacle(kind="gap", text="no owner", collection="gaps", key="G1", field="owner"),
    ]
    page = page_of(client, reviewer, submitted, "publish")
    for collection, key in (("recommendations", "R1"), ("gaps", "G1")):
        assert reverse("admin:guidelines_place", args=[submitted.pk, collection, key]) in page
    assert "no source" in page
    assert 'type="submit" value="Publish"' not in page
    answer = take(client, reviewer, submitted, "publish")
    assert "What stops it is listed below: 2." in answer.content.decode()
    assert submitted.status == "in_review"


@pytest.mark.parametrize(("typed", "told"), [("soon", "1-Dec-2026"), ("1-Dec-2020", "past")])
def test_a_day_that_cannot_be_the_first_is_refused_and_kept(
    typed, told, client, submitted, reviewer, stops
):
    actions.approve(version=submitted, by=reviewer)
    answer = take(client, reviewer, submitted, "publish", on=typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert f'value="{typed}"' in page


def test_a_version_of_a_later_day_says_from_when(client, submitted, reviewer, stops):
    actions.approve(version=submitted, by=reviewer)
    later = timezone.localdate() + datetime.timedelta(days=30)
    answer = take(client, reviewer, submitted, "publish", on=date_format(later))
    assert submitted.effective_from == later
    assert f"In force from {date_format(later)}" in answer.content.decode()


def test_a_comment_on_a_row_leads_to_the_row_and_tells_when_the_content_changed(
    client, reviewer, author
):
    draft = make_draft()
    take(client, reviewer, draft, "comment", row="recommendations R1", text="Why 60?")
    remark = draft.remarks.get()
    assert (remark.collection, remark.key, remark.by) == ("recommendations", "R1", reviewer)
    page = page_of(client, author, draft, "comment")
    assert reverse("admin:guidelines_place", args=[draft.pk, "recommendations", "R1"]) in page
    assert "on the content as it stands" in page
    draft.criterion_rows.update(label="Other")
    assert "the content changed since" in page_of(client, author, draft, "comment")


def test_a_comment_on_a_row_that_is_not_there_is_refused(client, reviewer):
    draft = make_draft()
    answer = take(client, reviewer, draft, "comment", row="recommendations R99", text="Why?")
    assert answer.status_code == 422
    assert "Why?" in answer.content.decode()
    assert not draft.remarks.exists()


def test_a_version_with_remarks_is_not_deleted(client, author):
    draft = make_draft()
    actions.comment(version=draft, by=author, text="Keep this.")
    client.force_login(author)
    url = reverse("admin:guidelines_guidelineversion_delete", args=[draft.pk])
    page = client.post(url, {"post": "yes"}, follow=True).content.decode()
    assert "protected" in page
    assert GuidelineVersion.objects.filter(pk=draft.pk).exists()


def test_withdrawing_says_what_it_means_and_how_many_consultations_are_open(client, reviewer):
    page = page_of(client, reviewer, make_published(), "withdraw")
    assert "No version is in force from now on" in page
    assert "Open consultations that use this version and have to be cancelled: 0." in page


@pytest.mark.parametrize("step", ["submit", "approve", "return", "publish"])
def test_a_step_that_does_not_apply_says_so(client, step):
    owner = people.user(None, is_staff=True, is_superuser=True)
    page = page_of(client, owner, make_published(), step)
    assert "this step does not apply" in page


@pytest.mark.parametrize("step", ["approve", "publish"])
def test_who_decides_reads_what_changed_and_finds_whom_it_touches(
    client, author, reviewer, stops, step
):
    first = make_published()
    draft = actions.new_draft(version=first)
    actions.submit(version=draft, by=author, changes="The limit is 60 kg now.")
    if step == "publish":
        actions.approve(version=draft, by=reviewer)
    page = page_of(client, reviewer, draft, step)
    assert "The limit is 60 kg now." in page
    assert reverse("guidelines:difference", args=[first.pk, draft.pk]) in page


def test_step_pages_of_a_review_take_few_queries_on_the_shipped_content(
    client, author, reviewer, django_assert_max_num_queries
):
    client.force_login(reviewer)
    shipped = GuidelineVersion.objects.get(guideline__key="imnm")
    version = actions.new_draft(version=shipped)
    actions.submit(version=version, by=author, changes="Nothing.")
    pages = [("approve", version), ("return", version), ("publish", version), ("withdraw", shipped)]
    for step, of in pages:
        url = reverse(f"admin:guidelines_guidelineversion_{step}", args=[of.pk])
        with django_assert_max_num_queries(15, info=step):
            assert client.get(url).status_code == 200


def test_step_pages_take_few_queries_on_the_shipped_content(
    client, author, django_assert_max_num_queries
):
    client.force_login(author)
    version = actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))
    actions.comment(version=version, by=author, text="One.")
    for step in ("comment", "submit", "new_draft", "load"):
        url = reverse(f"admin:guidelines_guidelineversion_{step}", args=[version.pk])
        with django_assert_max_num_queries(15):
            client.get(url)
