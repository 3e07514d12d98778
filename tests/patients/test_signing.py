"""Signing, cancelling and amending, and what each refuses."""

import datetime
import hashlib
import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from patients.models import Decision, Encounter
from patients.visits import actions, signature
from tests import factories_people as people


def test_a_plan_that_changed_after_a_decision_cannot_be_signed(draft, clinician):
    actions.decide(encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician)
    people.write(draft, clinician, weight_kg="50")
    with pytest.raises(ValidationError, match="Check these again"):
        actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    actions.undecide(encounter=draft, advice="R11", regimen="PRED")
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    assert Encounter.objects.get(pk=draft.pk).is_signed


def test_what_changed_after_the_review_is_not_signed(draft, clinician):
    reviewed = draft.revision
    actions.decide(encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician)
    with pytest.raises(ValidationError, match="Review it again"):
        actions.sign(encounter=draft, revision=reviewed, by=clinician)


def test_signing_freezes_findings_plan_version_who_and_when(draft, clinician):
    actions.decide(encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician)
    plan = draft.evaluate(draft.past()).as_json()
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    found = Encounter.objects.get(pk=draft.pk)
    assert found.plan == plan
    assert all(item["tree"]["verdict"] for item in found.plan["advice"])
    assert found.findings["birth_date"]["value"] == "1984-03-14"
    assert found.signed_by == clinician
    assert found.signed_at
    assert found.digest == signature.digest(found, list(found.decisions.all()))


def test_the_plan_and_the_record_kept_with_it_are_of_one_reading(
    draft, clinician, take, monkeypatch
):
    read, past = [], Encounter.past
    monkeypatch.setattr(Encounter, "past", lambda self: read.append(self) or past(self))
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    assert len(read) == 1


def test_what_was_signed_before_there_was_a_history_has_the_fingerprint_of_then(draft, clinician):
    actions.decide(encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician)
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    decisions = list(draft.decisions.all())
    draft.history = {}
    for decision in decisions:
        decision.amount, decision.weekday = None, ""
    version, patient = draft.version, draft.patient
    covered = {
        "patient": [patient.record_number, str(patient), patient.birth_date.isoformat()],
        "guideline": [version.guideline.key, version.number],
        "on": draft.on.isoformat(),
        "findings": draft.findings,
        "plan": draft.plan,
        "decisions": [[d.advice, d.regimen, d.kind, d.dose, "", ""] for d in decisions],
        "amends": None,
        "signed": [clinician.get_username(), draft.signed_at.isoformat()],
    }
    text = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert signature.digest(draft, decisions) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("change", [{"amount": Decimal(5)}, {"weekday": "Monday"}])
def test_the_signature_covers_dose_and_weekday(draft, clinician, change):
    actions.decide(encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician)
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    decisions = list(draft.decisions.all())
    for name, value in change.items():
        setattr(decisions[0], name, value)
    assert signature.digest(draft, decisions) != draft.digest


def test_a_signed_plan_stays_when_the_patient_record_is_corrected(signed, patient):
    before = signed.current_plan()
    patient.birth_date = datetime.date(2015, 1, 1)
    patient.save()
    assert Encounter.objects.get(pk=signed.pk).current_plan() == before


def test_every_action_refuses_a_signed_consultation(signed, clinician):
    by = {"encounter": signed, "by": clinician}
    refused = [
        lambda: people.write(signed, clinician, ck="1"),
        lambda: actions.confirm(**by, shown={"ck": "8420"}),
        lambda: actions.decide(**by, advice="R11", regimen="PRED", kind="accepted"),
        lambda: actions.undecide(encounter=signed, advice="R11"),
        lambda: actions.cancel(encounter=signed),
        lambda: actions.sign(**by, revision=signed.revision),
    ]
    for action in refused:
        with pytest.raises(ValidationError, match="signed"):
            action()


def test_cancel_leaves_no_trace(draft, clinician):
    actions.decide(encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician)
    actions.cancel(encounter=draft)
    assert not Encounter.objects.exists()
    assert not Decision.objects.exists()


def test_saving_in_a_cancelled_draft_says_so(draft, clinician):
    other = Encounter.objects.get(pk=draft.pk)
    actions.cancel(encounter=draft)
    with pytest.raises(actions.GoneError, match="cancelled"):
        people.write(other, clinician, ck="1")


def test_an_amendment_points_to_the_signed_one_and_starts_with_its_findings(signed, clinician):
    draft = actions.amend(encounter=signed, reason="Wrong weight", by=clinician)
    assert draft.amends == signed
    assert draft.findings["ck"] == signed.findings["ck"]
    assert draft.amendment_reason == "Wrong weight"


def test_an_amendment_needs_a_reason_and_happens_once(signed, clinician):
    with pytest.raises(ValidationError, match="Say why"):
        actions.amend(encounter=signed, reason=" ", by=clinician)
    actions.amend(encounter=signed, reason="Wrong weight", by=clinician)
    with pytest.raises(ValidationError, match="amended already"):
        actions.amend(encounter=signed, reason="Again", by=clinician)


def test_an_amendment_waits_for_an_open_draft(signed, patient, clinician):
    actions.start(patient=patient, by=clinician)
    with pytest.raises(ValidationError, match="unsigned consultation"):
        actions.amend(encounter=signed, reason="Wrong weight", by=clinician)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "signed"},
        {"signed_at": timezone.now()},
        {"digest": "x"},
        {"amendment_reason": "no amended encounter"},
    ],
)
def test_the_database_refuses_a_half_signed_encounter(draft, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Encounter.objects.filter(pk=draft.pk).update(**fields)
