"""The pages of impact runs and of the difference, and who sees which names."""

import pytest
from django.urls import reverse

from guidelines import actions as guideline_actions
from guidelines.models import GuidelineVersion
from patients.impact import actions, chunks
from patients.models import Replay
from tests import factories
from tests import factories_people as people


@pytest.fixture
def before(db):
    return GuidelineVersion.objects.get()


@pytest.fixture
def after(before):
    """A draft in which nobody is advised prednisone by R11."""
    version = guideline_actions.new_draft(version=before)
    row = version.recommendation_rows.get(key="R11")
    row.when = "dx_any and not dx_any"
    row.save()
    return version


@pytest.fixture
def reviewer(db):
    return people.user("Guideline reviewer", is_staff=True)


@pytest.fixture
def encounter(patient, clinician):
    return people.signed(patient, clinician, **people.SEVERE)


def finished(before, after, by):
    replay = actions.start(before=before, after=after, by=by)
    for chunk in replay.chunks.all():
        chunks.run(chunk.pk)
    replay.refresh_from_db()
    return replay


def text(response):
    return " ".join(response.content.decode().split())


def test_a_reviewer_starts_a_run_and_sees_how_far_it_is(client, before, after, encounter, reviewer):
    client.force_login(reviewer)
    url = reverse("patients:impact", args=[before.pk, after.pk])
    assert "Start the run" in text(client.get(url))
    response = client.post(url, follow=True)
    page = text(response)
    assert "0 of 1 consultations evaluated" in page
    assert "<progress" in page
    assert "hx-trigger" in page
    replay = Replay.objects.get()
    chunks.run(replay.chunks.get().pk)
    fragment = text(client.get(reverse("patients:replay_progress", args=[replay.pk])))
    assert "1 of 1 consultations evaluated" in fragment
    assert "Show what it found" in fragment
    assert "hx-trigger" not in fragment
    assert client.get(url).url == replay.get_absolute_url()


def test_a_reviewer_sees_counts_and_no_patient(
    client, before, after, encounter, patient, team, clinician, reviewer
):
    replay = finished(before, after, reviewer)
    client.force_login(reviewer)
    page = text(client.get(replay.get_absolute_url()))
    assert "1 of 1 consultations would get something else" in page
    assert "R11" in page
    assert team.name in page
    assert "not clinically approved" in page
    assert clinician.get_full_name() in page
    for hidden in (patient.family_name, patient.given_name, patient.record_number):
        assert hidden not in page


def test_the_clinicians_of_the_care_team_see_their_list_once_the_version_is_in_force(
    client, before, after, encounter, patient, clinician, reviewer, stranger
):
    finished(before, after, reviewer)
    url = reverse("patients:recalls")
    client.force_login(clinician)
    assert "There is no list yet" in text(client.get(url))
    factories.as_published(after)
    page = text(client.get(url))
    assert str(patient) in page
    assert patient.get_absolute_url() in page
    assert "R11" in page
    assert "Not clinically approved." in page
    client.force_login(stranger)
    page = text(client.get(url))
    assert str(patient) not in page
    assert "None of your patients has to be looked at again." in page


def test_a_run_of_another_text_than_was_published_is_no_recall_list(
    client, before, after, encounter, clinician, reviewer
):
    finished(before, after, reviewer)
    row = after.recommendation_rows.get(key="R12")
    row.rationale = "Something else."
    row.save()
    factories.as_published(after)
    client.force_login(clinician)
    assert "There is no list yet" in text(client.get(reverse("patients:recalls")))


def test_a_consultation_that_was_amended_since_is_not_recalled(
    client, before, after, encounter, patient, clinician, reviewer
):
    from patients.visits import actions as visit_actions

    draft = visit_actions.amend(encounter=encounter, reason="Wrong diagnosis", by=clinician)
    people.write(draft, clinician, diagnosis_status="excluded")
    draft.refresh_from_db()
    visit_actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    finished(before, after, reviewer)
    factories.as_published(after)
    client.force_login(clinician)
    page = text(client.get(reverse("patients:recalls")))
    assert encounter.get_absolute_url() + '"' not in page


def test_a_run_is_stopped_and_taken_up_again(client, before, after, encounter, reviewer):
    client.force_login(reviewer)
    replay = actions.start(before=before, after=after, by=reviewer)
    page = text(client.post(reverse("patients:replay_cancel", args=[replay.pk]), follow=True))
    assert "The run was stopped" in page
    assert "Go on with the rest" in page
    client.post(reverse("patients:replay_resume", args=[replay.pk]))
    replay.refresh_from_db()
    assert replay.is_running


def test_a_run_that_had_ended_is_not_stopped_afterwards(client, before, after, encounter, reviewer):
    replay = finished(before, after, reviewer)
    client.force_login(reviewer)
    page = text(client.post(reverse("patients:replay_cancel", args=[replay.pk]), follow=True))
    assert "had ended already" in page
    replay.refresh_from_db()
    assert replay.is_finished


def test_a_version_that_cannot_be_evaluated_is_refused_on_the_page(
    client, before, after, encounter, reviewer
):
    row = after.recommendation_rows.get(key="R11")
    row.when = "no_such_name"
    row.save()
    client.force_login(reviewer)
    response = client.post(reverse("patients:impact", args=[before.pk, after.pk]))
    assert response.status_code == 422
    assert "no_such_name" in text(response)


def test_an_edit_after_the_run_is_told(client, before, after, encounter, reviewer):
    replay = finished(before, after, reviewer)
    row = after.recommendation_rows.get(key="R12")
    row.rationale = "Something else."
    row.save()
    client.force_login(reviewer)
    assert "Out of date" in text(client.get(replay.get_absolute_url()))


