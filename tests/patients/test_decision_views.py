"""Decisions, review, signature, amendment and cancellation, with htmx and without."""

import pytest
from django.urls import reverse

from patients.models import Decision, Encounter
from patients.visits import actions, decided
from tests import factories_people as people
from tests.patients.posts import HTMX, sign


def decide(client, draft, htmx=True, **words):
    data = {"target": "R11 PRED", "kind": "accepted"} | words
    advice, _, regimen = data["target"].partition(" ")
    shown = decided.shown(draft.current_plan(), advice, regimen)
    data = {"shown": decided.fingerprint(shown)} | data
    url = reverse("patients:decide", args=[draft.pk])
    return client.post(url, data, headers=HTMX if htmx else {})


def test_accepting_shows_who_decided_what(signed_in, draft):
    response = decide(signed_in, draft)
    assert response.status_code == 200
    assert "Ada Onward" in response.text
    assert draft.decisions.get().by.first_name == "Ada"


def test_without_htmx_a_decision_leads_back(signed_in, draft):
    assert decide(signed_in, draft, htmx=False).url == draft.get_absolute_url()
    back = decide(signed_in, draft, htmx=False, kind="undo", back="review")
    assert back.url == reverse("patients:review", args=[draft.pk])


@pytest.mark.parametrize("htmx", [True, False])
def test_a_change_without_a_dose_is_refused_and_keeps_the_reason(signed_in, draft, htmx):
    response = decide(signed_in, draft, htmx=htmx, kind="changed", reason="frail and small")
    assert response.status_code == 422
    assert "Write the dose" in response.text
    assert 'value="frail and small"' in response.text
    assert not Decision.objects.exists()


def test_declining_needs_a_coded_reason(signed_in, draft):
    assert decide(signed_in, draft, kind="declined").status_code == 422
    response = decide(signed_in, draft, kind="declined", reason_code="patient_declines")
    assert "The patient declines" in response.text


def test_undo_takes_a_decision_back(signed_in, draft):
    decide(signed_in, draft)
    decide(signed_in, draft, kind="undo")
    assert not Decision.objects.exists()


def test_a_hard_stop_is_refused_by_the_server(signed_in, draft, clinician):
    people.write(draft, clinician, tpmt="poor")
    words = {"target": "R15 AZA", "dose": "50 mg daily", "reason": "wanted"}
    response = decide(signed_in, draft, kind="overridden", **words)
    assert response.status_code == 422
    assert "hard stop" in response.text


def test_a_decision_overtaken_by_the_plan_is_shown_for_checking(signed_in, draft, clinician):
    decide(signed_in, draft)
    draft.refresh_from_db()
    people.write(draft, clinician, weight_kg="50")
    page = signed_in.get(draft.get_absolute_url()).text
    assert "Decided before the plan changed" in page
    review = signed_in.get(reverse("patients:review", args=[draft.pk])).text
    assert "check again" in review
    assert "disabled" in review


# Review, signature, amendment, cancellation


def test_the_review_lists_what_is_decided_and_what_is_not(signed_in, draft):
    decide(signed_in, draft)
    text = signed_in.get(reverse("patients:review", args=[draft.pk])).text
    assert "Accepted (1)" in text
    assert "methylPREDNISolone" in text


def test_signing_freezes_and_shows_the_signed_plan(signed_in, draft):
    decide(signed_in, draft)
    assert sign(signed_in, draft).url == draft.get_absolute_url()
    text = signed_in.get(draft.get_absolute_url()).text
    assert "It can no longer change" in text
    assert "predniSONE 70\u00a0mg" in text
    assert "Save the change" not in text


def test_signing_what_has_changed_since_is_refused(signed_in, draft):
    url = reverse("patients:sign", args=[draft.pk])
    response = signed_in.post(url, {"revision": draft.revision - 1})
    assert response.status_code == 422
    assert "Review it again" in response.text


def test_signing_twice_leads_to_the_signed_one(signed_in, signed):
    response = sign(signed_in, signed)
    assert response.url == signed.get_absolute_url()


def test_the_summary_is_a_pdf(signed_in, signed):
    response = signed_in.get(reverse("patients:summary", args=[signed.pk]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_the_file_name_of_the_summary_is_plain(signed_in, signed, patient):
    patient.record_number = 'T "7"; x=é/1'
    patient.save()
    response = signed_in.get(reverse("patients:summary", args=[signed.pk]))
    name = f"summary-t-7-xe1-{signed.on:%Y-%m-%d}.pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{name}"'


def test_amending_starts_a_draft_that_both_pages_show(signed_in, signed):
    url = reverse("patients:amend", args=[signed.pk])
    assert signed_in.get(url).status_code == 200
    assert signed_in.post(url, {"reason": ""}).status_code == 422
    response = signed_in.post(url, {"reason": "Wrong weight"})
    assert "Reason: Wrong weight" in signed_in.get(response.url).text
    assert "was amended" in signed_in.get(signed.get_absolute_url()).text


def test_a_draft_cannot_be_amended_nor_a_signed_one_reviewed(signed_in, draft):
    assert signed_in.get(reverse("patients:amend", args=[draft.pk])).status_code == 404
    actions.sign(encounter=draft, revision=draft.revision, by=draft.created_by)
    assert signed_in.get(reverse("patients:review", args=[draft.pk])).status_code == 404


def test_cancel_asks_first_then_leaves_no_trace(signed_in, draft):
    url = reverse("patients:cancel", args=[draft.pk])
    assert "Nothing of it is kept" in signed_in.get(url).text
    assert Encounter.objects.exists()
    assert signed_in.post(url).url == draft.patient.get_absolute_url()
    assert not Encounter.objects.exists()


def test_a_signed_consultation_cannot_be_cancelled(signed_in, signed):
    url = reverse("patients:cancel", args=[signed.pk])
    assert signed_in.post(url).url == signed.get_absolute_url()
    assert Encounter.objects.filter(pk=signed.pk).exists()
