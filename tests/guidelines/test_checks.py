"""Which versions and which day the checks of a publication look at."""

import datetime

import pytest
from django.utils import timezone

from guidelines import actions, checks
from guidelines.models import GuidelineVersion
from tests.factories import as_published, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped():
    return GuidelineVersion.objects.get(guideline__key="imnm")


def test_the_review_must_still_be_ahead_on_the_first_day_in_force(shipped):
    draft = actions.new_draft(version=shipped)
    first_day = timezone.localdate() + datetime.timedelta(days=60)
    draft.review_by = first_day - datetime.timedelta(days=1)
    draft.changes = "An earlier review."
    draft.save()
    actions.submit(version=draft, by=make_user())
    actions.approve(version=draft, by=(reviewer := make_user()))
    with pytest.raises(actions.ObstaclesError) as refused:
        actions.publish(version=draft, by=reviewer, on=first_day)
    assert [found.kind for found in refused.value.obstacles] == ["review"]
    draft.refresh_from_db()
    assert draft.status == "in_review"


def test_a_version_is_held_to_every_version_ever_published(shipped):
    second = actions.new_draft(version=shipped)
    second.dataelement_rows.filter(key="ck").update(unit="mmol/L")
    as_published(second)
    third = actions.new_draft(version=second)
    assert "type" in {found.kind for found in checks.obstacles(third, timezone.localdate())}
    first_unit = shipped.dataelement_rows.get(key="ck").unit
    third.dataelement_rows.filter(key="ck").update(unit=first_unit)
    (found,) = checks.obstacles(third, timezone.localdate())
    assert (found.kind, found.key) == ("type", "ck")
