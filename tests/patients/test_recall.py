"""Whom to look at again: who is on the list, who leaves it, and why."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from guidelines import actions as guideline_actions
from guidelines.models import GuidelineVersion
from patients.models import Encounter
from patients.visits import actions as visit_actions
from tests import factories
from tests import factories_people as people
from tests.patients.impact_runs import run

RECALLS = "patients:recalls"


@pytest.fixture
def before(db):
    return GuidelineVersion.objects.get()


@pytest.fixture
def after(before):
    """A draft in which nobody is advised prednisone by R11, and R12 is more urgent."""
    version = guideline_actions.new_draft(version=before)
    row = version.recommendation_rows.get(key="R11")
    row.when = "dx_any and not dx_any"
    row.save()
    return version


def visit(patient, by, days_ago, **typed):
    """A signed visit some days ago."""
    draft = people.draft(patient, by, **people.SEVERE | typed)
    Encounter.objects.filter(pk=draft.pk).update(
        on=timezone.localdate() - datetime.timedelta(days=days_ago)
    )
    draft = Encounter.objects.get(pk=draft.pk)
    visit_actions.sign(encounter=draft, revision=draft.revision, by=by)
    return draft


def page(client, user, name=RECALLS):
    client.force_login(user)
    return " ".join(client.get(reverse(name)).content.decode().split())


def test_only_the_last_visit_of_a_patient_is_to_recall_and_older_ones_say_so(
    client, before, after, patient, clinician, reviewer
):
    old, last = visit(patient, clinician, 60), visit(patient, clinician, 5)
    run(before, after, reviewer)
    factories.as_published(after)
    text = page(client, clinician)
    assert "1 patient, the gravest changes first" in text
    recent, earlier = text.split("1 earlier visit, superseded by the last one")
    assert last.get_absolute_url() + '"' in recent
    assert old.get_absolute_url() + '"' in earlier


def test_a_patient_whose_last_visit_is_not_affected_is_not_to_recall(
    client, before, after, patient, clinician, reviewer
):
    visit(patient, clinician, 60)
    visit(patient, clinician, 5, diagnosis_status="excluded")
    run(before, after, reviewer)
    factories.as_published(after)
    text = page(client, clinician)
    assert "None of your patients has to be looked at again." in text
    assert "Not to recall: 1 patient of whom only visits before the last one" in text


def test_the_next_visit_under_the_new_version_settles_a_recall(
    client, before, after, patient, clinician, reviewer
):
    visit(patient, clinician, 5)
    replay = run(before, after, reviewer)
    factories.as_published(after)
    assert "1 patient, the gravest changes first" in page(client, clinician)
    newer = visit(patient, clinician, 0)
    assert newer.version == after
    assert "None of your patients has to be looked at again." in page(client, clinician)
    assert "Each clinician of a care team sees" not in page_of(client, reviewer, replay)


def page_of(client, user, replay):
    client.force_login(user)
    return " ".join(client.get(replay.get_absolute_url()).content.decode().split())


def test_a_visit_signed_since_under_the_old_version_settles_nothing(
    client, before, after, patient, clinician, reviewer
):
    visit(patient, clinician, 5)
    run(before, after, reviewer)
    visit(patient, clinician, 0)
    factories.as_published(after)
    text = page(client, clinician)
    assert "1 patient, the gravest changes first" in text
    assert "1 consultation signed after the run under another version was not evaluated" in text


def test_what_was_signed_under_a_withdrawn_version_is_listed(
    client, before, patient, clinician, stranger
):
    encounter = visit(patient, clinician, 5)
    guideline_actions.withdraw(version=before, by=factories.make_user(), text="A wrong dose.")
    text = page(client, clinician)
    assert "No guideline is in force" in text
    assert "Signed under a version that was withdrawn" in text
    assert encounter.get_absolute_url() in text
    assert str(patient) not in page(client, stranger)


def test_urgency_is_told_in_words(client, before, after, patient, clinician, reviewer):
    row = after.recommendation_rows.get(key="R12")
    assert row.urgency != "24h"
    row.urgency = "24h"
    row.save()
    visit(patient, clinician, 5)
    run(before, after, reviewer)
    factories.as_published(after)
    text = page(client, clinician)
    assert "Now: within 24 hours" in text
    assert "Now: 24h" not in text
