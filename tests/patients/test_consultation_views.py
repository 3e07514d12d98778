"""Sections of a consultation: saved, refused, in conflict, confirmed; with htmx and without."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from patients.models import Encounter
from patients.visits import actions
from tests import factories_people as people
from tests.patients.posts import HTMX, sign


def test_the_consultation_shows_findings_and_plan(signed_in, draft):
    text = signed_in.get(draft.get_absolute_url()).text
    assert 'name="ck"' in text
    assert "predniSONE 70\u00a0mg" in text
    assert "answers would change this plan" in text


def test_the_form_does_not_ask_what_the_record_knows(signed_in, draft):
    text = signed_in.get(draft.get_absolute_url()).text
    for key in ("birth_date", "sex_at_birth", "age_years"):
        assert f'name="{key}"' not in text


@pytest.mark.parametrize("htmx", [True, False])
def test_why_not_lists_what_does_not_apply_with_its_reason(signed_in, draft, htmx):
    url = reverse("patients:why_not", args=[draft.pk])
    response = signed_in.get(url, headers=HTMX if htmx else {})
    assert ("<html" in response.text) is not htmx
    assert 'id="other-R34"' in response.text
    assert "Where in the course: not yet treated" in response.text


def post_section(client, draft, htmx=True, **typed):
    data = {"revision": draft.revision, "ck": "8420", "ck_uln": "170"} | typed
    url = reverse("patients:section", args=[draft.pk, "enzymes"])
    return client.post(url, data, headers=HTMX if htmx else {})


def test_a_saved_section_answers_with_plan_and_what_stands_around_it(signed_in, draft):
    response = post_section(signed_in, draft, alt="80")
    assert response.status_code == 200
    for part in ('id="plan"', 'id="msg-alt"', 'id="count-enzymes"', 'id="saved"', 'id="revision-'):
        assert part in response.text
    assert "<html" not in response.text
    assert 'name="alt"' not in response.text  # no input is swapped
    draft.refresh_from_db()
    assert draft.findings["alt"]["value"] == "80"


def test_a_posted_section_needs_at_most_fourteen_queries(
    signed_in, draft, django_assert_max_num_queries
):
    post_section(signed_in, draft)
    with django_assert_max_num_queries(14):  # six of them read the record over time
        post_section(signed_in, draft, alt="81")


def test_without_htmx_a_saved_section_leads_back_to_the_page(signed_in, draft):
    response = post_section(signed_in, draft, htmx=False, alt="80")
    assert response.url == f"{draft.get_absolute_url()}#section-enzymes"


@pytest.mark.parametrize("htmx", [True, False])
def test_an_impossible_value_is_refused_and_stays_as_typed(signed_in, draft, htmx):
    response = post_section(signed_in, draft, htmx=htmx, ck="84200000", alt="80")
    assert response.status_code == 422
    assert "cannot be right" in response.text
    page = signed_in.get(draft.get_absolute_url()).text
    assert 'value="84200000"' in page
    assert "cannot be right" in page
    draft.refresh_from_db()
    assert draft.findings["alt"]["value"] == "80"


def confirming(draft, key):
    """What the button that confirms a value posts."""
    found = Encounter.objects.get(pk=draft.pk).current_plan()["confirm"]
    return next(f"{key} {row['value']}" for row in found if row["key"] == key)


def test_an_unusual_value_gives_no_dose_until_it_is_confirmed(signed_in, draft):
    url = reverse("patients:section", args=[draft.pk, "who"])
    data = {"revision": draft.revision, "weight_kg": "190", "height_cm": "190"}
    response = signed_in.post(url, data, headers=HTMX)
    assert "is unusual" in response.text
    assert "predniSONE 80\u00a0mg" not in response.text
    response = signed_in.post(url, data | {"confirm": confirming(draft, "weight_kg")}, headers=HTMX)
    assert "is unusual" not in response.text
    assert "predniSONE 80\u00a0mg" in response.text


@pytest.mark.parametrize("htmx", [True, False])
def test_two_editors_both_see_both_values(signed_in, draft, colleague, htmx):
    seen = draft.revision
    people.write(draft, colleague, ck="4000")
    draft.revision = seen
    response = post_section(signed_in, draft, htmx=htmx, ck="5000", alt="80")
    assert response.status_code == 422
    assert "Ben Other" in response.text
    assert "4000 U/L" in response.text
    assert "5000 U/L" in response.text
    if not htmx:
        assert f'id="revision-enzymes" value="{seen}"' in response.text  # still to be settled
        assert 'value="5000"' in response.text
        assert 'value="80"' in response.text
    draft.refresh_from_db()
    assert draft.findings["ck"]["value"] == "4000"


def test_keeping_mine_overwrites_and_taking_theirs_brings_their_value(signed_in, draft, colleague):
    seen = draft.revision
    people.write(draft, colleague, ck="4000", ck_uln="200")
    draft.revision = seen
    mine = {"ck": "5000", "ck_uln": "190"}
    first = post_section(signed_in, draft, **mine, mine="ck")
    assert first.status_code == 422
    assert '<input type="hidden" name="mine" value="ck">' in first.text
    response = post_section(signed_in, draft, **mine, theirs="ck_uln")
    assert response.status_code == 422
    response = post_section(signed_in, draft, **mine, mine="ck", theirs="ck_uln")
    assert response.status_code == 200
    assert 'value="200"' in response.text
    draft.refresh_from_db()
    assert [draft.findings[key]["value"] for key in mine] == ["5000", "200"]


def test_an_unknown_section_is_not_found(signed_in, draft):
    url = reverse("patients:section", args=[draft.pk, "nowhere"])
    assert signed_in.post(url, headers=HTMX).status_code == 404


@pytest.mark.parametrize("htmx", [True, False])
def test_a_section_of_a_signed_consultation_is_not_saved(signed_in, signed, htmx):
    response = post_section(signed_in, signed, htmx=htmx, ck="1")
    assert response.status_code == (409 if htmx else 302)
    text = response.text if htmx else signed_in.get(response.url).text
    assert "This consultation is signed" in text


def test_confirming_a_value_from_the_plan(signed_in, draft, clinician):
    people.write(draft, clinician, ck="120000")
    url, row = reverse("patients:encounter_confirm", args=[draft.pk]), confirming(draft, "ck")
    response = signed_in.post(url, {"confirm": row}, headers=HTMX)
    assert response.status_code == 200
    draft.refresh_from_db()
    assert draft.findings["ck"]["confirmed"]
    assert signed_in.post(url, {"confirm": row}).url == f"{draft.get_absolute_url()}#plan"


def test_a_value_that_somebody_changed_is_not_confirmed_unseen(signed_in, draft, clinician):
    people.write(draft, clinician, ck="120000")
    url, row = reverse("patients:encounter_confirm", args=[draft.pk]), confirming(draft, "ck")
    people.write(draft, clinician, ck="130000")
    response = signed_in.post(url, {"confirm": row}, headers=HTMX)
    assert response.status_code == 422
    assert "Changed meanwhile" in response.text
    draft.refresh_from_db()
    assert "confirmed" not in draft.findings["ck"]


def test_an_unrecognized_name_cannot_be_confirmed(signed_in, draft, clinician):
    people.write(draft, clinician, current_drugs="Zorbax")
    page = signed_in.get(draft.get_absolute_url()).text
    assert 'value="current_drugs ' not in page  # no button to confirm
    url = reverse("patients:encounter_confirm", args=[draft.pk])
    row = confirming(draft, "current_drugs")
    assert signed_in.post(url, {"confirm": row}, headers=HTMX).status_code == 422


def test_old_values_of_one_visit_are_confirmed_together(signed_in, patient, clinician):
    people.signed(patient, clinician, heart_rate="80", spo2="97")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=60), tick=False):
        signed_in.force_login(clinician)
        draft = actions.start(patient=patient, by=clinician)
        assert "All still true" in signed_in.get(draft.get_absolute_url()).text
        url = reverse("patients:encounter_confirm", args=[draft.pk])
        rows = [confirming(draft, key) for key in ("heart_rate", "spo2")]
        assert signed_in.post(url, {"confirm": rows}, headers=HTMX).status_code == 200
        draft.refresh_from_db()
        assert draft.current_plan()["confirm"] == []


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_value_holds_the_signature_until_it_is_cleared(signed_in, draft, htmx):
    response = post_section(signed_in, draft, htmx=htmx, ck="84 20")
    assert response.status_code == 422
    assert "1 value was not accepted" in response.text
    assert "✓ Saved" not in response.text
    assert "error-summary" in response.text or htmx
    page = signed_in.get(reverse("patients:review", args=[draft.pk])).text
    assert "“84 20”" in page
    assert "was not accepted" in sign(signed_in, draft).text
    post_section(signed_in, draft, htmx=htmx, ck="")
    assert sign(signed_in, draft).status_code == 302


def test_a_question_that_a_post_leaves_out_keeps_its_answer(signed_in, draft):
    url = reverse("patients:section", args=[draft.pk, "enzymes"])
    signed_in.post(url, {"revision": draft.revision, "alt": "80"}, headers=HTMX)
    draft.refresh_from_db()
    assert draft.findings["ck"]["value"] == "8420"
    signed_in.post(url, {"revision": draft.revision, "ck": ""}, headers=HTMX)
    draft.refresh_from_db()
    assert "ck" not in draft.findings
    assert draft.findings["alt"]["value"] == "80"


@pytest.mark.parametrize("revision", ["", "99", "-1", "١", "9" * 30, "1.0", "x"])
def test_a_revision_the_draft_never_had_saves_nothing(signed_in, draft, revision):
    url = reverse("patients:section", args=[draft.pk, "enzymes"])
    response = signed_in.post(url, {"revision": revision, "ck": "1"}, headers=HTMX)
    assert response.status_code == 409
    assert "Load the page again" in response.text
    draft.refresh_from_db()
    assert draft.findings["ck"]["value"] == "8420"


def test_the_banner_follows_every_save(signed_in, draft):
    url = reverse("patients:section", args=[draft.pk, "who"])
    data = {"revision": draft.revision, "weight_kg": "64", "allergies-none": "1"}
    banner = signed_in.post(url, data, headers=HTMX).text.split('id="who"')[1]
    assert "64\u00a0kg" in banner
    assert "✓ Saved" in banner


def test_a_prefilled_draft_says_so_instead_of_saved(signed_in, signed, patient, clinician):
    draft = actions.start(patient=patient, by=clinician)
    page = signed_in.get(draft.get_absolute_url()).text
    assert f"Prefilled from {signed.on:%d-%b-%Y}, nothing changed yet" in page
    assert "✓ Saved" not in page


def test_a_conflict_says_not_saved(signed_in, draft, colleague):
    seen = draft.revision
    people.write(draft, colleague, ck="4000")
    draft.revision = seen
    text = post_section(signed_in, draft, ck="5000").text
    assert "Not saved: somebody else answered" in text
    assert "✓ Saved" not in text


def test_text_with_zero_bytes_is_refused(signed_in, draft):
    assert signed_in.get(reverse("patients:patient_list"), {"q": "a\x00"}).status_code == 400
    assert post_section(signed_in, draft, ck="1\x00").status_code == 400


def test_pages_of_the_signed_in_are_never_stored(signed_in, draft, client):
    cache = signed_in.get(draft.get_absolute_url()).headers["Cache-Control"]
    assert {"private", "no-store"} <= set(cache.split(", "))
