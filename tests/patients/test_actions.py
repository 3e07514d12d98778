"""What changes a consultation, and what refuses to."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guidelines import exchange, frozen
from guidelines.models import GuidelineVersion
from patients.models import Decision, Encounter
from patients.visits import actions
from tests import factories_people as people


@pytest.fixture
def weeks_later():
    """Three weeks after the tests' other rows were made."""
    with time_machine.travel(timezone.now() + datetime.timedelta(days=21), tick=False):
        yield


@pytest.fixture
def last_visit(patient, clinician):
    """The day of a signed consultation that `weeks_later` lies weeks behind."""
    people.signed(
        patient,
        clinician,
        ck="9130",
        ck_uln="170",
        weight_kg="72",
        biopsy="pending",
        tpmt="unknown",
    )
    return timezone.localdate().isoformat()


def test_a_new_consultation_carries_the_last_values_with_their_own_day(
    patient, clinician, last_visit, weeks_later
):
    encounter = actions.start(patient=patient, by=clinician)
    assert encounter.findings["ck"]["value"] == "9130"
    assert encounter.findings["ck"]["on"] == last_visit
    assert encounter.findings["ck"]["source"] == "record"
    assert "tpmt" not in encounter.findings  # what was not known is asked again


def test_an_old_value_counts_only_after_it_is_confirmed(
    patient, clinician, last_visit, weeks_later
):
    encounter = actions.start(patient=patient, by=clinician)
    plan = encounter.current_plan()
    assert [row["key"] for row in plan["confirm"]] == ["ck"]
    assert plan["derived"]["ck_xuln"] is None
    actions.confirm(encounter=encounter, shown={"ck": plan["confirm"][0]["value"]}, by=clinician)
    plan = encounter.current_plan()
    assert plan["confirm"] == []
    assert plan["derived"]["ck_xuln"] is not None


def test_a_carried_value_posted_again_as_it_was_keeps_its_day(
    patient, clinician, last_visit, weeks_later
):
    encounter = actions.start(patient=patient, by=clinician)
    people.write(encounter, clinician, ck="9130")
    assert encounter.findings["ck"]["on"] == last_visit
    people.write(encounter, clinician, ck="9131")
    assert encounter.findings["ck"]["on"] == timezone.localdate().isoformat()


def test_a_patient_has_one_open_draft(patient, clinician, colleague):
    first = actions.start(patient=patient, by=clinician)
    assert actions.start(patient=patient, by=colleague) == first


def test_without_a_guideline_in_force_no_consultation_starts(patient, clinician, monkeypatch):
    none = GuidelineVersion.objects.none()
    monkeypatch.setattr(GuidelineVersion.objects, "in_force", lambda on: none)
    with pytest.raises(ValidationError, match="No guideline is in force"):
        actions.start(patient=patient, by=clinician)


@pytest.fixture
def other_version(db):
    """Makes published versions; what is remembered of them goes with their rows."""
    frozen._remembered.cache_clear()
    yield publish_other
    frozen._remembered.cache_clear()


def publish_other(key="imnm", without=()):
    """A published version of the shipped content under another key or without some questions."""
    version = GuidelineVersion.objects.get()
    data = exchange.document(frozen.load(version))
    fewer = [row for row in data["elements"] if row["key"] not in without]
    data |= {"key": key, "version": 2, "elements": fewer}
    found = exchange.load(data)
    status = {"status": "published", "effective_from": timezone.localdate()}
    GuidelineVersion.objects.filter(pk=found.pk).update(
        **status, published_at=timezone.now(), published_by=version.published_by, digest="x"
    )
    return found


def test_of_several_guidelines_in_force_the_one_in_the_settings_is_used(
    patient, clinician, settings, other_version
):
    other = other_version("other")
    assert actions.start(patient=patient, by=clinician).version.guideline.key == "imnm"
    Encounter.objects.all().delete()
    settings.GUIDELINE = "other"
    assert actions.start(patient=patient, by=clinician).version == other


def test_what_a_newer_version_no_longer_asks_is_left_behind_and_said(
    patient, clinician, signed_in, other_version
):
    people.signed(patient, clinician, ck="9130", aldolase="7")
    other_version(without=["aldolase"])
    response = signed_in.post(reverse("patients:encounter_start", args=[patient.pk]), follow=True)
    draft = patient.encounters.drafts().get()
    assert "ck" in draft.findings
    assert "aldolase" not in draft.findings
    assert "no longer asks for it: Aldolase" in response.text


def test_recording_keeps_who_and_when(draft, clinician):
    finding = draft.findings["ck"]
    assert finding["by"] == clinician.username
    assert finding["on"] == timezone.localdate().isoformat()
    assert (finding["value"], finding["typed"], finding["unit"]) == ("8420", "8420", "U/L")


def test_saving_the_same_answer_again_changes_nothing_about_it(draft, clinician, colleague):
    people.write(draft, colleague, ck="8420")
    assert draft.findings["ck"]["by"] == clinician.username


def test_an_emptied_answer_is_not_asked_again(draft, clinician):
    people.write(draft, clinician, ck="")
    assert "ck" not in draft.findings


def test_an_impossible_value_has_no_value_keeps_what_was_typed_and_is_not_signed(draft, clinician):
    people.write(draft, clinician, weight_kg="9999")
    assert "value" not in draft.findings["weight_kg"]
    assert draft.findings["weight_kg"]["typed"] == "9999"
    assert draft.current_plan()["regimens"]["PRED"]["dose"]["amount"] is None
    with pytest.raises(ValidationError, match="not accepted: Weight “9999”"):
        actions.sign(encounter=draft, revision=draft.revision, by=clinician)


