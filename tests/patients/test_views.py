"""The ladder for each page: works, without htmx, invalid, anonymous, no permission, not theirs."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from patients.models import Decision, Encounter, Patient
from patients.visits import actions, decided
from tests import factories_people as people

HTMX = {"HX-Request": "true"}
NEW_PATIENT = {
    "family_name": "Doe", "given_name": "Jane", "record_number": "T-77",
    "birth_date": "14-Mar-1984", "sex_at_birth": "female",
}  # fmt: skip


def pages(patient, draft, signed):
    """Every page about a patient: its address and whether it is posted to."""
    return {
        "patient_detail": ([patient.pk], "get"),
        "encounter_start": ([patient.pk], "post"),
        "encounter": ([draft.pk], "get"),
        "section": ([draft.pk, "enzymes"], "post"),
        "take_over": ([draft.pk], "post"),
        "encounter_confirm": ([draft.pk], "post"),
        "why_not": ([draft.pk], "get"),
        "decide": ([draft.pk], "post"),
        "review": ([draft.pk], "get"),
        "sign": ([draft.pk], "post"),
        "cancel": ([draft.pk], "get"),
        "amend": ([signed.pk], "get"),
        "summary": ([signed.pk], "get"),
    }


NAMES = list(pages(Patient(pk=1), Encounter(pk=1), Encounter(pk=1)))


@pytest.fixture
def go(client, patient, clinician, signed):
    """Ask for a page by its name as a user."""
    draft = people.draft(patient, clinician)

    def ask(name, user):
        arguments, method = pages(patient, draft, signed)[name]
        if user:
            client.force_login(user)
        return getattr(client, method)(reverse(f"patients:{name}", args=arguments))

    return ask


@pytest.mark.parametrize("name", NAMES)
def test_without_signing_in_there_is_only_the_sign_in_page(go, name):
    response = go(name, None)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", NAMES)
def test_without_the_role_of_a_clinician_nothing_is_shown(go, team, name):
    member = people.user(role="Guideline author")
    team.members.add(member)
    assert go(name, member).status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_a_clinician_of_another_team_gets_not_found(go, stranger, name):
    assert go(name, stranger).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_superuser_outside_the_team_gets_not_found(go, name):
    assert go(name, people.user(role=None, is_superuser=True)).status_code == 404


@pytest.mark.parametrize("name", ["patient_list", "patient_create"])
def test_the_list_and_the_new_patient_need_the_role(client, db, name):
    assert client.get(reverse(f"patients:{name}")).status_code == 302
    client.force_login(people.user(role="Guideline author"))
    assert client.get(reverse(f"patients:{name}")).status_code == 403


# The list and the record


def test_the_list_shows_only_patients_of_the_own_teams(signed_in, patient, stranger):
    other = people.patient(people.team(stranger))
    text = signed_in.get(reverse("patients:patient_list")).text
    assert patient.record_number in text
    assert other.record_number not in text


@pytest.mark.parametrize("search", ["Smith", "smi john", "Smith, John", "MRN-5"])
def test_search_finds_by_any_part_of_name_or_number(signed_in, patient, team, search):
    people.patient(team, family_name="Smith", given_name="John", record_number="MRN-5")
    text = signed_in.get(reverse("patients:patient_list"), {"q": search}).text
    assert "Smith, John" in text
    assert patient.record_number not in text


def test_a_search_of_very_many_words_is_answered(signed_in, patient):
    response = signed_in.get(reverse("patients:patient_list"), {"q": "test " * 2000})
    assert patient.record_number in response.text


def test_search_as_you_type_answers_with_the_rows_alone(signed_in, patient):
    url = reverse("patients:patient_list")
    response = signed_in.get(url, {"q": "nobody"}, headers=HTMX)
    assert "<html" not in response.text
    assert "No patient of your care teams matches" in response.text


def test_the_list_says_what_each_patient_has(signed_in, signed, patient, team):
    response = signed_in.get(reverse("patients:patient_list"))
    row = response.context["patients"][0]
    assert row.last_visit == signed.on
    assert "Anti-SRP" in row.last_headline
    assert not row.has_draft


def test_a_new_patient_belongs_to_the_clinicians_team(signed_in, team):
    response = signed_in.post(
        reverse("patients:patient_create"), NEW_PATIENT | {"care_team": team.pk}
    )
    patient = Patient.objects.get(record_number="T-77")
    assert response.url == patient.get_absolute_url()
    assert patient.care_team == team


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"birth_date": "14-Mar-2984"}, "lies in the future"),
        ({"birth_date": "yesterday"}, "valid date"),
        ({"birth_date": "14-Mar-1884"}, "More than 120 years ago"),
        ({"family_name": "Doe\u202eeoD"}, "cannot be seen"),
        ({"record_number": "T-7\n7"}, "cannot be seen"),
        ({"sex_at_birth": ""}, "required"),
        ({"record_number": ""}, "required"),
    ],
)
def test_a_wrong_record_is_refused_and_what_was_typed_stays(signed_in, team, change, message):
    data = NEW_PATIENT | {"care_team": team.pk} | change
    response = signed_in.post(reverse("patients:patient_create"), data)
    assert response.status_code == 422
    assert message in response.text
    assert "Jane" in response.text


def test_a_new_patient_cannot_be_put_into_a_strangers_team(signed_in, team, stranger):
    data = NEW_PATIENT | {"care_team": people.team(stranger).pk}
    assert signed_in.post(reverse("patients:patient_create"), data).status_code == 422


def test_the_record_lists_consultations_and_offers_a_new_one(signed_in, signed):
    text = signed_in.get(signed.patient.get_absolute_url()).text
    assert "Start consultation" in text
    assert reverse("patients:summary", args=[signed.pk]) in text


def test_the_record_offers_an_open_draft(signed_in, draft):
    assert "Continue the draft" in signed_in.get(draft.patient.get_absolute_url()).text


def test_starting_twice_opens_the_same_draft(signed_in, patient):
    url = reverse("patients:encounter_start", args=[patient.pk])
    assert signed_in.post(url).url == signed_in.post(url).url
    assert signed_in.get(url).status_code == 405


def test_starting_without_a_guideline_in_force_says_why(signed_in, patient, monkeypatch):
    from guidelines.models import GuidelineVersion

    none = GuidelineVersion.objects.none()
    monkeypatch.setattr(GuidelineVersion.objects, "in_force", lambda on: none)
    url = reverse("patients:encounter_start", args=[patient.pk])
    assert "No guideline is in force" in signed_in.post(url, follow=True).text


# The consultation


def test_the_consultation_shows_findings_and_plan(signed_in, draft):
    text = signed_in.get(draft.get_absolute_url()).text
    assert 'name="ck"' in text
    assert "Prednisone 70\u00a0mg" in text
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
    assert "Prednisone 80\u00a0mg" not in response.text
    response = signed_in.post(url, data | {"confirm": confirming(draft, "weight_kg")}, headers=HTMX)
    assert "is unusual" not in response.text
    assert "Prednisone 80\u00a0mg" in response.text


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


# Decisions


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


def sign(client, draft):
    draft.refresh_from_db()
    url = reverse("patients:sign", args=[draft.pk])
    page = client.get(reverse("patients:review", args=[draft.pk]))
    reviewed = page.context["reviewed"] if page.status_code == 200 else ""
    return client.post(url, {"revision": draft.revision, "reviewed": reviewed, "seen": "on"})


def test_the_review_lists_what_is_decided_and_what_is_not(signed_in, draft):
    decide(signed_in, draft)
    text = signed_in.get(reverse("patients:review", args=[draft.pk])).text
    assert "Accepted (1)" in text
    assert "Methylprednisolone" in text


def test_signing_freezes_and_shows_the_signed_plan(signed_in, draft):
    decide(signed_in, draft)
    assert sign(signed_in, draft).url == draft.get_absolute_url()
    text = signed_in.get(draft.get_absolute_url()).text
    assert "It can no longer change" in text
    assert "Prednisone 70\u00a0mg" in text
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
