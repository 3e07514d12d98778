"""The planner as a clinician uses it, with and without JavaScript."""

import datetime
import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from guidelines import frozen
from guidelines.engine import wording
from guidelines.engine.history import Step
from patients.in_force import version_in_force
from patients.measurements import results
from patients.measurements.entries import Cells
from patients.models import DoseStep
from patients.treatment import courses, tapers
from tests import factories_people as people

FIXED = "step_10_5_2.5_q4w"


def day(number=0):
    return wording.date(timezone.localdate() + datetime.timedelta(days=number))


@pytest.fixture
def url(patient):
    return reverse("patients:taper", args=[patient.pk])


@pytest.fixture
def course(patient, clinician):
    return courses.open_course(
        patient=patient, by=clinician, start=timezone.localdate() - datetime.timedelta(days=60),
        name="Prednisone", regimen="PRED", unit="mg", per="day", amount=Decimal(60),
    )  # fmt: skip


def typed(*lines, do="check", drawn=None, **fields):
    """A post of the planner: the frame as drawn, and the lines (day, mg)."""
    frame = {"pattern": FIXED, "start_mg": "60", "floor_mg": "20", "on": day(), "weeks": "2"}
    frame |= {"strengths": ["20", "10", "5"]} | fields
    shape = " ".join(frame[name] for name in ("pattern", "start_mg", "floor_mg", "on", "weeks"))
    seen = " ".join(str(step.pk) for step in DoseStep.objects.all())
    lines = {"step_on": [on for on, _ in lines], "step_mg": [mg for _, mg in lines]}
    return frame | lines | {"seen": seen, "do": do, "drawn": shape if drawn is None else drawn}


def test_the_planner_begins_with_the_dose_of_the_record(signed_in, url, course):
    page = signed_in.get(url).text
    assert 'name="start_mg" value="60"' in page
    assert f'name="on" value="{day()}"' in page
    assert 'name="weeks" value="0"' in page
    assert "No steps yet" in page


def test_without_a_course_the_page_says_what_to_do(signed_in, url, patient):
    page = signed_in.get(url).text
    assert reverse("patients:course_add", args=[patient.pk]) in page
    assert "Record the course" in page


def test_a_pattern_draws_its_steps(signed_in, url, course):
    page = signed_in.post(url, typed(do="draw")).text
    for text in (f'value="{day(14)}"', f'value="{day(42)}"', "2 × 20\u00a0mg + 1 × 10\u00a0mg"):
        assert text in page


def test_a_change_of_the_frame_draws_anew_and_is_not_saved_unseen(signed_in, url, course):
    answer = signed_in.post(url, typed((day(3), "33"), do="save", drawn="before"))
    assert answer.status_code == 422
    assert answer.text.count("drawn anew.") == 1
    assert 'value="33"' not in answer.text
    course.refresh_from_db()
    assert course.taper == ""


def test_saving_leads_to_the_saved_taper(signed_in, url, course):
    lines = ((day(), "60"), (day(14), "45"))
    page = signed_in.post(url, typed(*lines, do="save"), follow=True).text
    assert "Taper saved" in page
    assert reverse("patients:taper_sheet", args=[course.pk]) in page
    assert f'name="step_on" value="{day(14)}"' in page


