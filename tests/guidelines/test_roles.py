"""Who may do what: each role against each page and step, and the table that says so."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from guidelines import actions
from guidelines.models import COLLECTIONS
from patients import access
from tests import factories_people as people
from tests.factories import make_draft, make_published, make_user

pytestmark = pytest.mark.django_db
CLINICIAN, AUTHOR, REVIEWER, AUDITOR = (role.name for role in access.ROLES)
STAFF = {AUTHOR, REVIEWER, AUDITOR}
# Step or page of a version: the state it is tried in, and the roles that may open it.
PAGES = {
    "change": ("draft", STAFF),
    "history": ("draft", STAFF),
    "download": ("draft", STAFF),
    "delete": ("draft", {AUTHOR}),
    "new_draft": ("published", {AUTHOR}),
    "load": ("published", {AUTHOR}),
    "submit": ("draft", {AUTHOR}),
    "comment": ("in_review", {AUTHOR, REVIEWER}),
    "approve": ("in_review", {REVIEWER}),
    "return": ("in_review", {REVIEWER}),
    "publish": ("in_review", {REVIEWER}),
    "withdraw": ("published", {REVIEWER}),
}
ROLES = [CLINICIAN, AUTHOR, REVIEWER, AUDITOR, None]


@pytest.fixture(autouse=True)
def no_checks(monkeypatch):
    monkeypatch.setattr("guidelines.checks.obstacles", lambda version, on: [])


def version_in(state):
    if state == "published":
        return make_published()
    draft = make_draft()
    return actions.submit(version=draft, by=make_user()) if state == "in_review" else draft


@pytest.fixture
def enter(client):
    """Sign in with a role; may enter the administration like all who work on guidelines."""

    def signed_in(role):
        client.force_login(people.user(role, is_staff=True))
        return client

    return signed_in


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_version_opens_for_its_roles_only(page, role, enter):
    state, allowed = PAGES[page]
    url = reverse(f"admin:guidelines_guidelineversion_{page}", args=[version_in(state).pk])
    assert enter(role).get(url).status_code == (200 if role in allowed else 403)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("change", "history")])
def test_a_step_that_is_posted_is_refused_to_other_roles(page, role, enter):
    state, allowed = PAGES[page]
    version = version_in(state)
    if role in allowed or page == "download":
        return
    url = reverse(f"admin:guidelines_guidelineversion_{page}", args=[version.pk])
    assert enter(role).post(url, {"text": "Yes.", "post": "yes"}).status_code == 403
    version.refresh_from_db()
    assert (version.status, version.remarks.exclude(kind="submitted").count()) == (state, 0)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", COLLECTIONS)
def test_rows_are_read_by_staff_and_changed_by_authors_of_drafts(name, role, enter):
    model, version, client = COLLECTIONS[name], make_draft(), enter(role)
    row = model.objects.filter(version=version).first()
    may = {"changelist": STAFF, "change": STAFF, "add": {AUTHOR}, "delete": {AUTHOR}}
    for act, allowed in may.items():
        args = [row.pk] if act in ("change", "delete") else []
        url = reverse(f"admin:guidelines_{model._meta.model_name}_{act}", args=args)
        assert client.get(url).status_code == (200 if role in allowed else 403), act
        if role != AUTHOR and act != "changelist":
            assert client.post(url, {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", COLLECTIONS)
def test_not_even_an_author_changes_a_row_in_review(name, enter):
    model, client = COLLECTIONS[name], enter(AUTHOR)
    row = model.objects.filter(version=version_in("in_review")).first()
    for act in ("change", "delete"):
        url = reverse(f"admin:guidelines_{model._meta.model_name}_{act}", args=[row.pk])
        assert client.post(url, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_patients_are_for_clinicians_alone(role, enter):
    answer = enter(role).get(reverse("patients:patient_list"))
    assert answer.status_code == (200 if role == CLINICIAN else 403)


def test_the_groups_hold_what_the_table_says():
    for activity, verdicts in access.table():
        names = access.ACTIVITIES[activity]
        for role, may in zip(access.ROLES, verdicts, strict=True):
            user = people.user(role.name)
            assert any(user.has_perm(name) for name in names) == may, (activity, role.name)


def test_the_table_stands_in_the_admin_and_in_the_documentation(enter):
    page = enter(AUDITOR).get(reverse("admin:roles")).content.decode()
    text = Path(settings.BASE_DIR, "docs", "publishing.md").read_text(encoding="utf-8")
    written = re.findall(r"^\| (.+) \|$", text.split("## Roles")[1].split("\n## ")[0], re.MULTILINE)
    rows = [line.split(" | ") for line in written if "---" not in line]
    assert rows[0] == ["May", *ROLES[:4]]
    told = {name: [word == "yes" for word in verdicts] for name, *verdicts in rows[1:]}
    assert told == dict(access.table())
    assert all(activity in page for activity in told)
