"""Before a draft is deleted: what goes with it, who may, and what holds it."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from guidelines import actions
from guidelines.models import GuidelineVersion
from tests import factories_people as people
from tests.factories import make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    user = people.user("Guideline author", is_staff=True)
    client.force_login(user)
    return user


def address(version):
    return reverse("admin:guidelines_guidelineversion_delete", args=[version.pk])


def test_a_draft_is_deleted_after_its_rows_were_counted_in_few_queries(
    client, author, django_assert_max_num_queries
):
    version = actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))
    with django_assert_max_num_queries(15):
        answer = client.get(address(version))
    told = dict(answer.context["model_count"])
    assert told["recommendations"] == version.recommendation_rows.count()
    assert told["vignettes"] == version.vignette_rows.count()
    client.post(address(version), {"post": "yes", "stored": answer.context["stored"]})
    assert not GuidelineVersion.objects.filter(pk=version.pk).exists()


def test_what_holds_a_draft_is_told(client, author):
    version = make_draft()
    actions.comment(version=version, by=author, text="Keep this.")
    assert client.get(address(version)).context["protected"] == ["Remarks: 1"]


def test_only_who_may_delete_its_rows_deletes_a_draft(client):
    user = people.user("Guideline reviewer", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="delete_guidelineversion"))
    client.force_login(user)
    version = make_draft()
    answer = client.get(address(version))
    assert "recommendation" in answer.context["perms_lacking"]
    confirmed = {"post": "yes", "stored": answer.context["stored"]}
    assert client.post(address(version), confirmed).status_code == 403
