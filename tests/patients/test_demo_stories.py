"""The demo patients and their stories."""

from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from patients import demo
from patients.demo import record
from patients.documents import summary
from patients.models import Decision, DoseStep, Encounter, Patient
from patients.visits import decided, signature


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """All demo patients, once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("create_demo", verbosity=0, stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def rows(told, db):
    """Every test may use them."""


def test_every_demo_patient_is_named_as_such():
    for patient in Patient.objects.all():
        assert patient.is_demo
        assert str(patient).startswith("DEMO, Patient ")
        assert patient.record_number.startswith("DEMO-")


def patient(letter):
    return Patient.objects.get(given_name=f"Patient {letter}")


def test_there_are_a_signed_consultation_open_drafts_and_a_new_patient():
    assert patient("A").encounters.signed().count() == 1
    assert Encounter.objects.drafts().count() == 2
    assert Patient.objects.filter(encounters=None).count() == 1


def test_nothing_typed_for_a_demo_patient_was_refused():
    for encounter in Encounter.objects.drafts():
        assert encounter.current_plan()["errors"] == []
        refused = [
            key
            for key, finding in encounter.findings.items()
            if finding["value"] == "unknown" and finding["typed"] != "unknown"
        ]
        assert refused == []


def test_the_next_visit_of_the_signed_patient_asks_to_confirm_old_values(client):
    user = authenticate(username="clinician", password=demo.PASSWORD)
    client.force_login(user)
    page = client.post(f"/patients/{patient('A').pk}/start/", follow=True)
    assert "to confirm" in page.text


def courses(letter, regimen):
    return list(patient(letter).courses.filter(regimen=regimen))


def test_a_story_spans_a_year_of_visits_and_values_between_them():
    for letter in ("E", "F"):
        visits = patient(letter).encounters.signed().order_by("on")
        assert visits.count() >= 7
        assert (timezone.localdate() - visits.first().on).days > 340
        assert patient(letter).results.filter(encounter=None).count() > 20


def test_each_visit_was_signed_on_its_day_with_the_record_of_that_day():
    for visit in patient("E").encounters.signed():
        assert timezone.localdate(visit.signed_at) == visit.on
        days = [row[0] for rows in visit.history["values"].values() for row in rows]
        assert all(day <= visit.on.isoformat() for day in days)
        assert visit.digest == signature.digest(visit, list(visit.decisions.all()))


def test_every_decision_of_a_story_is_one_that_the_plan_of_its_day_offers():
    decisions = Decision.objects.filter(encounter__status="signed").select_related("encounter")
    assert decisions.count() > 30
    for decision in decisions:
        assert not decided.is_outdated(decision.encounter.plan, decision)


def test_what_the_plan_does_not_offer_stops_the_story():
    story = demo.relapse.STORY
    visit = story.events[0]._replace(decided=({"advice": "R1"},))
    with pytest.raises(ValidationError, match="not a choice of the plan"):
        record.tell(patient("D"), story._replace(events=(visit,)), User.objects.first())


def test_the_relapse_ends_the_taper_and_the_second_answer_to_treatment_is_better():
    [prednisone] = courses("E", "PRED")
    relapse = patient("E").encounters.get(findings__treatment_phase__value="relapse")
    assert [row["key"] for row in relapse.plan["signals"] if row["urgent"]] == ["taper_stop"]
    doses = {step.on: step.amount for step in prednisone.steps.all()}
    assert (doses[relapse.on], max(doses.values())) == (40, 60)
    ended = DoseStep.all_rows.filter(course=prednisone, removed_in=relapse)
    assert ended.exists()
    assert all(step.on > relapse.on for step in ended)
    [rituximab] = courses("E", "RTX")
    assert rituximab.start == relapse.on
    assert Decimal(patient("E").last_findings()["ck"]["value"]) < 170


def test_the_taper_of_the_story_goes_on():
    [prednisone] = courses("E", "PRED")
    to_come = [step for step in prednisone.steps.all() if step.on > timezone.localdate()]
    assert [step.amount for step in to_come] == [6, 5]
    assert prednisone.taper == "percent25_q4w"


def test_the_checkpoint_story_ends_without_glucocorticoid_step_by_step():
    [prednisone] = courses("F", "PRED_ICI2")
    amounts = [step.amount for step in prednisone.steps.all()]
    assert amounts == sorted(amounts, reverse=True)
    assert (amounts[-1], prednisone.stop_reason) == (Decimal("2.5"), "remission")
    assert not patient("F").courses.open_on(timezone.localdate()).exists()
    assert patient("F").last_findings()["treatment_phase"]["value"] == "maintenance"


def test_the_page_of_the_relapse_shows_a_limit_passed_overdue_tests_and_a_relapse(client):
    client.force_login(authenticate(username="clinician", password=demo.PASSWORD))
    text = client.get(patient("E").get_absolute_url()).text
    for words in ("Neutrophils below 1.6", "Overdue", "Relapse", "CK fell from 40.3 to 0.87"):
        assert words in text


def test_the_signed_demo_visit_left_courses_and_results():
    patient = Patient.objects.get(record_number="DEMO-0001")
    visit = patient.encounters.signed().get()
    assert {row.regimen for row in patient.courses.standing()} == {"PRED", "MTX", "ATOV"}
    assert {row.start for row in patient.courses.all()} == {visit.on}
    assert {row.on for row in patient.results.filter(element="ck")} == {visit.on}


def test_the_printed_findings_leave_out_what_only_limits_compare():
    last = patient("E").encounters.signed().order_by("-on").first()
    calculated = dict(summary.summary(last)["findings"])["Calculated"]
    labels = {label for label, _value, _day in calculated}
    assert "eGFR from creatinine" in labels
    assert not any(label.startswith("Days between") for label in labels)
