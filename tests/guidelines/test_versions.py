"""Which version is in force, and what the database refuses about states."""

import datetime
from dataclasses import fields

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from guidelines import actions, frozen
from guidelines.engine import content
from guidelines.models import COLLECTIONS, GuidelineVersion
from tests.factories import make_draft, make_published, make_user

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
SMALL = GuidelineVersion.objects.filter(guideline__key="small")


def test_a_draft_is_never_in_force():
    make_draft()
    assert not SMALL.in_force(TODAY).exists()


def test_a_version_is_in_force_from_its_first_day_on():
    version = make_published(TODAY)
    assert not SMALL.in_force(TODAY - datetime.timedelta(days=1)).exists()
    assert SMALL.in_force(TODAY).get() == version


def test_the_later_version_takes_the_place_of_the_earlier_one():
    first = make_published(TODAY)
    second = make_published(TODAY + datetime.timedelta(days=10), version=2)
    assert SMALL.in_force(TODAY).get() == first
    assert SMALL.in_force(TODAY + datetime.timedelta(days=10)).get() == second


def test_a_withdrawn_version_leaves_none_and_not_its_predecessor():
    today = timezone.localdate()
    make_published(today)
    second = make_published(today, version=2)
    actions.withdraw(version=second, by=make_user(), text="Wrong dose.")
    assert not SMALL.in_force(today).exists()


def test_only_a_published_version_can_be_withdrawn():
    with pytest.raises(ValidationError, match="only a published"):
        actions.withdraw(version=make_draft(), by=make_user(), text="Wrong dose.")


def test_a_new_draft_holds_the_same_content_under_the_next_number():
    version = make_published()
    draft = actions.new_draft(version=version)
    assert (draft.number, draft.status) == (2, "draft")
    before, after = frozen.load(version), frozen.load(draft)
    assert all(getattr(before, name) == getattr(after, name) for name in COLLECTIONS)


@pytest.mark.parametrize(
    "state",
    [
        {"status": "published"},
        {"status": "withdrawn"},
        {"published_at": "2026-11-22T10:00Z"},
        {"withdrawn_at": "2026-11-22T10:00Z"},
    ],
)
def test_a_state_without_its_day_and_person_is_refused_by_the_database(state):
    draft = make_draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        GuidelineVersion.objects.filter(pk=draft.pk).update(**state)


def test_content_of_a_published_version_is_read_once(django_assert_num_queries):
    version = make_published()
    frozen.load(version)
    with django_assert_num_queries(0):
        assert frozen.load(version).title == "A small guideline"


def test_content_of_a_draft_is_read_anew_after_a_change():
    draft = make_draft()
    before = frozen.load(draft).criteria[0].label
    draft.criterion_rows.update(label="Over 100 kg")
    assert (before, frozen.load(draft).criteria[0].label) == ("Heavy", "Over 100 kg")


def test_content_is_read_with_one_query_for_each_table(django_assert_max_num_queries):
    draft = make_draft()
    with django_assert_max_num_queries(len(COLLECTIONS) + 7):
        frozen.load(draft)


def test_a_row_without_a_place_goes_to_the_end():
    draft = make_draft()
    row = draft.recommendation_rows.create(key="R3", sentence="Wait.", when="is_heavy")
    assert row.position == 3


def columns_of(model, owner):
    own = {"id", "version", "position", owner}
    return {field.name for field in model._meta.fields} - own


def assert_same_fields(kind, model, owner):
    inner = frozen.nested(kind)
    assert {field.name for field in fields(kind)} - set(inner) == columns_of(model, owner)
    for name, below in inner.items():
        relation = model._meta.get_field(name)
        assert isinstance(relation, models.ManyToOneRel)
        assert_same_fields(below, relation.related_model, relation.field.name)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_rows_have_the_fields_of_the_content(name):
    assert_same_fields(frozen.row_type(content.Content, name), COLLECTIONS[name], "version")
