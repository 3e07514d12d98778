"""Whom an edit would have touched: the runs themselves."""

import pytest
from django.core.exceptions import ValidationError
from django_tasks_db.models import DBTaskResult

from guidelines import actions as guideline_actions
from guidelines import frozen
from guidelines.models import GuidelineVersion
from patients.impact import actions, chunks
from patients.models import Replay, ReplayChunk, ReplayDifference
from patients.runs import progress
from tests import factories
from tests import factories_people as people
from tests.patients.impact_runs import run, touched

Severity = ReplayDifference.Severity


@pytest.fixture
def before(db):
    """The shipped guideline, in force."""
    return GuidelineVersion.objects.get()


@pytest.fixture
def draft_version(before):
    return guideline_actions.new_draft(version=before)


def signed(team, by, **typed):
    """A signed consultation of a patient of its own."""
    return people.signed(people.patient(team), by, **people.SEVERE | typed)


def edit(version, row, **values):
    """One row of a draft, by its model's rows and its key, with other values."""
    rows = getattr(version, f"{row}_rows")
    key = values.pop("key")
    name = "code" if row == "regimen" else "key"
    found = rows.get(**{name: key})
    for name, value in values.items():
        setattr(found, name, value)
    found.save()


def test_an_edit_of_the_severe_level_touches_who_was_just_severe(
    before, draft_version, team, clinician, reviewer
):
    found = {
        mmt8: signed(team, clinician, dysphagia="none", mmt8_80=mmt8)
        for mmt8 in ("44", "47", "48", "49", "50")
    }
    level = draft_version.derivedelement_rows.get(key="severity").levels.get(code="severe")
    level.when = level.when.replace("mmt8_80 < 50", "mmt8_80 < 48")
    level.save()
    replay = run(before, draft_version, reviewer)
    assert set(touched(replay)) == {found["48"], found["49"]}


def test_an_edit_of_the_highest_dose_touches_who_would_get_more(
    before, draft_version, team, clinician, reviewer
):
    found = {weight: signed(team, clinician, weight_kg=weight) for weight in ("50", "60", "72")}
    part = draft_version.regimen_rows.get(code="PRED").parts.get()
    part.hard_max = 60
    part.save()
    replay = run(before, draft_version, reviewer)
    assert touched(replay) == {found["72"]: {("dose", "PRED")}}


def test_a_run_without_any_difference_finds_nothing(
    before, draft_version, team, clinician, reviewer
):
    signed(team, clinician)
    replay = run(before, draft_version, reviewer)
    assert replay.is_finished
    assert replay.ended_at
    assert not replay.differences.exists()
    assert progress(replay) == (1, 1, 0, [])