@pytest.mark.parametrize("role", ["Clinician", "Guideline author", "Auditor"])
def test_nobody_but_a_reviewer_runs_an_impact(client, before, after, role):
    client.force_login(people.user(role))
    url = reverse("patients:impact", args=[before.pk, after.pk])
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403
    assert not Replay.objects.exists()


def test_authors_have_no_recall_list(client, db):
    client.force_login(people.user("Guideline author"))
    assert client.get(reverse("patients:recalls")).status_code == 403


def test_everything_needs_a_signed_in_user(client, before, after):
    for url in (
        reverse("patients:impact", args=[before.pk, after.pk]),
        reverse("patients:recalls"),
        reverse("guidelines:difference", args=[before.pk, after.pk]),
    ):
        assert client.get(url).status_code == 302


def test_the_page_of_a_run_takes_few_queries(
    client, before, after, team, clinician, reviewer, django_assert_max_num_queries
):
    for _ in range(5):
        people.signed(people.patient(team), clinician, **people.SEVERE)
    replay = finished(before, after, reviewer)
    team.members.add(reviewer)
    client.force_login(reviewer)
    with django_assert_max_num_queries(15):
        client.get(replay.get_absolute_url())


def test_the_difference_shows_what_changed_and_for_whom(
    client, before, after, reviewer, django_assert_max_num_queries
):
    client.force_login(reviewer)
    url = reverse("guidelines:difference", args=[before.pk, after.pk])
    with django_assert_max_num_queries(15):
        page = text(client.get(url))
    assert "test patients would get something else" in page
    assert "R11. " in page
    assert "<ins>" in page
    assert "dx_any and not dx_any" in page
    assert "not clinically approved" in page
    assert reverse("patients:impact", args=[before.pk, after.pk]) in page


def test_the_difference_tells_of_the_last_run(client, before, after, encounter, reviewer):
    client.force_login(reviewer)
    url = reverse("patients:impact_brief", args=[before.pk, after.pk])
    assert "Start an impact run" in text(client.get(url))
    replay = finished(before, after, reviewer)
    assert replay.get_absolute_url() in text(client.get(url))


def test_the_difference_says_when_the_last_run_is_out_of_date_or_incomplete(
    client, before, after, encounter, reviewer
):
    replay = finished(before, after, reviewer)
    client.force_login(reviewer)
    url = reverse("patients:impact_brief", args=[before.pk, after.pk])
    assert "Out of date" not in text(client.get(url))
    replay.differences.all().delete()
    assert "evaluated 1 consultation. None would get anything else" in text(client.get(url))
    replay.chunks.update(status="failed", error="ValueError")
    page = text(client.get(url))
    assert "1 of 1 consultations could not be evaluated: nothing is known of them" in page
    assert "None would" not in page
    after.recommendation_rows.filter(key="R11").update(certainty="said otherwise")
    assert "Out of date" in text(client.get(url))


def test_the_page_of_a_run_counts_reworded_consultations_apart(client, before, encounter, reviewer):
    version = guideline_actions.new_draft(version=before)
    version.recommendation_rows.filter(key="R11").update(certainty="said otherwise")
    replay = finished(before, version, reviewer)
    client.force_login(reviewer)
    page = text(client.get(replay.get_absolute_url()))
    assert "0 of 1 consultations would get something else, 1 would read other words" in page


def test_a_version_does_not_differ_from_itself(client, before, clinician):
    client.force_login(clinician)
    page = text(client.get(reverse("guidelines:difference", args=[before.pk, before.pk])))
    assert "The two versions say the same" in page


def test_a_clinician_does_not_see_the_difference_to_a_draft(client, before, after, clinician):
    client.force_login(clinician)
    url = reverse("guidelines:difference", args=[before.pk, after.pk])
    assert client.get(url).status_code == 404


def test_a_mistake_in_a_draft_is_told_instead_of_a_crash(client, before, after, reviewer):
    row = after.recommendation_rows.get(key="R11")
    row.when = "no_such_name and"
    row.save()
    client.force_login(reviewer)
    page = text(client.get(reverse("guidelines:difference", args=[before.pk, after.pk])))
    assert "Nobody can be evaluated while a version holds a mistake" in page
    assert "no_such_name and" in page


def test_a_change_of_words_alone_is_counted_apart(client, before, reviewer):
    version = guideline_actions.new_draft(version=before)
    row = version.recommendation_rows.get(key="R11")
    row.certainty = "said otherwise"
    row.save()
    client.force_login(reviewer)
    page = text(client.get(reverse("guidelines:difference", args=[before.pk, version.pk])))
    assert "0 of " in page
    assert "test patients would get something else, " in page
    assert "would read other words" in page
    assert "Start oral prednisone or prednisolone at 1 mg/kg/day (accepted" in page


def test_a_run_that_was_stopped_before_it_began_says_that_nothing_is_known(
    client, before, after, encounter, reviewer
):
    replay = actions.start(before=before, after=after, by=reviewer)
    actions.cancel(replay=replay)
    client.force_login(reviewer)
    page = text(client.get(replay.get_absolute_url()))
    assert "No consultation was evaluated, so nothing is known" in page
    assert "None of the 0" not in page


def test_the_buttons_of_a_run_follow_it_when_it_ends(client, before, after, encounter, reviewer):
    replay = finished(before, after, reviewer)
    client.force_login(reviewer)
    fragment = text(client.get(reverse("patients:replay_progress", args=[replay.pk])))
    assert 'id="run-actions" hx-swap-oob="true"' in fragment
    assert "Start a new run" in fragment
    assert "Stop the run" not in fragment
