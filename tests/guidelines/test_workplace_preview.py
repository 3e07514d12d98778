"""The preview of a recommendation is what the consultation shows, for a test patient."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from guidelines import frozen
from guidelines.engine import report
from guidelines.engine.vignettes import plans
from guidelines.models import GuidelineVersion, Vignette
from patients.visits.panel import Panel
from tests import factories_people as people
from tests.factories import make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def author(client):
    user = people.user(role="Guideline author", is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def shipped():
    return GuidelineVersion.objects.get(guideline__key="imnm", number=1)


def preview(client, version, key, **query):
    answer = client.get(reverse("admin:guidelines_preview", args=[version.pk, key]), query)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def plain(html):
    return "".join(html.split())


def consultation(version, vignette, key):
    """The card as the page of a consultation draws it."""
    plan = report.as_json(plans(frozen.load(version))[vignette])
    panel = Panel(plan, [], draft=False)
    card = next(card for card in panel.cards if card.advice["key"] == key)
    context = {"card": card, "panel": panel, "on": plan["on"]}
    return plain(render_to_string("advice/_card.html", context))


@pytest.mark.parametrize("key", ["R11", "R13", "R25"])
def test_the_card_is_the_one_of_the_consultation(client, shipped, key):
    card = consultation(shipped, "V1", key)
    assert plain('id="card-') in card
    assert card in preview(client, shipped, key, vignette="V1")


def test_a_dose_follows_the_weight_of_the_chosen_test_patient(client, shipped):
    assert plain("1 mg/kg × 72 kg") in preview(client, shipped, "R11", vignette="V1")


def test_advice_that_does_not_apply_says_why_not(client):
    shown = preview(client, make_draft(), "R1", vignette="V1")
    assert plain("It does not stand in the plan of this patient.") in shown
    assert plain("Not indicated") in shown
    assert plain("Weight: 50.5 kg") in shown


def test_advice_that_waits_for_an_answer_says_for_which(client):
    version = make_draft()
    Vignette.objects.filter(version=version).update(findings={"infection": "absent"})
    shown = preview(client, version, "R1")
    assert plain("Needs data") in shown
    assert plain("Weight") in shown


def test_each_test_patient_is_listed_under_its_status(client):
    shown = preview(client, make_draft(), "R1")
    assert (
        plain('Not indicated (1)</th><td data-label="Test patients"><a href="?vignette=V1"')
        in shown
    )


def test_the_change_of_a_draft_shows_at_once(client):
    version = make_draft()
    version.recommendation_rows.filter(key="R1").update(when="weight_kg > 40", sentence="Other.")
    shown = preview(client, version, "R1", vignette="V1")
    assert plain("✓ Recommended") in shown
    assert "Other." in shown


def test_a_version_without_test_patients_says_what_to_do(client):
    version = make_draft()
    Vignette.objects.filter(version=version).delete()
    assert plain("Add one, and the recommendation shows here") in preview(client, version, "R1")


def test_every_preview_says_that_it_is_not_approved(client, shipped):
    assert plain("not clinically approved") in preview(client, shipped, "R11")


def test_the_page_of_a_recommendation_leads_to_its_preview(client):
    version = make_draft()
    row = version.recommendation_rows.get(key="R1")
    page = client.get(reverse("admin:guidelines_recommendation_change", args=[row.pk]))
    assert reverse("admin:guidelines_preview", args=[version.pk, "R1"]) in page.content.decode()


def test_a_name_that_cannot_be_read_is_told_instead_of_a_card(client):
    version = make_draft()
    version.recommendation_rows.filter(key="R1").update(when="no_such_name")
    answer = client.get(reverse("admin:guidelines_preview", args=[version.pk, "R1"]))
    assert answer.status_code == 200
    assert "no_such_name" in answer.content.decode()


def test_a_recommendation_that_is_not_there_is_not_found(client):
    url = reverse("admin:guidelines_preview", args=[make_draft().pk, "R99"])
    assert client.get(url).status_code == 404
