"""The admin: drafts are edited and checked, what was published is only read and withdrawn."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from guidelines.models import COLLECTIONS, GuidelineVersion
from tests import factories_people as people
from tests.factories import make_draft, make_published, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    """A guideline owner, signed in."""
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def url(row, action="change"):
    return reverse(f"admin:guidelines_{row._meta.model_name}_{action}", args=[row.pk])


def rows_of(version):
    return [model.objects.filter(version=version).first() for model in COLLECTIONS.values()]


def form_of(client, row):
    """The values of the change form as a browser would send them back."""
    context = client.get(url(row)).context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: v for name, v in values.items() if v is not None and v is not False}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_collection_can_be_listed_searched_added_and_read(name, client, owner):
    version, model = make_draft(), COLLECTIONS[name]
    listed = reverse(f"admin:guidelines_{model._meta.model_name}_changelist")
    answer = client.get(listed, {"version__id__exact": version.pk, "q": "a"})
    assert answer.status_code == 200
    assert client.get(url(model.objects.filter(version=version).first())).status_code == 200
    added = reverse(f"admin:guidelines_{model._meta.model_name}_add")
    filters = {"_changelist_filters": f"version__id__exact={version.pk}"}
    form = client.get(added, filters).context["adminform"].form
    assert form["version"].value() == str(version.pk)


def test_saving_a_draft_unchanged_changes_nothing(client, owner):
    version = make_draft()
    version.reference_rows.create(key="REF1", citation="Roe R. Drugs. 2019", position=2)
    for row in rows_of(version):
        values = form_of(client, row)
        answer = client.post(url(row), values)
        assert answer.status_code == 302, (row, answer.context["errors"])
        fields = [field.attname for field in row._meta.fields]
        after = type(row).objects.get(pk=row.pk)
        assert [getattr(row, f) for f in fields] == [getattr(after, f) for f in fields]


def test_lists_are_typed_between_commas(client, owner):
    row = make_draft().recommendation_rows.get(key="R1")
    row.version.reference_rows.create(key="Jones2021", citation="Jones K. Drugs. 2021", position=2)
    client.post(url(row), form_of(client, row) | {"sources": "Smith2020,  Jones2021 ,"})
    row.refresh_from_db()
    assert row.sources == ["Smith2020", "Jones2021"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("weight_kg > ", ["Line 1, column 12", "Expected"]),
        ("is_heavy or wieght_kg > 60", ["Line 1, column 13", "weight_kg"]),
        ("infection = provn", ["Line 1, column 13", "proven"]),
        ("blocked(DRAG)", ["DRUG"]),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_with_its_place(client, owner, typed, told):
    row = make_draft().recommendation_rows.get(key="R1")
    answer = client.post(url(row), form_of(client, row) | {"when": typed})
    errors = answer.context["adminform"].form.errors["when"][0]
    assert all(word in errors for word in told), errors
    row.refresh_from_db()
    assert row.when == "is_heavy or weight_kg > 60"


def test_conditions_in_a_circle_are_refused(client, owner):
    row = make_draft().criterion_rows.get()
    answer = client.post(url(row), form_of(client, row) | {"when": "not is_heavy"})
    assert "in a circle" in answer.context["adminform"].form.errors["when"][0]


def test_a_version_that_is_none_is_an_error_in_the_form(client, owner):
    make_draft()
    values = {"version": "abc", "key": "light", "label": "Light", "when": "weight_kg < 60"}
    answer = client.post(reverse("admin:guidelines_criterion_add"), values)
    assert "version" in answer.context["adminform"].form.errors


def test_a_function_that_the_engine_lacks_is_an_error_in_the_form(client, owner):
    row = make_draft().derivedelement_rows.get()
    answer = client.post(url(row), form_of(client, row) | {"function": "guess"})
    assert "guess" in answer.context["adminform"].form.errors["function"][0]


def test_a_condition_of_a_row_below_is_checked_too(client, owner):
    row = make_draft().regimen_rows.get()
    values = form_of(client, row) | {"adjustments-0-when": "is_hevy"}
    answer = client.post(url(row), values)
    assert "is_heavy" in answer.content.decode()
    assert row.adjustments.get().when == "is_heavy"


def test_a_condition_is_shown_in_words(client, owner):
    row = make_draft().recommendation_rows.get(key="R1")
    assert "Heavy or Weight is above 60" in client.get(url(row)).content.decode().replace(
        "\xa0", " "
    )


def test_a_published_version_and_its_rows_are_only_read(client, owner):
    version = make_published()
    for row in [version, *rows_of(version)]:
        page = client.get(url(row))
        assert page.status_code == 200
        assert not page.context["has_change_permission"]
        assert 'name="_save"' not in page.content.decode()
        assert client.post(url(row), {"title": "Other"}).status_code == 403
        assert client.post(url(row, "delete"), {"post": "yes"}).status_code == 403


def test_rows_cannot_be_added_to_a_published_version(client, owner):
    version = make_published()
    added = reverse("admin:guidelines_section_add")
    answer = client.post(added, {"version": version.pk, "key": "more", "title": "More"})
    assert "version" in answer.context["adminform"].form.errors


def test_deleting_many_spares_what_was_published(client, owner):
    version = make_published()
    row = version.section_rows.get()
    listed = reverse("admin:guidelines_section_changelist")
    values = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    assert client.post(listed, values).status_code == 403
    assert version.section_rows.exists()


def take(client, step, version):
    return client.post(url(version, step), follow=True)


def test_a_step_names_its_consequences_before_it_is_taken(client, owner):
    version = GuidelineVersion.objects.get(guideline__key="imnm")
    clinician = make_user()
    people.draft(people.patient(people.team(clinician)), clinician)
    page = client.get(url(version, "withdraw")).content.decode()
    assert "No version is in force from now on" in page
    assert "have to be cancelled: 1." in page
    version.refresh_from_db()
    assert version.status == "published"


def test_a_list_shows_one_version_the_newest_draft_first(client, owner):
    published, draft = make_published(), make_draft(version=2)
    listed = reverse("admin:guidelines_recommendation_changelist")
    assert {row.version for row in client.get(listed).context["cl"].result_list} == {draft}
    chosen = client.get(listed, {"version__id__exact": published.pk})
    assert {row.version for row in chosen.context["cl"].result_list} == {published}
    assert client.get(listed, {"version__id__exact": "abc"}).status_code == 200


def test_publishing_needs_its_own_permission(client):
    editor = make_user(is_staff=True)
    allowed = Permission.objects.filter(content_type__app_label="guidelines")
    editor.user_permissions.set(allowed.exclude(codename="publish_guidelineversion"))
    client.force_login(editor)
    version = make_published()
    assert take(client, "withdraw", version).status_code == 403
    version.refresh_from_db()
    assert version.status == "published"


def test_a_version_leads_to_its_rows_and_its_document(client, owner):
    version = make_draft()
    page = client.get(url(version)).content.decode()
    assert f"/admin/guidelines/recommendation/?version__id__exact={version.pk}" in page
    assert f'href="{version.get_absolute_url()}"' in page
    assert "favicon.svg" in page


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_column_of_a_row_can_be_written(name, client, owner):
    row = COLLECTIONS[name].objects.filter(version=make_draft()).first()
    context = client.get(url(row)).context
    forms = [context["adminform"].form, *(f.formset.forms[0] for f in inlines_of(context))]
    for form in forms:
        own = {f.name for f in form._meta.model._meta.fields if f.editable}
        assert own - {"id", "version", form.instance.parent} <= set(form.fields), name


def inlines_of(context):
    return [inline for inline in context["inline_admin_formsets"] if inline.formset.forms]