def test_a_guideline_without_signed_consultations_is_finished_at_once(
    before, draft_version, reviewer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        replay = actions.start(before=before, after=draft_version, by=reviewer)
    replay.refresh_from_db()
    assert replay.is_finished
    assert progress(replay).percent == 100


def no_prednisone(version):
    """Nobody is advised prednisone by R11 any more."""
    edit(version, "recommendation", key="R11", when="dx_any and not dx_any")


@pytest.fixture
def several(team, clinician, monkeypatch):
    """Five signed consultations, and chunks of two."""
    monkeypatch.setattr(actions, "CHUNK", 2)
    return [signed(team, clinician, weight_kg=str(60 + 5 * number)) for number in range(5)]


def rows(replay):
    return list(replay.differences.order_by("encounter").values("encounter", "severity", "changes"))


@pytest.mark.postgres
def test_chunks_in_any_order_and_twice_give_the_same(before, draft_version, several, reviewer):
    no_prednisone(draft_version)
    first = run(before, draft_version, reviewer)
    assert first.chunks.count() == 3
    assert len(rows(first)) == 5
    again = actions.start(before=before, after=draft_version, by=reviewer)
    keys = [chunk.pk for chunk in again.chunks.all()] * 2
    for key in reversed(keys):
        chunks.run(key)
    again.refresh_from_db()
    assert again.is_finished
    assert rows(again) == rows(first)


def test_a_second_worker_that_evaluated_the_same_chunk_adds_nothing(
    before, draft_version, several, reviewer
):
    no_prednisone(draft_version)
    replay = run(before, draft_version, reviewer)
    found = rows(replay)
    chunk = replay.chunks.first()
    copies = [
        ReplayDifference(replay=replay, encounter_id=several[0].pk, severity=1, changes=[]),
    ]
    chunks._keep(chunk.pk, copies)
    assert rows(replay) == found


@pytest.mark.postgres
def test_what_was_accepted_and_is_gone_is_the_gravest(
    before, draft_version, team, clinician, reviewer
):
    no_prednisone(draft_version)
    accepted = people.draft(people.patient(team), clinician, **people.SEVERE)
    plan = accepted.current_plan()
    row = next(row for row in plan["advice"] if row["key"] == "R11")
    assert row["status"] in ("recommended", "check_first")
    _accept(accepted, row, clinician)
    other = signed(team, clinician)
    replay = run(before, draft_version, reviewer)
    found = {row.encounter: row.severity for row in replay.differences.all()}
    assert found == {accepted: Severity.SAFETY, other: Severity.MAJOR}


def _accept(draft, row, by):
    from patients.visits import actions as visit_actions

    visit_actions.decide(
        encounter=draft, advice="R11", regimen=row["regimens"][0], kind="accepted", by=by
    )
    draft.refresh_from_db()
    visit_actions.sign(encounter=draft, revision=draft.revision, by=by)


def test_a_run_that_is_stopped_keeps_what_it_found_and_goes_on_later(
    before, draft_version, several, reviewer
):
    no_prednisone(draft_version)
    replay = actions.start(before=before, after=draft_version, by=reviewer)
    first, *others = replay.chunks.all()
    chunks.run(first.pk)
    actions.cancel(replay=replay)
    for chunk in others:
        chunks.run(chunk.pk)
    replay.refresh_from_db()
    assert replay.status == Replay.Status.CANCELLED
    assert len(rows(replay)) == 2
    actions.resume(replay=replay)
    for chunk in others:
        chunks.run(chunk.pk)
    replay.refresh_from_db()
    assert replay.is_finished
    assert len(rows(replay)) == 5


def test_each_chunk_waits_in_the_queue_and_what_was_lost_is_put_there_again(
    before, draft_version, several, reviewer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        replay = actions.start(before=before, after=draft_version, by=reviewer)
    assert DBTaskResult.objects.count() == 3
    chunks.run(replay.chunks.first().pk)
    DBTaskResult.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        actions.resume_all()
    waiting = replay.chunks.filter(status=ReplayChunk.Status.WAITING)
    queued = [row.args_kwargs["args"] for row in DBTaskResult.objects.all()]
    assert sorted(queued) == sorted([row.pk] for row in waiting)
    assert len(queued) == 2


def test_the_task_of_a_chunk_evaluates_it(before, draft_version, several, reviewer):
    from patients.impact.tasks import replay_chunk

    replay = actions.start(before=before, after=draft_version, by=reviewer)
    chunk = replay.chunks.first()
    replay_chunk.call(chunk.pk)
    chunk.refresh_from_db()
    assert chunk.status == ReplayChunk.Status.DONE


def test_one_consultation_that_fails_is_told_and_the_others_are_evaluated(
    before, draft_version, several, reviewer
):
    no_prednisone(draft_version)
    broken = several[2]
    replay = actions.start(before=before, after=draft_version, by=reviewer)
    original = chunks.history.read
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "evaluate", _fails_for(broken, chunks.evaluate))
        for chunk in replay.chunks.all():
            chunks.run(chunk.pk)
    assert chunks.history.read is original
    replay.refresh_from_db()
    assert replay.is_finished
    found = {row.encounter: row for row in replay.differences.all()}
    assert len(found) == 5
    assert found[broken].severity == Severity.ERROR
    assert found[broken].changes[0]["title"] == "ArithmeticError"


def test_the_text_of_an_error_goes_to_the_log_alone(
    before, draft_version, several, reviewer, caplog
):
    """It can hold findings, which whoever reads a run need not see."""
    replay = actions.start(before=before, after=draft_version, by=reviewer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "evaluate", _fails_for(several[2], chunks.evaluate))
        for chunk in replay.chunks.all():
            chunks.run(chunk.pk)
    told = str(list(replay.differences.values("changes")))
    assert "the record is broken" not in told
    assert "the record is broken" in caplog.text


def test_a_second_start_finds_the_run_that_is_under_way(before, draft_version, several, reviewer):
    replay = actions.start(before=before, after=draft_version, by=reviewer)
    assert actions.start(before=before, after=draft_version, by=reviewer) == replay
    no_prednisone(draft_version)
    assert actions.start(before=before, after=draft_version, by=reviewer) != replay


def test_a_finished_run_is_not_taken_up_again(before, draft_version, several, reviewer):
    replay = run(before, draft_version, reviewer)
    with pytest.raises(ValidationError, match="nothing of it is left"):
        actions.resume(replay=replay)
    ended = replay.ended_at
    replay.refresh_from_db()
    assert replay.is_finished
    assert replay.ended_at == ended


def test_a_version_published_before_an_upgrade_is_not_out_of_date(
    before, reviewer, several, monkeypatch
):
    """Its digest is that of its day, however the software would write the content down now."""
    monkeypatch.setattr(actions.exchange, "digest", lambda _content: "written otherwise")
    replay = actions.start(before=before, after=before, by=reviewer)
    assert replay.after_digest == before.digest
    assert not actions.is_out_of_date(replay)


def _fails_for(encounter, evaluate):
    weight = encounter.findings["weight_kg"]["value"]

    def failing(content, findings, *others):
        if findings["weight_kg"]["value"] == weight:
            raise ArithmeticError("the record is broken")
        return evaluate(content, findings, *others)

    return failing


def test_a_chunk_that_fails_as_a_whole_is_told_and_can_be_tried_again(
    before, draft_version, several, reviewer
):
    replay = actions.start(before=before, after=draft_version, by=reviewer)
    first = replay.chunks.first()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "content_of", _raise)
        chunks.run(first.pk)
    assert progress(replay) == (5, 0, 2, ["RuntimeError"])
    actions.resume(replay=replay)
    for chunk in replay.chunks.all():
        chunks.run(chunk.pk)
    assert progress(replay) == (5, 5, 0, [])


