"""Moving rows on the page of a version: one place at a time, never over the work of others."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from tests import factories_people as people
from tests.factories import make_draft, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    user = people.user(role="Guideline author", is_staff=True)
    client.force_login(user)
    return user


def address(version, collection="recommendations"):
    return reverse("admin:guidelines_move", args=[version.pk, collection])


def rows(version):
    return list(version.recommendation_rows.all())


def keys(version):
    return [row.key for row in rows(version)]


def seen(version):
    return ",".join(str(row.pk) for row in rows(version))


def move(client, version, way, key, order=None, **options):
    pk = version.recommendation_rows.get(key=key).pk
    values = {way: pk, "seen": seen(version) if order is None else order}
    return client.post(address(version), values, **options)


def test_a_row_moves_by_one_place_and_the_change_is_recorded(client, author):
    version = make_draft()
    answer = move(client, version, "up", "R2", follow=True)
    assert keys(version) == ["R2", "R1"]
    assert "R2 was moved up." in answer.content.decode()
    entry = LogEntry.objects.filter(object_repr="R2").latest()
    assert entry.changes["position"] == [2, 1]


def test_htmx_gets_the_list_in_its_new_order_and_is_told(client, author):
    version = make_draft()
    answer = move(client, version, "down", "R1", headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert shown.index("row-R2") < shown.index("row-R1")
    assert "R1 was moved down." in shown


@pytest.mark.parametrize(
    ("way", "key", "told"), [("up", "R1", "is the first"), ("down", "R2", "is the last")]
)
def test_at_the_end_it_stays_and_says_so(client, author, way, key, told):
    version = make_draft()
    answer = move(client, version, way, key, follow=True)
    assert keys(version) == ["R1", "R2"]
    assert told in answer.content.decode()


def test_an_order_that_changed_meanwhile_is_kept_and_shown(client, author):
    version = make_draft()
    before = seen(version)
    move(client, version, "up", "R2")
    answer = move(client, version, "up", "R2", order=before, headers={"HX-Request": "true"})
    assert keys(version) == ["R2", "R1"]
    assert "somebody changed the order meanwhile" in answer.content.decode()


@pytest.mark.parametrize("values", [{}, {"up": "nonsense", "seen": "1"}, {"up": "999999"}])
def test_a_move_of_nothing_moves_nothing(client, author, values):
    version = make_draft()
    assert client.post(address(version), values).status_code == 302
    assert keys(version) == ["R1", "R2"]


def test_what_was_published_cannot_be_moved(client, author):
    version = make_published()
    assert move(client, version, "up", "R2").status_code == 403
    assert keys(version) == ["R1", "R2"]


def test_a_reviewer_cannot_move_rows(client):
    client.force_login(people.user(role="Guideline reviewer", is_staff=True))
    version = make_draft()
    assert move(client, version, "up", "R2").status_code == 403


def test_other_collections_are_not_moved_here(client, author):
    version = make_draft()
    assert client.post(address(version, "drugs"), {"up": "1"}).status_code == 404
    assert client.get(address(version)).status_code == 405