def test_a_refused_plan_keeps_what_was_typed(signed_in, url, course):
    answer = signed_in.post(url, typed((day(), "60"), (day(14), "52.5"), do="save"))
    assert answer.status_code == 422
    assert "No whole tablets make 52.5\u00a0mg" in answer.text
    assert 'value="52.5"' in answer.text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (("31-Nov-2026", "45"), "is not a date"),
        (("04/05/2026", "45"), "may be"),
        (("", "45"), "Write the date."),
        (("30-Dec-9999", "45"), "Check the year"),
        ((day(14), "forty"), "Write a number"),
        ((day(14), ""), "Write the dose"),
        ((day(14), "1e99"), "Write a number"),
        ((day(14), "-1"), "Write 0 mg or more"),
        ((day(14), "12.125"), "two decimals"),
        ((day(14), "NaN"), "Write a number"),
    ],
)
def test_a_line_that_cannot_be_read_is_marked_and_kept(signed_in, url, course, line, text):
    answer = signed_in.post(url, typed((day(), "60"), line, do="save"))
    assert answer.status_code == 422
    assert text in answer.text
    assert f'value="{line[0]}"' in answer.text
    assert f'value="{line[1]}"' in answer.text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"pattern": ""}, "Choose a pattern"),
        ({"pattern": "none"}, "Choose a pattern"),
        ({"start_mg": "-5"}, "Write 0.5 mg or more"),
        ({"start_mg": "900"}, "Write 200 mg or less"),
        ({"start_mg": "10", "floor_mg": "20"}, "This taper ends at 20\u00a0mg"),
        ({"on": "soon"}, "is not a date"),
        ({"on": "30-Dec-9999"}, "Check the year"),
        ({"on": ""}, "Write the date"),
        ({"weeks": "300"}, "Write 0 to 26 weeks"),
        ({"weeks": "2.5"}, "Write 0 to 26 weeks"),
        ({"strengths": []}, "Tick the tablets in stock"),
        ({"strengths": ["3"]}, "Tick the tablets in stock"),
    ],
)
def test_what_is_wrong_with_the_frame_stands_beside_it(signed_in, url, course, fields, text):
    answer = signed_in.post(url, typed((day(), "45"), do="save", **fields))
    assert answer.status_code == 422
    assert text in answer.text
    assert "Ensure this value" not in answer.text
    assert 'value="45"' in answer.text


def test_a_decimal_comma_is_read(signed_in, url, course):
    page = signed_in.post(url, typed((day(), "32,5"), strengths=["20", "10", "2.5"])).text
    assert "1 × 20\u00a0mg + 1 × 10\u00a0mg + 1 × 2.5\u00a0mg" in page


def test_steps_are_added_and_removed(signed_in, url, course):
    page = signed_in.post(url, typed((day(), "60"), (day(14), "45"), do="add")).text
    assert f'value="{day(42)}"' in page
    assert 'value="35"' in page
    page = signed_in.post(url, typed((day(), "60"), (day(14), "45"), do="remove-0")).text
    assert 'name="step_mg" value="60"' not in page
    assert signed_in.post(url, typed((day(), "60"), do="remove-99")).status_code == 200


def test_a_change_of_a_step_touches_no_field(signed_in, url, course):
    answer = signed_in.post(
        url, typed((day(), "60"), (day(14), "45")), headers={"HX-Request": "true"}
    )
    assert answer["HX-Reswap"] == "none"
    assert "<input" not in answer.text
    assert 'id="said-1" hx-swap-oob' in answer.text


def test_the_saved_taper_is_opened_without_being_drawn_anew(signed_in, url, course):
    steps = [Step(timezone.localdate() + datetime.timedelta(days=14), Decimal(45))]
    tapers.save(course=course, steps=steps, pattern=FIXED, by=course.entered_by)
    shown = re.search('name="drawn" value="([^"]*)"', signed_in.get(url).text)[1]
    frame = typed((day(14), "50"), weeks="0", floor_mg="5")
    assert shown == frame["drawn"]
    assert 'value="50"' in signed_in.post(url, frame).text


def test_what_another_person_saved_meanwhile_is_told_and_not_replaced_unseen(
    signed_in, url, course, clinician
):
    opened = typed((day(14), "45"), do="save", weeks="0", floor_mg="5")
    theirs = Step(timezone.localdate() + datetime.timedelta(days=7), Decimal(50))
    tapers.save(course=course, steps=[theirs], pattern=FIXED, by=clinician)
    answer = signed_in.post(url, opened | {"do": "check"})
    assert f'name="seen" value="{opened["seen"]}"' in answer.text
    answer = signed_in.post(url, opened)
    assert answer.status_code == 422
    assert f"50\u00a0mg from {day(7)}" in answer.text
    assert 'value="45"' in answer.text
    assert course.steps.last().on == theirs.on
    seen = re.search('name="seen" value="([^"]*)"', answer.text)[1]
    signed_in.post(url, opened | {"seen": seen})
    assert [step.amount for step in course.steps.all()] == [60, 45]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([(1, "5"), (2, "0")], "cut by more than half"),
        ([(1, "1"), (29, "0")], "cut by more than half"),
        ([(1, "0")], "Never stop abruptly"),
        ([(-20, "50"), (14, "40")], "This day is over"),
    ],
)
def test_an_abrupt_end_or_a_changed_past_is_refused(signed_in, url, course, lines, text):
    lines = [(day(number), mg) for number, mg in lines]
    form = typed(*lines, do="save", floor_mg="0.5", strengths=["20", "5", "1"])
    answer = signed_in.post(url, form)
    assert answer.status_code == 422
    assert text in answer.text
    assert [step.amount for step in course.steps.all()] == [60]


