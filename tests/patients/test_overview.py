"""The patient page: the record at a glance, in the same few queries whatever it holds."""

import datetime
import re
from decimal import Decimal
from io import BytesIO

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from guidelines.actions import withdraw
from guidelines.models import GuidelineVersion
from patients.documents.summary import treatment_summary
from patients.models import DoseStep, Result, TreatmentCourse
from patients.overview import Overview
from tests import factories_people as people

TESTS = ["ck", "mmt8_80", "hb", "platelets", "esr", "crp", "alt", "creatinine_umol_l"]


def record(patient, by, months, encounters=0):
    """Monthly values up to today, and a course of prednisone with a dose each month."""
    today = timezone.localdate()
    for _ in range(encounters):
        people.signed(patient, by, **people.SEVERE)
    Result.objects.bulk_create(
        Result(
            patient=patient, element=element, on=today - datetime.timedelta(days=30 * month),
            value=str(50 + month), limit=Decimal(10) if element == "ck" else None, entered_by=by,
        )
        for month in range(months)
        for element in TESTS
    )  # fmt: skip
    course = TreatmentCourse.objects.create(
        patient=patient, regimen="PRED", name="Prednisone", unit="mg", per="day", entered_by=by,
        start=today - datetime.timedelta(days=30 * (months - 1)),
    )  # fmt: skip
    DoseStep.objects.bulk_create(
        DoseStep(course=course, amount=60 - n, entered_by=by, on=course.start + n * DAY)
        for n in range(months)
    )


DAY = datetime.timedelta(days=1)


def page(client, patient):
    return client.get(patient.get_absolute_url())


def queries(client, patient):
    page(client, patient)  # the guideline is read once a process
    with CaptureQueriesContext(connection) as captured:
        assert page(client, patient).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_record(signed_in, clinician, team):
    few, many = people.patient(team), people.patient(team)
    record(few, clinician, months=2, encounters=1)
    record(many, clinician, months=40, encounters=4)
    assert queries(signed_in, few) == queries(signed_in, many)


def test_an_empty_page_says_what_to_do_next(signed_in, patient):
    text = page(signed_in, patient).text
    assert "Nothing to draw yet. Start a consultation" in text
    assert "<svg" not in text


def test_the_page_shows_change_chart_table_and_small_charts(signed_in, patient, clinician):
    record(patient, clinician, months=6)
    text = page(signed_in, patient).text
    assert "CK fell from 5.5 to 5 times the upper limit" in text
    assert text.count("<svg") == 1 + len(TESTS) - 2 + 1  # the course, the others, and eGFR
    assert "The same numbers as a table" in text
    assert 'aria-label="Chart of the course" tabindex="0"' in text


def test_a_result_taken_back_is_not_drawn(signed_in, patient, clinician):
    record(patient, clinician, months=3)
    before = len(Overview(patient, timezone.localdate()).timeline.ck)
    last = patient.results.filter(element="ck").last()
    last.removed_by, last.removed_at, last.removed_reason = clinician, timezone.now(), "wrong"
    last.save()
    assert len(Overview(patient, timezone.localdate()).timeline.ck) == before - 1


def test_the_answers_of_the_open_draft_count(patient, clinician):
    people.draft(patient, clinician, **people.SEVERE)
    line = Overview(patient, timezone.localdate()).timeline
    assert [point.text for point in line.ck] == ["49.5"]
    assert line.visits == []


def test_signed_visits_are_marked_and_drafts_are_not(patient, clinician):
    people.signed(patient, clinician, **people.SEVERE)
    people.draft(patient, clinician)
    assert Overview(patient, timezone.localdate()).timeline.visits == [timezone.localdate()]


def test_the_list_of_consultations_loads_no_plan(patient, clinician):
    people.signed(patient, clinician, **people.SEVERE)
    (row,) = Overview(patient, timezone.localdate()).encounters
    assert {"plan", "findings", "history"} <= row.get_deferred_fields()
    assert "necrotizing myopathy" in row.headline


def test_without_a_guideline_in_force_the_page_says_so(signed_in, patient, clinician):
    record(patient, clinician, months=2)
    withdraw(version=GuidelineVersion.objects.get(), by=clinician, text="Wrong dose.")
    text = page(signed_in, patient).text
    assert "No guideline is in force" in text
    assert "<svg" not in text


def test_the_page_holds_no_inline_style(signed_in, patient, clinician):
    record(patient, clinician, months=2)
    assert not re.search(r"\sstyle=|<style", page(signed_in, patient).text)


# The printed summary


def summary_text(encounter):
    pages = PdfReader(BytesIO(treatment_summary(encounter))).pages
    return re.sub(r"\s+", " ", " ".join(row.extract_text() for row in pages))


def test_the_summary_prints_the_same_chart_and_stays_the_same(patient, clinician):
    record(patient, clinician, months=6)
    encounter = people.signed(patient, clinician, **people.SEVERE)
    first = treatment_summary(encounter)
    text = summary_text(encounter)
    assert "predniSONE, mg a day (dashed: planned)" in text
    assert "MMT-8 fell by" in text
    Result.objects.create(
        patient=patient, element="ck", on=timezone.localdate(), value="1", entered_by=clinician
    )
    people.signed(patient, clinician, ck="9000")
    encounter.refresh_from_db()
    assert treatment_summary(encounter) == first


def test_the_chart_on_paper_has_words_for_who_cannot_see_it(patient, clinician):
    record(patient, clinician, months=6)
    encounter = people.signed(patient, clinician, **people.SEVERE)
    reader = PdfReader(BytesIO(treatment_summary(encounter)))
    told = [str(row.get_object().get("/Alt", "")) for row in _objects(reader)]
    assert any(text.startswith("Course from") for text in told)


def _objects(reader):
    for number in range(1, reader.trailer["/Size"]):
        found = reader.get_object(number)
        if hasattr(found, "get"):
            yield found


def test_a_first_visit_prints_no_chart(signed):
    assert "Course from" not in summary_text(signed)
    assert "predniSONE, mg a day" not in summary_text(signed)


def test_the_consultations_link_to_their_documents(signed_in, signed, patient):
    assert reverse("patients:summary", args=[signed.pk]) in page(signed_in, patient).text


def test_the_top_of_the_page_says_the_disease_and_what_is_taken_now(
    signed_in, patient, clinician, take
):
    people.signed(patient, clinician, **people.SEVERE)
    take("Methotrexate", start=-3, amount="15", regimen="MTX", unit="mg", per="week",
         weekday="Monday")  # fmt: skip
    text = " ".join(page(signed_in, patient).content.decode().split())
    top = text.partition("Care team")[0].replace("\xa0", " ")
    assert "Anti-SRP necrotizing myopathy · diagnosis confirmed · severity severe" in top
    start = (timezone.localdate() - 3 * DAY).strftime("%d-%b-%Y")
    assert f"Takes now: <b>Methotrexate</b> 15 mg once a week since {start}" in top


def test_the_list_says_of_which_visit_its_line_is(signed_in, signed):
    text = " ".join(signed_in.get(reverse("patients:patient_list")).content.decode().split())
    assert "At the last visit" in text
    assert f"{signed.on:%d-%b-%Y}</span>: Anti-SRP" in text
