"""What the states of a version mean: which comes when, what replaces what, and who is told."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from guidelines import actions, frozen
from guidelines.engine import wording
from guidelines.models import GuidelineVersion
from tests import factories_people as people
from tests.factories import as_published, make_draft, make_published, make_user

pytestmark = pytest.mark.django_db
SMALL = GuidelineVersion.objects.filter(guideline__key="small")


@pytest.fixture(autouse=True)
def _no_stops(monkeypatch):
    """The checks find nothing: the small guideline is not complete."""
    monkeypatch.setattr("guidelines.checks.obstacles", lambda version, on: [])


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def later(today):
    return today + datetime.timedelta(days=10)


@pytest.fixture
def reviewer():
    return people.user("Guideline reviewer", is_staff=True)


@pytest.fixture
def author():
    return people.user("Guideline author", is_staff=True)


def approved(number, by):
    """A version that was submitted by somebody else and approved."""
    draft = make_draft(version=number, changes="A new dose.")
    actions.submit(version=draft, by=make_user())
    return actions.approve(version=draft, by=by)


def page_of(client, user, url):
    client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def home_of(client, user):
    return page_of(client, user, reverse("admin:index"))


def admin_url(version, step="change"):
    return reverse(f"admin:guidelines_guidelineversion_{step}", args=[version.pk])


def test_a_version_is_not_published_where_an_earlier_one_would_replace_it(reviewer, later, today):
    make_published(later, version=2)
    third = approved(3, reviewer)
    with pytest.raises(ValidationError) as refusal:
        actions.publish(version=third, by=reviewer, on=today)
    said = f"Version 2 starts on {wording.date(later)}: choose that day or later, or withdraw it"
    assert said in refusal.value.message
    actions.publish(version=third, by=reviewer, on=later)
    assert SMALL.in_force(later).get() == third


def test_a_version_is_not_published_below_one_of_a_later_number(reviewer, today):
    second = approved(2, reviewer)
    make_published(today, version=3)
    with pytest.raises(ValidationError, match="choose a later day"):
        actions.publish(version=second, by=reviewer, on=today)


def test_a_withdrawn_version_to_come_stands_in_nobodys_way(reviewer, later, today):
    second = make_published(later, version=2)
    actions.withdraw(version=second, by=reviewer, text="Wrong dose.")
    third = actions.publish(version=approved(3, reviewer), by=reviewer)
    assert SMALL.in_force(later).get() == third


def test_versions_to_come_are_told_at_home_and_on_the_pages_of_the_others(
    client, reviewer, later, today
):
    make_published(today)
    make_published(later, version=2)
    third = approved(3, reviewer)
    said = f"from {wording.date(later)}"
    for url in (reverse("admin:index"), admin_url(third), admin_url(third, "publish")):
        page = page_of(client, reviewer, url)
        assert "Version 2" in page, url
        assert said in page, url


def test_a_withdrawal_needs_a_reason_which_stays_beside_the_version(client, reviewer):
    version = make_published()
    client.force_login(reviewer)
    assert client.post(admin_url(version, "withdraw"), {"text": " "}).status_code == 422
    with pytest.raises(ValidationError, match="Say why"):
        actions.withdraw(version=version, by=reviewer, text=" ")
    client.post(admin_url(version, "withdraw"), {"text": "Wrong dose of the drug."})
    version.refresh_from_db()
    assert version.status == "withdrawn"
    assert [(row.kind, row.text) for row in version.remarks.all()] == [
        ("withdrawn", "Wrong dose of the drug.")
    ]
    for url in (admin_url(version), version.get_absolute_url()):
        assert "Wrong dose of the drug." in page_of(client, reviewer, url), url


def test_where_none_is_in_force_the_reason_is_told(client, reviewer):
    version = GuidelineVersion.objects.get(guideline__key="imnm")
    actions.withdraw(version=version, by=reviewer, text="Wrong dose of the drug.")
    assert "Wrong dose of the drug." in page_of(client, reviewer, reverse("guidelines:guideline"))
    assert "Wrong dose of the drug." in home_of(client, reviewer)


def test_before_a_withdrawal_what_comes_next_is_told_as_it_will_be(client, reviewer, later, today):
    first = make_published(today - datetime.timedelta(days=5))
    current = make_published(today, version=2)
    coming = make_published(later, version=3)
    starts = f"Version 3 is in force from {wording.date(later)}."
    page = page_of(client, reviewer, admin_url(current, "withdraw"))
    assert "No version is in force from now on" in page
    assert starts in page
    assert 'class="danger"' in page
    page = page_of(client, reviewer, admin_url(coming, "withdraw"))
    assert "It never starts. Version 2 stays in force." in page
    page = page_of(client, reviewer, admin_url(first, "withdraw"))
    assert "Version 2 stays in force." in page
    assert "never starts" not in page
    assert starts in page


def test_publication_and_withdrawal_stand_among_the_remarks(reviewer):
    version = actions.publish(version=approved(2, reviewer), by=reviewer)
    actions.withdraw(version=version, by=reviewer, text="Wrong dose.")
    kinds = [row.kind for row in version.remarks.all()]
    assert kinds == ["submitted", "approved", "published", "withdrawn"]


def test_a_later_version_is_not_submitted_before_it_says_what_changed(client, author):
    draft = make_draft(version=2)
    with pytest.raises(ValidationError, match="Say what changed"):
        actions.submit(version=draft, by=author)
    client.force_login(author)
    assert client.post(admin_url(draft, "submit"), {"changes": ""}).status_code == 422
    page = page_of(client, author, admin_url(draft, "submit"))
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    client.post(admin_url(draft, "submit"), {"changes": "A new dose.", "seen": seen})
    draft.refresh_from_db()
    assert (draft.status, draft.changes) == ("in_review", "A new dose.")
    assert not draft.remarks.filter(kind="submitted").exclude(digest=draft.digest).exists()


def test_the_first_version_need_not_say_what_changed(author):
    assert actions.submit(version=make_draft(), by=author).status == "in_review"


def test_a_version_replaced_by_one_withdrawn_since_does_not_come_back(
    client, reviewer, later, today
):
    first = make_published(today - datetime.timedelta(days=5))
    third = make_published(today, version=3)
    actions.withdraw(version=third, by=reviewer, text="Wrong dose.")
    page = " ".join(page_of(client, reviewer, first.get_absolute_url()).split())
    assert "Not in force yet" not in page
    assert "Replaced</b> by" in page
    assert f"on {wording.date(today)}" in page
    assert "does not come back" in page


def test_a_version_to_come_says_so_while_another_is_in_force(client, reviewer, later, today):
    make_published(today)
    second = make_published(later, version=2)
    page = page_of(client, reviewer, second.get_absolute_url())
    assert f"it starts on {wording.date(later)}" in page


def test_without_a_version_in_force_the_home_of_an_author_leads_on(client, author, reviewer):
    version = make_published()
    actions.withdraw(version=version, by=reviewer, text="Wrong dose.")
    page = home_of(client, author)
    assert "A small guideline" in page
    assert admin_url(version, "new_draft") in page


def test_the_foot_of_each_page_follows_the_version_in_force(client, reviewer):
    said = "has not been clinically approved"
    pages = ("/guideline/", "/patients/")
    client.force_login(people.user())
    assert all(said in client.get(page).text for page in pages)
    shipped = GuidelineVersion.objects.get(guideline__key="imnm")
    draft = actions.new_draft(version=shipped)
    actions.submit(version=draft, by=make_user(), changes="A new dose.")
    actions.approve(version=draft, by=reviewer)
    actions.publish(version=draft, by=reviewer)
    assert not any("not been" in client.get(page).text.partition("<footer")[2] for page in pages)


def test_the_shipped_notice_does_not_speak_of_its_approval():
    shipped = GuidelineVersion.objects.get(guideline__key="imnm")
    assert "approved" not in shipped.notice


def test_the_history_names_people_and_moments_as_people_do(client, reviewer):
    version = make_published()
    by = make_user(first_name="Ada", last_name="Brown")
    version = actions.withdraw(version=version, by=by, text="Wrong dose.")
    page = page_of(client, reviewer, admin_url(version, "history"))
    at = date_format(timezone.localtime(version.withdrawn_at), "DATETIME_FORMAT")
    assert "Ada Brown" in page.partition("Withdrawn by")[2].partition("</tr>")[0]
    told = page.partition(">Withdrawn at<")[2].partition("</tr>")[0]
    assert at in told
    assert f".{version.withdrawn_at:%f}" not in told


def test_starting_again_after_a_later_version_says_why_nothing_is_loaded(capsys, reviewer):
    shipped = GuidelineVersion.objects.get(guideline__key="imnm")
    draft = actions.new_draft(version=shipped)
    draft.criterion_rows.filter(key=frozen.load(draft).criteria[0].key).update(label="Other")
    as_published(draft)
    actions.withdraw(version=draft, by=reviewer, text="Wrong dose.")
    call_command("load_guideline")
    said = capsys.readouterr().out
    assert "imnm version 1 (published) holds these files already" in said
    assert "imnm version 2 (withdrawn) came after it" in said
    assert "differ" not in said


def test_files_are_not_published_before_a_version_to_come(later):
    draft = actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))
    draft.criterion_rows.filter(key=frozen.load(draft).criteria[0].key).update(label="Other")
    as_published(draft, later)
    with pytest.raises(CommandError, match="choose that day or later"):
        call_command("load_guideline", new_version=True)
