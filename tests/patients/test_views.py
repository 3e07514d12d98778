"""The ladder for each page: works, without htmx, invalid, anonymous, no permission, not theirs."""

import pytest
from django.urls import reverse

from patients.models import Encounter, Patient
from tests import factories_people as people
from tests.patients.posts import HTMX

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
