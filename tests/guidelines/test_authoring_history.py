"""Every change keeps who, when, before and after, and nobody can edit that."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from guidelines import actions, audit
from guidelines.models import GuidelineVersion
from tests import factories_people as people
from tests.factories import make_draft, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    user = people.user("Guideline author", is_staff=True)
    client.force_login(user)
    return user


def url(row, action="change"):
    return reverse(f"admin:guidelines_{row._meta.model_name}_{action}", args=[row.pk])


def save(client, row, **changes):
    context = client.get(url(row)).context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    values = {name: v for name, v in values.items() if v is not None and v is not False}
    assert client.post(url(row), values | changes).status_code == 302


def history(client, row):
    return client.get(url(row, "history"))


def test_a_change_shows_who_when_before_and_after(client, author):
    row = make_draft().recommendation_rows.get(key="R1")
    row.version.reference_rows.create(key="Jones2021", citation="Jones K. Drugs. 2021", position=2)
    save(client, row, sentence="Give half of the drug.", sources="Smith2020, Jones2021")
    (entry,) = history(client, row).context["entries"]
    assert entry["by"] == author.username
    assert entry["at"] is not None
    changes = {change.label: (change.before, change.after) for change in entry["changes"]}
    assert changes == {
        "Sentence": ("Give the drug.", "Give half of the drug."),
        "Sources": ("Smith2020", "Smith2020, Jones2021"),
    }


def test_a_day_is_told_as_everywhere_else(client, author):
    version = make_draft()
    save(client, version, review_by="2027-11-22")
    page = history(client, version).content.decode()
    assert "22-Nov-2027" in page
    assert "2027-11-22" not in page


def test_texts_are_compared_word_by_word(client, author):
    row = make_draft().recommendation_rows.get(key="R1")
    save(client, row, sentence="Give half of the drug.")
    page = history(client, row).content.decode()
    assert "Give<ins> half of</ins> the drug." in page


def test_numbers_choices_and_test_patients_are_readable(client, author):
    draft = make_draft()
    regimen, vignette = draft.regimen_rows.get(), draft.vignette_rows.get()
    save(client, regimen, calculator="flat", **{"parts-0-hard_max": "60.5"})
    save(client, vignette, findings='{"weight_kg": 51}')
    told = {
        change.label: (change.before, change.after)
        for entry in history(client, regimen).context["entries"]
        for change in entry["changes"]
    }
    assert told["Calculator"] == ("dose calculated", "fixed dose")
    assert told["Hard max"] == ("80", "60.5")
    (entry,) = history(client, vignette).context["entries"]
    assert '"weight_kg": 50.5' in entry["changes"][0].before
    assert '"weight_kg": 51' in entry["changes"][0].after


def test_a_number_written_otherwise_is_no_change(client, author):
    row = make_draft().regimen_rows.get()
    save(client, row, **{"parts-0-hard_max": "80.0"})
    assert not history(client, row).context["entries"]


def test_a_row_below_that_was_deleted_stays_in_the_history(client, author):
    row = make_draft().dataelement_rows.get(key="infection")
    save(client, row, **{"options-1-DELETE": "on"})
    (entry,) = history(client, row).context["entries"]
    assert (entry["did"], entry["what"]) == ("deleted", "element option proven")
    assert ("Label", "Proven") in [(c.label, c.before) for c in entry["changes"]]


def test_a_deleted_row_stays_in_the_history_of_its_version(client, author):
    draft = make_draft()
    row = draft.gap_rows.get()
    row.delete()
    entries = audit.entries_of(draft)
    assert ("G1", LogEntry.Action.DELETE) in [(e.object_repr, e.action) for e in entries]


def test_a_version_says_once_where_its_rows_are_from(client, author):
    draft = actions.new_draft(version=GuidelineVersion.objects.get(guideline__key="imnm"))
    (entry,) = history(client, draft).context["entries"]
    assert entry["loaded_from"] == "version 1"
    assert "loaded from version 1" in history(client, draft).content.decode()


def test_a_change_outside_the_administration_is_kept_too(author):
    row = make_draft().recommendation_rows.get(key="R1")
    row.sentence = "Give half."
    row.save()
    (entry,) = audit.entries_of(row)
    assert entry.changes["sentence"] == ["Give the drug.", "Give half."]
    assert entry.actor is None


@pytest.mark.parametrize("role", ["Guideline author", "Guideline reviewer", "Auditor"])
def test_author_reviewer_and_auditor_read_the_history(client, role):
    row = make_draft().recommendation_rows.get(key="R1")
    client.force_login(people.user(role, is_staff=True))
    assert history(client, row).status_code == 200


def test_nobody_else_reads_the_history(client):
    row = make_draft().recommendation_rows.get(key="R1")
    client.force_login(people.user("Clinician", is_staff=True))
    assert history(client, row).status_code == 403


def test_the_log_cannot_be_edited_or_deleted(client):
    row = make_draft().recommendation_rows.get(key="R1")
    row.sentence = "Give half."
    row.save()
    entry = audit.entries_of(row).get()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = "admin:auditlog_logentry_"
    assert client.get(reverse(f"{page}change", args=[entry.pk])).status_code == 200
    for action in ("change", "delete"):
        answer = client.post(reverse(f"{page}{action}", args=[entry.pk]), {"post": "yes"})
        assert answer.status_code == 403
    many = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(reverse(f"{page}changelist"), many)
    assert LogEntry.objects.filter(pk=entry.pk).exists()
