"""The guideline as a document: everything in it, with its marks, while it is in force."""

import re

import pytest
from django.urls import reverse_lazy

from guidelines import actions
from guidelines.models import GuidelineVersion
from tests.factories import make_draft, make_user

pytestmark = pytest.mark.django_db
PAGE = reverse_lazy("guidelines:guideline")


@pytest.fixture
def reader(client):
    """Somebody signed in without any role."""
    user = make_user()
    client.force_login(user)
    return user


def shipped():
    return GuidelineVersion.objects.get(guideline__key="imnm", number=1)


def test_the_document_holds_every_row_of_the_version_in_force(client, reader):
    page = client.get(PAGE)
    assert page.status_code == 200
    text = page.content.decode()
    version = shipped()
    for rows in ("recommendation_rows", "block_rows", "interplay_rows", "conflict_rows"):
        assert all(f'id="{row.key}"' in text for row in getattr(version, rows).all())
    assert all(f'id="ref-{row.key}"' in text for row in version.reference_rows.all())
    assert all(f'id="regimen-{row.code}"' in text for row in version.regimen_rows.all())


def test_no_anchor_stands_twice(client, reader):
    anchors = re.findall(r' id="([^"]+)"', client.get(PAGE).content.decode())
    assert len(anchors) == len(set(anchors))


def test_marks_and_the_notice_are_shown(client, reader):
    text = client.get(PAGE).content.decode()
    assert "our own choice" in text
    assert "from memory" in text
    assert "grew from an AI-generated question-and-answer page" in " ".join(text.split())
    assert "not clinically approved" in text


def test_without_signing_in_there_is_no_document(client):
    assert client.get(PAGE).status_code == 302


def test_a_withdrawn_guideline_says_so_and_what_to_do(client, reader):
    version = actions.withdraw(
        version=shipped(), by=make_user(username="dr-smith"), text="Wrong dose."
    )
    page = client.get(PAGE).content.decode()
    assert "was withdrawn" in page
    assert "dr-smith" in page
    assert "no consultation can be started" in page
    document = client.get(version.get_absolute_url())
    assert "do not use it" in document.content.decode()


def test_a_draft_is_only_for_those_who_may_see_it_in_the_admin(client, reader):
    draft = make_draft().get_absolute_url()
    assert client.get(draft).status_code == 404
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = client.get(draft)
    assert page.status_code == 200
    assert "This is a draft" in page.content.decode()


def test_the_page_is_only_read(client, reader):
    assert client.post(PAGE).status_code == 405


def test_every_part_named_in_the_contents_folds_around_its_anchor(client, reader):
    text = client.get(PAGE).content.decode()
    contents = text.partition('aria-label="Contents"')[2].partition("</nav>")[0]
    for key in re.findall(r'<li><a href="#(\w+)"', contents):
        # The anchor stands inside the fold: a link to it opens the fold, without a script.
        assert re.search(
            rf'<details class="part"[^>]*>[^§]*?</summary>\s*<section id="{key}">', text
        )
    assert text.count('<details class="part" open>') == 2
