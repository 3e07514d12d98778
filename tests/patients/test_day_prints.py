"""The summaries of a clinic's day: one job, one file, and nobody else's patients."""

import datetime
import zipfile
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from patients.documents.day import actions, documents
from patients.documents.day.tasks import forget_day, set_document
from patients.models import DayDocument, DayPrint
from patients.visits import actions as visits
from tests import factories_people as people


@pytest.fixture
def both(team, clinician):
    """Two consultations signed today."""
    return [
        people.signed(people.patient(team, family_name=name), clinician, **people.SEVERE)
        for name in ("Zed", "Abel")
    ]


@pytest.fixture
def run(both, team, clinician):
    today = timezone.localdate()
    return actions.start(day=today, care_team=team, site="https://clinic.example", by=clinician)


def work(run):
    for chunk in run.chunks.all():
        documents.run(chunk.pk)
    run.refresh_from_db()


def text(response):
    return " ".join(response.content.decode().split())


def opened(response):
    return zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))


def ask(client, day, team):
    return client.post(reverse("patients:days"), {"day": day, "care_team": team.pk}, follow=True)


def test_a_day_is_asked_for_watched_and_fetched_as_one_file(signed_in, both, team):
    page = text(ask(signed_in, f"{timezone.localdate():%d-%b-%Y}", team))
    assert "0 of 2 summaries ready" in page
    assert "hx-trigger" in page
    assert "Download" not in page
    run = DayPrint.objects.get()
    work(run)
    told = text(signed_in.get(reverse("patients:day_progress", args=[run.pk])))
    assert "2 of 2 summaries ready" in told
    assert "hx-trigger" not in told
    answer = signed_in.get(reverse("patients:day_download", args=[run.pk]))
    with opened(answer) as archive:
        assert archive.testzip() is None
        pages = [PdfReader(BytesIO(archive.read(name))) for name in archive.namelist()]
    assert [name[:4] for name in archive.namelist()] == ["001-", "002-"]
    for reader, name in zip(pages, ("Abel", "Zed"), strict=True):
        assert name in reader.pages[0].extract_text()
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_day_without_consultations_is_refused_beside_the_field(signed_in, both, team):
    response = ask(signed_in, "01-Jan-2026", team)
    assert response.status_code == 422
    assert f"No consultation of {team} was signed on 01-Jan-2026." in text(response)
    assert "01-Jan-2026" in text(response)
    assert not DayPrint.objects.exists()


@pytest.mark.postgres
@pytest.mark.parametrize("day", ["31-Dec-9999", "01-Jan-0001"])
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Lima"])
def test_a_day_at_the_end_of_time_is_refused_beside_the_field(
    signed_in, both, team, settings, day, zone
):
    settings.TIME_ZONE = zone
    response = ask(signed_in, day, team)
    assert response.status_code == 422
    assert f"No consultation of {team} was signed on" in text(response)


@pytest.mark.postgres
def test_a_day_is_that_of_the_clinic(both, team, settings):
    """A consultation is signed on the day that the clinic's clock shows."""
    settings.TIME_ZONE = "Pacific/Auckland"
    evening = datetime.datetime(2030, 1, 1, 12, 30, tzinfo=datetime.UTC)  # 01:30 there
    with time_machine.travel(evening, tick=False):
        late = people.signed(both[0].patient, both[0].signed_by, **people.SEVERE)
    assert list(actions.signed_on(datetime.date(2030, 1, 2), team)) == [late]
    assert not actions.signed_on(datetime.date(2030, 1, 1), team).exists()


def test_what_is_no_date_is_refused_and_kept(signed_in, team):
    response = ask(signed_in, "yesterday", team)
    assert response.status_code == 422
    assert "Write it like 22-Nov-2026" in text(response)
    assert 'value="yesterday"' in text(response)


def test_nobody_prints_the_patients_of_another_team(client, run, team):
    stranger = people.user()
    people.team(stranger)
    client.force_login(stranger)
    for name in ("day_print", "day_progress", "day_download"):
        assert client.get(reverse(f"patients:{name}", args=[run.pk])).status_code == 404
    for name in ("day_cancel", "day_resume"):
        assert client.post(reverse(f"patients:{name}", args=[run.pk])).status_code == 404
    assert ask(client, f"{timezone.localdate():%d-%b-%Y}", team).status_code == 422
    assert str(team) not in text(client.get(reverse("patients:days")))


def test_who_may_see_no_consultation_prints_none(client, run):
    author = people.user("Guideline author")
    run.care_team.members.add(author)
    client.force_login(author)
    assert client.get(reverse("patients:days")).status_code == 403
    assert client.get(reverse("patients:day_download", args=[run.pk])).status_code == 403


