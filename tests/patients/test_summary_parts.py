"""The parts of a summary that come on request or from the record: taper, chart, annex, paper."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from guidelines.engine import wording
from guidelines.engine.taper_plan import Step
from patients.documents import annex
from patients.documents.printed_tapers import printed_tapers
from patients.documents.summary import treatment_summary
from patients.treatment import courses, tapers
from tests import factories_people as people
from tests.patients.course_example import PRED

FIXED = "step_10_5_2.5_q4w"


@pytest.fixture
def course(patient, clinician):
    return courses.open_course(
        patient=patient, by=clinician, start=day(-60), name="Prednisone", amount=Decimal(60), **PRED
    )


def day(number=0):
    return timezone.localdate() + datetime.timedelta(days=number)


def plan(course, by, *pairs):
    steps = [Step(day(on), Decimal(mg)) for on, mg in pairs]
    tapers.save(course=course, steps=steps, pattern=FIXED, by=by)


def rows(encounter, decided=()):
    """The printed steps: first day, dose, tablets."""
    return [
        (row["start"], row["dose"].replace("\xa0", " "), row["order"].replace("\xa0", " "))
        for taper in printed_tapers(encounter, decided)
        for row in taper["rows"]
    ]


def pages(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def size(pdf):
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)


def test_a_taper_planned_after_the_signature_is_printed_with_dates_and_tablets(
    course, patient, clinician
):
    encounter = people.signed(patient, clinician, **people.SEVERE)
    assert rows(encounter) == []
    plan(course, clinician, (7, "50"), (35, "40"))
    tablets = "50 mg each morning: 2 × 20 mg + 1 × 10 mg tablets"
    assert [row[1] for row in rows(encounter)] == ["60 mg", "50 mg", "40 mg"]
    assert (wording.date(day(7)), "50 mg", tablets) in rows(encounter)
    text = " ".join(pages(treatment_summary(encounter)))
    assert "Planned tapers" in text
    assert f"{wording.date(day(7))} {wording.date(day(34))} 50 mg 50 mg each morning" in text
    assert "2 × 20 mg + 1 × 10 mg tablets" in text


def test_the_taper_of_a_visit_is_not_that_of_a_later_one(course, patient, clinician):
    with time_machine.travel(timezone.now() - datetime.timedelta(days=20)):
        first = people.signed(patient, clinician, **people.SEVERE)
        plan(course, clinician, (5, "50"), (33, "40"))
        before = rows(first)
    second = people.signed(patient, clinician, **people.SEVERE)
    courses.change_dose(course=course, on=day(), amount=Decimal(60), by=clinician)
    plan(course, clinician, (7, "55"))
    assert rows(first) == before
    assert [row[1] for row in rows(second)] == ["60 mg", "55 mg"]


def test_a_course_without_a_taper_says_so(course, patient, clinician):
    encounter = people.signed(patient, clinician, **people.SEVERE)
    text = " ".join(pages(treatment_summary(encounter)))
    assert "predniSONE: no taper is planned in the record." in text


def test_a_draft_that_decides_about_the_course_prints_no_steps(course, patient, clinician):
    plan(course, clinician, (7, "50"))
    draft = people.draft(patient, clinician, **people.SEVERE)
    assert len(rows(draft)) == 2
    assert rows(draft, {"PRED"}) == []
    (taper,) = printed_tapers(draft, {"PRED"})
    assert taper["open"]


def test_the_course_is_drawn_on_the_second_page(course, patient, clinician):
    encounter = people.signed(patient, clinician, **people.SEVERE)
    printed = pages(treatment_summary(encounter))
    assert "Course before the decisions of this visit" in printed[1]
    assert "Course before the decisions of this visit" not in printed[0]


def test_the_annex_tells_every_recommendation_with_its_comparisons(signed):
    plain = " ".join(pages(treatment_summary(signed)))
    text = " ".join(pages(treatment_summary(signed, annex=True)))
    assert "how this plan came about" not in plain
    assert "each status, treatment and dose is the same" in text
    for row in signed.plan["advice"]:
        assert f"{row['key']}: " in text.partition("how this plan came about")[2]
    day = wording.date(signed.day)
    assert f"Yes · Anti-SRP antibody is positive: positive ({day})" in text
    assert "Not known ·" in text


def test_every_status_stands_in_the_annex_once(signed):
    found = annex.annex(signed, signed.plan)
    keys = [row["key"] for _, group in found["groups"] for row in group]
    assert sorted(keys) == sorted(row["key"] for row in signed.plan["advice"])


def test_a_plan_that_would_come_out_otherwise_is_told(signed):
    (key, status), *_ = [(row["key"], row["status"]) for row in signed.plan["advice"]]
    changed = [row | {"status": "ruled_out"} if row["key"] == key else row for row in
               signed.plan["advice"]]  # fmt: skip
    found = annex.annex(signed, signed.plan | {"advice": changed})
    assert found["differs"] == [f"{key}: ruled out, now {annex.STATUSES[status].lower()}"]


def test_a_plan_signed_without_comparisons_is_evaluated_for_them(signed):
    bare = [row | {"tree": None} for row in signed.plan["advice"]]
    found = annex.annex(signed, signed.plan | {"advice": bare})
    assert not found["is_traced"]
    assert not found["differs"]
    assert all(row["trace"]["verdict"] for _, group in found["groups"] for row in group)


def test_the_paper_is_that_of_the_care_team_unless_another_is_asked_for(signed_in, signed, team):
    url = reverse("patients:summary", args=[signed.pk])
    assert size(signed_in.get(url).content) == (210, 297)
    assert size(signed_in.get(url, {"paper": "letter"}).content) == (216, 279)
    team.paper = "letter"
    team.save()
    assert size(signed_in.get(url).content) == (216, 279)
    assert size(signed_in.get(url, {"paper": "a4"}).content) == (210, 297)
    assert size(signed_in.get(url, {"paper": "napkin"}).content) == (216, 279)


def test_the_signed_consultation_offers_the_annex_and_both_papers(signed_in, signed):
    page = signed_in.get(signed.get_absolute_url()).content.decode()
    url = reverse("patients:summary", args=[signed.pk])
    for choice in ("annex=1", "paper=a4", "paper=letter", "paper=letter&amp;annex=1"):
        assert f'href="{url}?{choice}"' in page
    annexed = " ".join(pages(signed_in.get(url, {"annex": "1"}).content))
    assert "how this plan came about" in annexed
