"""The page of scores: who may see it, what stands beside every number."""

from django.urls import reverse

from tests import factories_people as people


def address(patient):
    return reverse("patients:scores", args=[patient.pk])


def test_every_score_names_its_missing_parts_marks_and_limits_of_use(signed_in, signed):
    page = signed_in.get(address(signed.patient)).content.decode()
    assert "Total improvement score, ACR/EULAR 2016" in page
    assert "Not derived for immune-mediated necrotizing myopathy" in page
    assert "Supports, does not replace, clinical judgment." in page
    assert "from memory" in page
    assert "Missing</span>" in page
    assert "Grade 4" in page


def test_a_patient_without_any_visit_has_the_page_too(signed_in, patient):
    assert signed_in.get(address(patient)).status_code == 200


def test_a_colleague_of_another_team_does_not_find_it(client, stranger, patient):
    client.force_login(stranger)
    assert client.get(address(patient)).status_code == 404


def test_nobody_sees_it_without_signing_in(client, patient):
    assert client.get(address(patient)).status_code == 302


def test_an_author_may_not_see_it(client, team, patient):
    author = people.user(role="Guideline author")
    team.members.add(author)
    client.force_login(author)
    assert client.get(address(patient)).status_code == 403