def test_a_patient_who_left_the_team_is_not_in_the_file(signed_in, run, both, clinician):
    work(run)
    gone = both[0].patient
    gone.care_team = people.team()
    gone.save()
    answer = signed_in.get(reverse("patients:day_download", args=[run.pk]))
    assert len(opened(answer).namelist()) == 1
    assert "1-of-2" in answer["Content-Disposition"]


def amended(encounter, clinician):
    draft = visits.amend(encounter=encounter, reason="The weight was wrong.", by=clinician)
    visits.sign(encounter=draft, revision=draft.revision, by=clinician)
    return draft


def test_an_amended_consultation_is_left_out(both, team, clinician):
    newer = amended(both[0], clinician)
    found = actions.signed_on(timezone.localdate(), team)
    assert set(found) == {newer, both[1]}


@pytest.mark.postgres
def test_what_was_amended_since_the_job_is_left_out_and_told(signed_in, run, both, clinician):
    work(run)
    address = run.get_absolute_url()
    visits.amend(encounter=both[1], reason="Only begun.", by=clinician)
    assert "Download 2 of 2" in text(signed_in.get(address))
    amended(both[0], clinician)
    page = text(signed_in.get(address))
    assert "Download 1 of 2" in page
    told = page.partition("Amended since")[2].partition("</ul>")[0]
    assert str(both[0].patient) in told
    assert str(both[1].patient) not in told
    answer = signed_in.get(reverse("patients:day_download", args=[run.pk]))
    assert "1-of-2" in answer["Content-Disposition"]
    with opened(answer) as archive:
        (name,) = archive.namelist()
        first = PdfReader(BytesIO(archive.read(name))).pages[0].extract_text()
    assert "Abel" in first
    assert "Zed" not in first


def test_nothing_is_fetched_where_all_was_amended_since(signed_in, run, both, clinician):
    work(run)
    for encounter in both:
        amended(encounter, clinician)
    assert "Download" not in text(signed_in.get(run.get_absolute_url()))
    address = reverse("patients:day_download", args=[run.pk])
    assert signed_in.get(address).status_code == 404


def test_a_second_start_shows_the_job_that_runs(run, team, clinician):
    same = actions.start(day=run.day, care_team=team, site=run.site, by=clinician)
    assert same == run


def test_a_stopped_job_keeps_what_is_set_and_goes_on_later(signed_in, run):
    first, second = run.chunks.all()
    set_document.call(first.pk)
    signed_in.post(reverse("patients:day_cancel", args=[run.pk]))
    documents.run(second.pk)
    page = text(signed_in.get(run.get_absolute_url()))
    assert "1 of 2 summaries ready" in page
    assert "Stopped" in page
    assert "Download 1 of 2 summaries" in page
    signed_in.post(reverse("patients:day_resume", args=[run.pk]))
    documents.run(second.pk)
    run.refresh_from_db()
    assert run.is_finished


def test_a_document_that_fails_is_named_and_the_others_go_on(signed_in, run, both, monkeypatch):
    right = documents.treatment_summary

    def set_pdf(encounter, site):
        if encounter.pk == both[0].pk:
            raise ArithmeticError("5 mg")
        return right(encounter, site)

    monkeypatch.setattr(documents, "treatment_summary", set_pdf)
    work(run)
    page = text(signed_in.get(run.get_absolute_url()))
    assert run.is_finished
    assert "Zed" in page
    assert "ArithmeticError" in page
    assert "5 mg" not in page
    assert "Download 1 of 2" in page
    monkeypatch.undo()
    signed_in.post(reverse("patients:day_resume", args=[run.pk]))
    work(run)
    assert run.documents().count() == 2


def test_after_a_day_nothing_is_left(client, clinician, run):
    work(run)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25), tick=False):
        client.force_login(clinician)
        assert client.get(run.get_absolute_url()).status_code == 404
        forget_day.call()
    assert not DayPrint.objects.exists()
    assert not DayDocument.objects.exists()


def test_it_is_deleted_by_a_task_of_its_own(
    both, team, clinician, django_capture_on_commit_callbacks
):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        run = actions.start(day=timezone.localdate(), care_team=team, site="", by=clinician)
    tasks = {row.task_path.rpartition(".")[2]: row.run_after for row in DBTaskResult.objects.all()}
    assert tasks["forget_day"] == run.requested_at + datetime.timedelta(days=1)
    assert "set_document" in tasks


def test_a_new_worker_takes_up_what_was_left(run, django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        actions.resume_all()
    assert DBTaskResult.objects.count() == 2