def _raise(*_arguments):
    raise RuntimeError("out of memory")


@pytest.mark.postgres
def test_a_draft_edited_meanwhile_is_evaluated_as_it_was_and_the_run_is_out_of_date(
    before, draft_version, several, reviewer
):
    replay = actions.start(before=before, after=draft_version, by=reviewer)
    assert not actions.is_out_of_date(replay)
    no_prednisone(draft_version)
    for chunk in replay.chunks.all():
        chunks.run(chunk.pk)
    assert not rows(replay)
    assert actions.is_out_of_date(replay)


def test_a_version_with_an_unknown_name_is_refused_with_its_place(before, draft_version, reviewer):
    edit(draft_version, "recommendation", key="R11", when="no_such_name")
    with pytest.raises(ValidationError, match="no_such_name"):
        actions.start(before=before, after=draft_version, by=reviewer)
    assert not Replay.objects.exists()


def test_versions_of_two_guidelines_are_not_compared(before, reviewer):
    with pytest.raises(ValidationError, match="different guidelines"):
        actions.start(before=before, after=factories.make_draft(key="other"), by=reviewer)


def test_drafts_and_later_consultations_are_not_in_a_run(
    before, draft_version, several, team, clinician, reviewer
):
    no_prednisone(draft_version)
    people.draft(people.patient(team), clinician, **people.SEVERE)
    replay = actions.start(before=before, after=draft_version, by=reviewer)
    signed(team, clinician)
    for chunk in replay.chunks.all():
        chunks.run(chunk.pk)
    assert set(touched(replay)) == set(several)


def test_answers_to_questions_that_a_version_does_not_ask_are_left_out(
    before, draft_version, team, clinician, reviewer
):
    """As in a consultation: a question that is gone is no error that stops every dose."""
    encounter = signed(team, clinician)
    assert "months_since_onset" in encounter.findings
    draft_version.dataelement_rows.filter(key="months_since_onset").delete()
    data = frozen.load(draft_version)
    assert "months_since_onset" not in {row.key for row in data.elements}
    plan = chunks._plan(data, encounter)
    assert not plan.facts.errors
