"""A planned taper becomes dated doses of a course; a standing stop rule forbids it."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from guidelines import frozen
from guidelines.engine import taper_hold, wording
from guidelines.engine.history import Step
from patients.documents import taper_sheet
from patients.in_force import version_in_force
from patients.measurements import results
from patients.measurements.entries import Cells
from patients.models import DoseStep
from patients.overview import Overview
from patients.treatment import courses, tapers
from tests import factories_people as people

FIXED = "step_10_5_2.5_q4w"


def day(number=0):
    return timezone.localdate() + datetime.timedelta(days=number)


def steps(*pairs):
    return [Step(day(on), Decimal(mg)) for on, mg in pairs]


@pytest.fixture
def content(db):
    return frozen.load(version_in_force())


@pytest.fixture
def course(patient, clinician):
    return courses.open_course(
        patient=patient, by=clinician, start=day(-60), name="Prednisone", regimen="PRED",
        unit="mg", per="day", amount=Decimal(60),
    )  # fmt: skip


@pytest.fixture
def save(course, clinician):
    def act(*pairs, **fields):
        about = {"course": course, "pattern": FIXED, "by": clinician}
        return tapers.save(**about | {"steps": steps(*pairs)} | fields)

    return act


@pytest.fixture
def enter(patient, clinician, content):
    """Results as (days from today, test, value, laboratory limit)."""

    def act(*rows):
        cells = [
            Cells(
                date=day(on).isoformat(),
                test=test,
                value=value,
                unit="U/L" if limit else "",
                limit=limit,
            )
            for on, test, value, limit in rows
        ]
        found = results.add(patient=patient, content=content, by=clinician, rows=cells)
        assert all(entry.is_good for entry in found), [entry.errors for entry in found]

    return act


def doses(course):
    return [(row.on, row.amount) for row in course.steps.all()]


def test_a_taper_is_saved_as_dated_doses_with_their_tablets(course, save, clinician):
    save((0, "60"), (14, "50"), (42, "40"))
    assert course.taper == FIXED
    assert doses(course) == [(day(-60), 60), (day(14), 50), (day(42), 40)]
    last = course.steps.last()
    assert last.order == "40\u00a0mg each morning: 2 × 20\u00a0mg tablets"
    assert last.entered_by == clinician


def test_a_new_plan_takes_the_place_of_the_old_one_and_keeps_it(course, save):
    save((14, "50"), (42, "40"))
    save((14, "50"), (28, "37.5"), floor=Decimal(5))
    assert doses(course) == [(day(-60), 60), (day(14), 50), (day(28), Decimal("37.5"))]
    gone = DoseStep.all_rows.exclude(removed_at=None)
    assert [(row.on, row.amount) for row in gone] == [(day(42), 40)]
    assert "Replaced by the taper" in gone[0].removed_reason


def test_a_later_start_leaves_no_step_of_the_old_plan_before_it(course, save):
    save((14, "50"), (42, "40"))
    save((21, "50"), (49, "40"))
    assert doses(course) == [(day(-60), 60), (day(21), 50), (day(49), 40)]


def test_a_forbidden_step_saves_nothing(course, save):
    save((14, "50"))
    with pytest.raises(ValidationError, match="only goes down"):
        save((7, "45"), (35, "50"))
    assert doses(course) == [(day(-60), 60), (day(14), 50)]


def test_a_dose_without_tablets_is_refused_not_rounded(course, save):
    with pytest.raises(ValidationError, match="No whole tablets make 52.5"):
        save((0, "52.5"), strengths=(Decimal(20), Decimal(5)))
    assert doses(course) == [(day(-60), 60)]


def test_the_hard_limit_of_the_guideline_holds_for_any_prednisolone(patient, clinician):
    course = courses.open_course(
        patient=patient, by=clinician, start=day(-60), name="Prednisolone", unit="mg", per="day",
        amount=Decimal(80),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="hard limit is 80"):
        tapers.save(course=course, steps=steps((0, "90"), (14, "50")), pattern=FIXED, by=clinician)


def test_only_open_daily_prednisone_can_be_tapered(course, content, patient, clinician):
    assert tapers.can_taper(course, content, day())
    methotrexate = courses.open_course(
        patient=patient, by=clinician, start=day(-60), name="Methotrexate", regimen="MTX",
        unit="mg", per="week", amount=Decimal(15), weekday="Monday",
    )  # fmt: skip
    assert not tapers.can_taper(methotrexate, content, day())
    courses.stop(course=course, on=day(-1), reason="toxicity", by=clinician, knows_taper=True)
    with pytest.raises(ValidationError, match="Only an open course"):
        tapers.save(course=course, steps=steps((0, "50")), pattern=FIXED, by=clinician)


def test_a_change_of_the_preparation_is_no_new_start(patient, clinician):
    about = {"patient": patient, "by": clinician, "unit": "mg", "per": "day"}
    before = courses.open_course(
        name="Prednisolone", start=day(-90), amount=Decimal(60), **about,
    )  # fmt: skip
    courses.stop(course=before, on=day(-5), reason="replaced", by=clinician, knows_taper=True)
    course = courses.open_course(
        name="Prednisone", regimen="PRED", start=day(-5), amount=Decimal(60), **about,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Never stop abruptly"):
        tapers.save(course=course, steps=steps((2, "0")), pattern=FIXED, by=clinician)


def test_a_short_course_long_after_another_may_end_at_once(patient, clinician):
    about = {"patient": patient, "by": clinician, "unit": "mg", "per": "day", "regimen": "PRED"}
    before = courses.open_course(name="Prednisone", start=day(-90), amount=Decimal(60), **about)
    courses.stop(course=before, on=day(-30), reason="completed", by=clinician, knows_taper=True)
    course = courses.open_course(name="Prednisone", start=day(-5), amount=Decimal(60), **about)
    tapers.save(course=course, steps=steps((2, "0")), pattern=FIXED, by=clinician)
    assert doses(course)[-1] == (day(2), 0)


def test_prednisolone_has_no_strengths_until_they_are_named(course, content):
    assert Decimal("2.5") in tapers.in_stock(course, content)
    course.regimen, course.name = "", "Prednisolone"
    assert tapers.in_stock(course, content) == ()


def test_a_standing_stop_rule_forbids_even_a_first_taper(course, save, enter):
    enter(
        (-55, "ck", "1000", "200"), (-30, "ck", "300", "200"), (-14, "ck", "900", "200"),
        (-2, "ck", "1200", "200"),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Hold the taper of prednisone"):
        save((0, "50"))
    assert doses(course) == [(day(-60), 60)]


def test_one_doubled_ck_is_repeated_but_forbids_nothing(course, save, enter):
    enter((-30, "ck", "300", "200"), (-2, "ck", "900", "200"))
    save((0, "50"))
    assert course.taper == FIXED


@pytest.mark.parametrize(
    ("phase", "told"),
    [
        ("untreated", "Response is not proven"),
        ("relapse", "A relapse is recorded"),
        ("induction_improving", ""),
        ("maintenance", ""),
    ],
)
def test_a_taper_before_a_response_is_said(course, patient, clinician, phase, told):
    people.draft(patient, clinician, treatment_phase=phase)
    caution = taper_hold.caution(Overview(patient, day()).plan.facts)
    assert caution.startswith(told)
    assert bool(caution) is bool(told)


@pytest.mark.parametrize(("now", "told"), [("900", "The response is not enough"), ("100", "")])
def test_the_record_itself_can_show_or_refute_a_response(course, enter, patient, now, told):
    enter((-60, "ck", "1000", "200"), (-1, "ck", now, "200"))
    enter((-60, "mmt8_80", "50", ""), (-1, "mmt8_80", "60", ""))
    caution = taper_hold.caution(Overview(patient, day()).plan.facts)
    assert caution.startswith(told)
    assert bool(caution) is bool(told)


def test_the_printed_page_has_doses_dates_tablets_checks_and_stop_rules(course, save, patient):
    save((14, "50"), (42, "40"))
    found = taper_sheet.sheet(course, Overview(patient, day()).plan.facts)
    assert [row["dose"] for row in found["rows"]] == ["60\u00a0mg", "50\u00a0mg", "40\u00a0mg"]
    assert "2 × 20\u00a0mg + 1 × 10\u00a0mg tablets" in found["rows"][1]["order"]
    assert [row["check"] for row in found["rows"]] == [
        "", wording.date(day(14 + 35)), wording.date(day(42 + 35)),
    ]  # fmt: skip
    assert found["rows"][0]["until"] == wording.date(day(13))
    assert any("8 or more of 80 points" in text for text in found["stop_rules"])
    assert not found["held"]
    assert any("2 samples" in text or "two samples" in text for text in found["stop_rules"])


def test_the_printed_page_speaks_to_the_patient_before_it_speaks_to_the_clinic(
    course, save, patient
):
    save((14, "50"))
    page = render_to_string(
        "documents/taper.html", taper_sheet.sheet(course, Overview(patient, day()).plan.facts)
    )
    to_patient, to_clinic = page.split("For the clinic")
    assert "Never stop this medicine suddenly" in to_patient
    assert "getting up from a chair" in to_patient
    assert "On hold" not in page
    for text in ("MMT-8", "upper limit", "global activity"):
        assert text not in to_patient
        assert text in to_clinic


def test_while_a_stop_rule_stands_the_printed_page_says_so(course, save, enter, patient):
    save((14, "50"))
    enter((-30, "mmt8_80", "75", ""), (-1, "mmt8_80", "60", ""))
    page = render_to_string(
        "documents/taper.html", taper_sheet.sheet(course, Overview(patient, day()).plan.facts)
    )
    assert "On hold: do not go on to the next step" in page
    assert "MMT-8 fell by 15" in page
