"""What the record says on the plan, on the page of a patient and in print; taking it over."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from patients.documents.summary import treatment_summary
from patients.models import DoseStep, Result, TreatmentCourse
from patients.visits import actions, proposals
from tests import factories_people as people
from tests.patients.posts import HTMX

RELAPSE = {"signal": "relapse", "value": "relapse"}


def days_ago(number):
    return timezone.localdate() - datetime.timedelta(days=number)


def result(patient, by, element, value, ago, limit=None):
    Result.objects.create(
        patient=patient, element=element, value=value, on=days_ago(ago), entered_by=by, limit=limit
    )


@pytest.fixture
def relapsing(patient, clinician):
    """Stable for 100 days, then CK doubled twice and weaker by 10 points."""
    for ago, ck in ((200, "150"), (100, "160"), (20, "500"), (5, "600")):
        result(patient, clinician, "ck", ck, ago, 200)
    for ago, total in ((200, "78"), (100, "79"), (5, "69")):
        result(patient, clinician, "mmt8_80", total, ago)
    return patient


@pytest.fixture
def tapering(relapsing, clinician):
    """The same on prednisone that is being reduced."""
    course = TreatmentCourse.objects.create(
        patient=relapsing, regimen="PRED", name="Prednisone", unit="mg", per="day",
        start=days_ago(300), entered_by=clinician,
    )  # fmt: skip
    for ago, amount in ((300, 60), (40, 20)):
        DoseStep.objects.create(
            course=course, on=days_ago(ago), amount=amount, entered_by=clinician
        )
    return relapsing


@pytest.fixture
def draft(relapsing, clinician):
    return people.draft(
        relapsing, clinician, diagnosis_status="confirmed", treatment_phase="maintenance"
    )


@pytest.fixture
def url(draft):
    return reverse("patients:propose", args=[draft.pk])


def phase(encounter):
    encounter.refresh_from_db()
    return encounter.findings["treatment_phase"]["value"]


def signals(encounter):
    return {row["key"]: row for row in encounter.current_plan()["signals"]}


def test_a_relapse_is_shown_with_its_values_and_not_set(signed_in, draft):
    page = signed_in.get(draft.get_absolute_url()).content.decode()
    assert "Signs of a relapse" in page
    assert "Proposed, not set" in page
    assert f"on {days_ago(5):%d-%b-%Y}" in page
    assert phase(draft) == "maintenance"


def test_the_clinician_takes_the_proposal_over(signed_in, draft, url, clinician):
    assert signed_in.post(url, RELAPSE).status_code == 302
    assert phase(draft) == "relapse"
    finding = draft.findings["treatment_phase"]
    assert (finding["by"], finding["source"]) == (clinician.get_username(), "clinician")
    assert signals(draft)["relapse"]["proposes"] is None


def test_with_htmx_the_plan_and_the_question_come_back(signed_in, draft, url):
    page = signed_in.post(url, RELAPSE, headers=HTMX).content.decode()
    assert 'id="plan"' in page
    assert 'id="q-treatment_phase"' in page
    assert "Relapse, as recorded" in page
    assert phase(draft) == "relapse"


@pytest.mark.parametrize("posted", [RELAPSE | {"value": "maintenance"}, {"signal": "none"}, {}])
def test_what_the_plan_does_not_propose_is_refused(signed_in, draft, url, posted):
    response = signed_in.post(url, posted, headers=HTMX)
    assert response.status_code == 422
    assert actions.PLAN_CHANGED in response.content.decode()
    assert signed_in.post(url, posted, follow=True).status_code == 200
    assert phase(draft) == "maintenance"


def test_a_proposal_is_taken_over_once(signed_in, draft, url):
    signed_in.post(url, RELAPSE)
    revision = phase(draft) and draft.revision
    assert signed_in.post(url, RELAPSE, headers=HTMX).status_code == 422
    assert phase(draft) == "relapse"
    assert draft.revision == revision


def test_a_signed_consultation_takes_nothing_over(signed_in, draft, url, clinician):
    actions.sign(encounter=draft, revision=draft.revision, by=clinician, seen=True)
    assert signed_in.post(url, RELAPSE, headers=HTMX).status_code == 409
    assert phase(draft) == "maintenance"


def test_others_than_the_care_team_cannot(client, draft, url, stranger):
    assert client.post(url, RELAPSE).status_code == 302  # to the sign-in page
    client.force_login(stranger)
    assert client.post(url, RELAPSE).status_code == 404
    client.force_login(people.user(role=None))
    assert client.post(url, RELAPSE).status_code == 403
    assert phase(draft) == "maintenance"


def test_it_cannot_be_done_by_a_link(signed_in, url):
    assert signed_in.get(url).status_code == 405


def test_a_tripped_stop_rule_stands_before_everything_else(signed_in, tapering, draft):
    page = signed_in.get(draft.get_absolute_url()).content.decode()
    plan = page[page.index('id="plan"') :]
    first = plan.index("Hold the taper of predniSONE")
    assert first < plan.index("Signs of a relapse")
    assert plan[:first].count('class="card') == 1
    assert (
        "Hold the taper"
        in signed_in.get(reverse("patients:review", args=[draft.pk])).content.decode()
    )


def test_the_summary_prints_the_stop_rule_first_and_then_the_rest(tapering, draft):
    pages = PdfReader(BytesIO(treatment_summary(draft))).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    assert text.index("Act now, by the record: Hold the taper") < text.index("Decided today")
    assert "Proposed, not set: Where in the course, relapse" in text


def test_a_signed_plan_keeps_its_signals(draft, relapsing, clinician):
    actions.sign(encounter=draft, revision=draft.revision, by=clinician, seen=True)
    relapsing.results.update(
        removed_at=timezone.now(), removed_by=clinician, removed_reason="Wrong patient"
    )
    draft.refresh_from_db()
    assert "relapse" in signals(draft)


def test_the_page_of_the_patient_leads_to_the_draft(signed_in, draft):
    page = signed_in.get(draft.patient.get_absolute_url()).content.decode()
    assert "Signs of a relapse" in page
    assert f"{draft.get_absolute_url()}#signal-relapse" in page


def test_a_result_taken_back_as_an_error_takes_the_signal_with_it(relapsing, clinician):
    relapsing.results.filter(on__gte=days_ago(20)).update(
        removed_at=timezone.now(), removed_by=clinician, removed_reason="Wrong patient"
    )
    draft = people.draft(relapsing, clinician, treatment_phase="maintenance")
    assert signals(draft) == {}


def test_the_action_refuses_what_is_not_proposed(draft, clinician):
    with pytest.raises(actions.ValidationError, match="changed"):
        proposals.take_over(encounter=draft, signal="taper_stop", value="relapse", by=clinician)


def test_advice_that_the_record_speaks_against_says_so(signed_in, draft):
    card = signed_in.get(draft.get_absolute_url()).content.decode()
    card = card.partition('id="card-R60"')[2].partition("</article>")[0]
    assert "The record suggests otherwise" in card
    assert 'href="#signal-relapse"' in card


def test_a_tripped_stop_rule_speaks_against_less_prednisone(tapering, clinician):
    known = {"diagnosis_status": "confirmed", "treatment_phase": "maintenance"}
    plan = people.draft(tapering, clinician, **known).current_plan()
    advice = {row["key"]: row for row in plan["advice"]}
    assert "taper_stop" in [row["key"] for row in advice["R60"]["doubts"]]
    assert not advice["R57"]["doubts"]


def test_the_print_says_which_advice_the_record_speaks_against(draft):
    pages = PdfReader(BytesIO(treatment_summary(draft))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "The record suggests otherwise: Signs of a" in text