def test_the_second_of_two_savers_is_refused_and_nothing_is_overwritten(
    draft, clinician, colleague
):
    seen = draft.revision
    other = Encounter.objects.get(pk=draft.pk)
    people.write(draft, clinician, ck="4000")
    with pytest.raises(actions.ConflictError) as refusal:
        people.write(other, colleague, revision=seen, ck="5000", alt="80")
    assert refusal.value.keys == {"ck"}
    draft.refresh_from_db()
    assert draft.findings["ck"]["value"] == "4000"
    assert "alt" not in draft.findings


def test_an_answer_the_second_saver_left_alone_takes_the_first_ones_value(
    draft, clinician, colleague
):
    seen = draft.revision
    people.write(draft, clinician, ck="4000")
    outdated = people.write(draft, colleague, revision=seen, ck="8420", alt="80")
    assert outdated == {"ck"}
    assert draft.findings["ck"]["value"] == "4000"
    assert draft.findings["alt"]["value"] == "80"


def test_a_conflict_is_settled_by_keeping_either_value(draft, clinician, colleague):
    seen = draft.revision
    people.write(draft, clinician, ck="4000", alt="70")
    mine = {"value": "5000", "typed": "5000", "unit": "U/L"}
    answers = {"ck": mine, "alt": mine}
    about = {"encounter": draft, "answers": answers, "revision": seen, "by": colleague}
    with pytest.raises(actions.ConflictError) as refusal:
        actions.record(**about, mine=["ck"])
    assert refusal.value.keys == {"alt"}
    assert actions.record(**about, mine=["ck"], theirs=["alt"]) == {"alt"}
    assert draft.findings["ck"]["value"] == "5000"
    assert draft.findings["alt"]["value"] == "70"


def test_a_save_that_lost_the_race_is_tried_on_the_newer_draft(draft, clinician, colleague):
    stale = Encounter.objects.get(pk=draft.pk)
    people.write(draft, clinician, alt="80")
    people.write(stale, colleague, ast="90")
    stale.refresh_from_db()
    assert {"alt", "ast"} <= set(stale.findings)


def test_accepting_keeps_the_dose_as_the_plan_gave_it(draft, clinician):
    decision = actions.decide(
        encounter=draft, advice="R11", regimen="PRED", kind="accepted", by=clinician
    )
    assert decision.dose.startswith("Prednisone 70\u00a0mg")


def test_accepting_twice_leaves_one_decision(draft, clinician):
    for kind in ("accepted", "accepted"):
        actions.decide(encounter=draft, advice="R11", regimen="PRED", kind=kind, by=clinician)
    assert draft.decisions.count() == 1


@pytest.mark.parametrize(
    ("kind", "words", "message"),
    [
        ("changed", {"reason": "frail"}, "dose"),
        ("changed", {"dose": "  ", "reason": "frail"}, "dose"),
        ("changed", {"amount": "40", "often": "once daily"}, "reason"),
        ("declined", {"reason": "no"}, "Choose a reason"),
        ("declined", {"reason_code": "because"}, "Choose a reason"),
        ("overridden", {"dose": "40 mg", "reason": "x"}, "nothing to override"),
        ("signed", {}, "not a way to decide"),
    ],
)
def test_a_decision_without_what_it_needs_is_refused(draft, clinician, kind, words, message):
    with pytest.raises(ValidationError, match=message):
        actions.decide(
            encounter=draft, advice="R11", regimen="PRED", kind=kind, by=clinician, **words
        )
    assert not draft.decisions.exists()


def test_advice_that_is_not_in_the_plan_cannot_be_decided(draft, clinician):
    with pytest.raises(ValidationError, match="not a choice of the plan"):
        actions.decide(encounter=draft, advice="R25", kind="accepted", by=clinician)


def shown_with_state(encounter, state):
    """Advice and regimen of the first regimen of the plan in this state."""
    plan = encounter.current_plan()
    return next(
        {"advice": row["key"], "regimen": code}
        for row in plan["advice"]
        for code in row["regimens"]
        if plan["regimens"][code]["state"] == state
    )


def test_a_blocked_regimen_is_overridden_only_with_a_reason(draft, clinician):
    people.write(draft, clinician, pregnancy_status="pregnant")
    target = {"encounter": draft, "by": clinician} | shown_with_state(draft, "blocked")
    with pytest.raises(ValidationError, match="overridden with a reason"):
        actions.decide(**target, kind="accepted")
    with pytest.raises(ValidationError, match="reason"):
        actions.decide(**target, kind="overridden", amount="15", weekday="Monday", often="once")
    typed = {"amount": "15", "weekday": "Monday", "often": "once", "reason": "center agrees"}
    actions.decide(**target, kind="overridden", **typed)
    assert draft.decisions.get().kind == Decision.Kind.OVERRIDDEN


@pytest.mark.parametrize("kind", ["accepted", "changed", "overridden"])
def test_a_hard_stop_is_never_overridden(draft, clinician, kind):
    people.write(draft, clinician, tpmt="poor")
    target = {"encounter": draft, "by": clinician} | shown_with_state(draft, "hard_stop")
    assert target["regimen"] == "AZA"
    with pytest.raises(ValidationError, match="hard stop"):
        actions.decide(**target, kind=kind, dose="50 mg daily", reason="wanted")
