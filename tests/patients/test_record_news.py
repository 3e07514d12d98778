"""What the record says while a draft is open: shown with its origin, taken over on request."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from patients.measurements import results
from patients.models import DoseStep
from patients.visits import actions, record_news
from tests import factories_people as people

PRED = {"regimen": "PRED", "unit": "mg", "per": "day"}


def day(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def open_draft(patient, clinician, take):
    take("Prednisone", -60, "40", **PRED)
    return people.draft(patient, clinician, current_drugs="prednisone")


def news(draft):
    return {row.key: row.now for row in record_news.of(draft)}


def page(client, draft):
    return client.get(draft.get_absolute_url()).content.decode()


def test_a_fresh_draft_says_where_its_answers_are_from_and_nothing_is_news(signed_in, open_draft):
    shown = page(signed_in, open_draft)
    assert "From the record: predniSONE 40\u00a0mg a day since" in shown
    assert "the record says now" not in shown


def test_posting_answers_of_the_record_unchanged_leaves_them_from_the_record(
    signed_in, open_draft, take
):
    before = dict(open_draft.findings)
    typed = {"current_drugs": "prednisone", "current_prednisone_mg_day": "40"}
    typed["current_prednisone_mg_day-unit"] = "mg/d"
    url = reverse("patients:section", args=[open_draft.pk, "treatment_so_far"])
    signed_in.post(url, typed | {"revision": open_draft.revision})
    open_draft.refresh_from_db()
    assert open_draft.findings == before


def test_a_typed_answer_wins_over_the_record(open_draft, clinician):
    people.write(open_draft, clinician, current_prednisone_mg_day="35")
    assert open_draft.findings["current_prednisone_mg_day"]["source"] == "clinician"
    assert news(open_draft) == {}
    people.write(open_draft, clinician, current_prednisone_mg_day="30")
    assert news(open_draft) == {}


def test_a_dose_that_the_record_changed_names_its_drug_in_tall_man_letters(
    signed_in, open_draft, clinician
):
    course = open_draft.patient.courses.get()
    DoseStep.objects.create(course=course, on=open_draft.on, amount=30, entered_by=clinician)
    review = reverse("patients:review", args=[open_draft.pk])
    for shown in (page(signed_in, open_draft), signed_in.get(review).content.decode()):
        assert "the record says now <b>30" in shown
        assert "(predniSONE since " in shown


@pytest.mark.parametrize("htmx", [True, False])
def test_a_result_that_arrives_is_offered_and_taken_over_only_by_the_clinician(
    signed_in, open_draft, measured, htmx
):
    measured("ck", "900", typed="900", unit="U/L")
    shown = page(signed_in, open_draft)
    assert "the record says now <b>900 U/L</b>" in shown
    review = signed_in.get(reverse("patients:review", args=[open_draft.pk])).content.decode()
    assert "the record says now <b>900 U/L</b>" in review
    open_draft.refresh_from_db()
    assert "ck" not in open_draft.findings
    headers = {"HX-Request": "true"} if htmx else {}
    url = reverse("patients:take_over", args=[open_draft.pk])
    response = signed_in.post(url, {"key": "ck", "now": "900 U/L"}, headers=headers)
    assert response.status_code == (200 if htmx else 302)
    open_draft.refresh_from_db()
    assert open_draft.findings["ck"]["value"] == "900"
    assert open_draft.findings["ck"]["source"] == "record"
    assert news(open_draft) == {}


def test_all_that_the_record_says_now_is_taken_over_at_once(signed_in, open_draft, measured):
    measured("ck", "900", typed="900", unit="U/L")
    measured("hb", "131", typed="131", unit="g/L")
    shown = page(signed_in, open_draft)
    assert "no answer → the record says now <b>900 U/L</b>" in shown
    assert "Take over all 2" in shown
    found = news(open_draft)
    url = reverse("patients:take_over", args=[open_draft.pk])
    signed_in.post(url, {"key": list(found), "now": list(found.values())})
    open_draft.refresh_from_db()
    assert {open_draft.findings[key]["source"] for key in ("ck", "hb")} == {"record"}
    assert news(open_draft) == {}


def test_an_old_value_is_not_asked_to_be_confirmed_where_the_record_has_a_newer_one(
    client, patient, clinician, measured, later
):
    people.signed(patient, clinician, **people.SEVERE, creatinine_umol_l="62")
    later(28)
    draft = actions.start(patient=patient, by=clinician)
    client.force_login(clinician)
    old = [row for row in draft.current_plan()["confirm"] if row["key"] == "ck"]
    assert 'id="confirm-ck"' in page(client, draft)
    measured("ck", "900", typed="900", unit="U/L")
    shown = page(client, draft)
    assert 'id="confirm-ck"' not in shown
    assert 'value="ck 8420' not in shown
    assert "Take it over above" in shown
    assert "8420 U/L → the record says now <b>900 U/L</b>" in shown
    with pytest.raises(ValidationError, match="the record says otherwise"):
        actions.confirm(encounter=draft, shown={"ck": old[0]["value"]}, by=clinician)


def test_an_old_value_taken_back_as_an_error_is_not_asked_to_be_confirmed(
    patient, clinician, later
):
    people.signed(patient, clinician, **people.SEVERE)
    later(28)
    draft = actions.start(patient=patient, by=clinician)
    assert "ck" in [row["key"] for row in record_news.to_confirm(draft)]
    result = patient.results.standing().get(element="ck")
    results.take_back(result=result, reason="slip", by=clinician)
    assert "ck" not in [row["key"] for row in record_news.to_confirm(draft)]
    assert news(draft)["ck"] == "no answer"


def test_the_limit_of_a_laboratory_comes_with_its_value(open_draft, clinician, measured):
    people.write(open_draft, clinician, ck_uln="170")
    measured("ck", "900", typed="900", unit="U/L", limit=Decimal(200))
    actions.take_over(encounter=open_draft, shown={"ck": "900 U/L"}, by=clinician)
    assert open_draft.findings["ck_uln"]["value"] == "200"


def test_the_same_limit_as_before_is_no_news(patient, clinician, measured, later):
    people.signed(patient, clinician, ck="9130", ck_uln="170")
    later(7)
    draft = actions.start(patient=patient, by=clinician)
    measured("ck", "900", typed="900", unit="U/L", limit=Decimal(170))
    assert list(news(draft)) == ["ck"]


def test_a_value_that_changed_since_the_page_was_drawn_is_not_taken_over(
    signed_in, open_draft, measured
):
    measured("ck", "900", typed="900", unit="U/L")
    url = reverse("patients:take_over", args=[open_draft.pk])
    headers = {"HX-Request": "true"}
    response = signed_in.post(url, {"key": "ck", "now": "800 U/L"}, headers=headers)
    assert response.status_code == 422
    assert "look again" in response.content.decode()


def test_a_taper_step_that_begins_today_is_news(patient, clinician, open_draft, later):
    course = patient.courses.get()
    DoseStep.objects.create(course=course, on=day(7), amount=30, entered_by=clinician)
    later(7)
    assert news(open_draft)["current_prednisone_mg_day"] == "30 mg a day"


def test_a_result_taken_back_is_news_where_the_draft_rests_on_it(patient, clinician, measured):
    result = measured("ck", "900", typed="900", unit="U/L")
    draft = actions.start(patient=patient, by=clinician)
    results.take_back(result=result, reason="slip", by=clinician)
    assert news(draft)["ck"] == "no answer"
    actions.take_over(encounter=draft, shown={"ck": "no answer"}, by=clinician)
    assert "ck" not in draft.findings


def test_an_amendment_is_not_compared_with_the_record(patient, clinician, take):
    signed = people.signed(patient, clinician, current_drugs=[])
    take("Prednisone", -60, "40", **PRED)
    assert news(actions.amend(encounter=signed, reason="a slip", by=clinician)) == {}


def test_nothing_is_taken_over_into_a_signed_consultation(open_draft, clinician, measured):
    actions.sign(encounter=open_draft, revision=open_draft.revision, by=clinician)
    measured("ck", "900")
    with pytest.raises(actions.GoneError):
        actions.take_over(encounter=open_draft, shown={"ck": "900 U/L"}, by=clinician)