def test_an_unknown_dose_is_recorded_before_a_taper(signed_in, url, patient, clinician):
    course = courses.open_course(
        patient=patient, by=clinician, start=timezone.localdate() - datetime.timedelta(days=60),
        name="Prednisone", regimen="PRED", unit="mg", per="day", order="as before",
    )  # fmt: skip
    assert reverse("patients:course_change", args=[course.pk]) in signed_in.get(url).text
    answer = signed_in.post(url, typed((day(14), "5"), do="save", floor_mg="5"))
    assert answer.status_code == 422
    assert "Record the dose taken now first" in answer.text


def test_a_change_of_the_frame_swaps_the_steps(signed_in, url, course):
    about = {"headers": {"HX-Request": "true"}}
    answer = signed_in.post(url, typed(do="", drawn=""), **about)
    assert "drawn anew" in answer.text
    assert "HX-Reswap" not in answer
    assert 'id="on-0"' in answer.text


def test_before_response_is_proven_the_page_says_so(signed_in, url, course):
    assert "Response is not proven" in signed_in.get(url).text


def test_while_a_stop_rule_stands_the_page_says_so_first_and_saves_nothing(
    signed_in, url, course, patient, clinician
):
    content = frozen.load(version_in_force())
    rows = [("mmt8_80", "70", -40), ("mmt8_80", "62", -3)]
    cells = [Cells(day(on), key, value) for key, value, on in rows]
    entries = results.add(patient=patient, content=content, by=clinician, rows=cells)
    assert all(entry.is_good for entry in entries), [entry.errors for entry in entries]
    page = signed_in.get(url).text
    assert "Hold the taper of prednisone" in page
    assert "MMT-8 fell by 8 points" in page
    assert "Save the taper" not in page
    answer = signed_in.post(url, typed((day(), "50"), do="save"))
    assert answer.status_code == 422
    assert "Hold the taper" in answer.text
    course.refresh_from_db()
    assert course.taper == ""


def test_the_sheet_is_one_page(signed_in, course, clinician, url):
    form = typed(
        do="draw", pattern="percent25_q4w", floor_mg="1", strengths=["20", "10", "5", "2.5", "1"]
    )
    page = signed_in.post(url, form)
    planner = page.context["planner"]
    tapers.save(course=course, steps=planner.steps, by=clinician, **planner.frame_typed)
    answer = signed_in.get(reverse("patients:taper_sheet", args=[course.pk]))
    reader = PdfReader(BytesIO(answer.content))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for part in (
        day(14),
        "45 mg each morning: 2 × 20 mg + 1 × 5 mg tablets",
        "Whom to call",
        "For the clinic: stop rules",
    ):
        assert part in text.replace("\u00a0", " ")


def test_only_those_who_treat_the_patient_plan(client, stranger, url, course):
    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    assert client.post(url, typed(do="save")).status_code == 404
    assert client.get(reverse("patients:taper_sheet", args=[course.pk])).status_code == 404


def test_other_roles_do_not_plan(client, team, url, course):
    author = people.user("Guideline author")
    team.members.add(author)
    client.force_login(author)
    assert client.get(url).status_code == 403


def test_another_patients_course_cannot_be_named(signed_in, url, course, team, clinician):
    other = people.patient(team)
    page = signed_in.get(reverse("patients:taper", args=[other.pk]), {"course": course.pk}).text
    assert "Record the course" in page
