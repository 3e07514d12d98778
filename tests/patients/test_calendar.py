"""The calendar file: a second import updates and cancels, and nothing tells who or what it is."""

import datetime
from decimal import Decimal

import icalendar
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from guidelines import frozen
from guidelines.engine.history import Step
from patients.documents import calendar
from patients.in_force import version_in_force
from patients.measurements import results
from patients.measurements.entries import Cells
from patients.overview import Overview
from patients.treatment import courses, tapers
from tests import factories_people as people

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def day(number=0):
    return NOON.date() + datetime.timedelta(days=number)


@pytest.fixture
def course(patient, clinician):
    return courses.open_course(
        patient=patient, by=clinician, start=day(-60), name="Prednisone", regimen="PRED",
        unit="mg", per="day", amount=Decimal(60),
    )  # fmt: skip


@pytest.fixture
def taper(course, clinician):
    def save(*pairs):
        steps = [Step(day(on), Decimal(mg)) for on, mg in pairs]
        tapers.save(course=course, steps=steps, pattern="step_10_5_2.5_q4w", by=clinician)

    save((14, "50"), (42, "40"))
    return save


@pytest.fixture
def make(patient):
    """Make the file of today; `named` are choices."""

    def act(**named):
        overview = Overview(patient, timezone.localdate())
        return calendar.as_file(calendar.update(overview, calendar.Choices(**named)))

    return act


def imported(*files):
    """A calendar program after importing files in turn: the newest version of each event."""
    events = {}
    for file in files:
        for event in icalendar.Calendar.from_ical(file).walk("VEVENT"):
            known = events.get(str(event["UID"]))
            if known is None or event["SEQUENCE"] > known["SEQUENCE"]:
                events[str(event["UID"])] = event
    return events


def shown(*files):
    """What a calendar program shows: (day, text) of what is not cancelled."""
    rows = [row for row in imported(*files).values() if row["STATUS"] != "CANCELLED"]
    return sorted((row.decoded("DTSTART"), str(row["SUMMARY"])) for row in rows)


def steps(*files):
    return [on for on, text in shown(*files) if text == calendar.STEP]


def test_taper_steps_and_tests_are_whole_day_events(taper, make):
    file = make()
    assert steps(file) == [day(14), day(42)]
    assert "Blood sugar" in {text for _, text in shown(file)}
    event = next(iter(imported(file).values()))
    assert not isinstance(event.decoded("DTSTART"), datetime.datetime)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == datetime.timedelta(days=1)


def test_the_file_is_as_the_standard_has_it(taper, make):
    file = make(name=True, drugs=True)
    assert b"METHOD:PUBLISH" in file
    assert file.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(map(len, file.split(b"\r\n"))) <= 75


def test_the_same_record_gives_the_same_bytes(taper, make, noon):
    first = make()
    noon.shift(60)
    assert make() == first


def test_a_moved_step_updates_its_event(taper, make, noon):
    first = make()
    noon.shift(60)
    taper((21, "50"), (49, "40"))
    second = make()
    assert imported(first).keys() >= {
        uid for uid, row in imported(second).items() if str(row["SUMMARY"]) == calendar.STEP
    }
    assert steps(first, second) == [day(21), day(49)]
    moved = [row for row in imported(second).values() if row["SEQUENCE"] == 1]
    assert {row.decoded("DTSTAMP") for row in moved} == {NOON + datetime.timedelta(seconds=60)}


def test_a_second_import_neither_duplicates_nor_forgets(taper, make):
    first = make()
    taper((14, "50"), (28, "45"), (42, "40"))
    assert steps(first, make()) == [day(14), day(28), day(42)]
    assert len(shown(first, make())) == len(set(imported(first, make())))


def test_a_course_taken_back_cancels_its_events(taper, make, course, clinician):
    first = make()
    courses.take_back(course=course, reason="Wrong patient", by=clinician)
    second = make()
    assert shown(first)
    assert shown(first, second) == []
    assert imported(second).keys() == imported(first).keys()


def test_while_a_stop_rule_stands_the_steps_are_cancelled(
    taper, make, patient, clinician, signed_in
):
    first = make()
    content = frozen.load(version_in_force())
    totals = ((-30, "75"), (-1, "60"))
    cells = [Cells(day(on).isoformat(), "mmt8_80", value) for on, value in totals]
    results.add(patient=patient, content=content, by=clinician, rows=cells)
    second = make()
    assert steps(first) == [day(14), day(42)]
    assert steps(first, second) == []
    page = signed_in.get(reverse("patients:calendar", args=[patient.pk])).text
    assert "left out" in page
    wrong = patient.results.get(on=day(-1))
    results.take_back(result=wrong, by=clinician, reason="Another patient")
    assert steps(first, second, make()) == [day(14), day(42)]


def test_a_cancelled_event_comes_back_as_itself(taper, make):
    first = make()
    taper((14, "50"))
    second = make()
    assert steps(first, second) == [day(14)]
    taper((14, "50"), (42, "40"))
    third = make()
    assert steps(first, second, third) == [day(14), day(42)]
    assert imported(first).keys() == imported(third).keys()


def test_what_is_past_stays_as_it_was(taper, make, noon):
    make()
    noon.shift(datetime.timedelta(days=20))
    assert day(14) in steps(make())


def test_an_overdue_test_stands_on_the_day_of_the_file(taper, make, noon):
    first = make()
    due = min(on for on, text in shown(first) if text == "Blood sugar")
    assert due == day()
    noon.shift(datetime.timedelta(days=3))
    second = make()
    rows = [on for on, text in shown(first, second) if text == "Blood sugar"]
    assert day(3) in rows
    assert day() not in rows


def test_a_test_overdue_for_months_keeps_its_event(taper, make, noon, patient):
    first = make()
    noon.shift(datetime.timedelta(days=90))
    second = make()
    today = [row for row in imported(second).values() if row.decoded("DTSTART") == day(90)]
    sugar = [row for row in today if str(row["SUMMARY"]) == "Blood sugar"]
    assert len(sugar) == 1
    assert str(sugar[0]["UID"]) in imported(first)


def test_nothing_tells_who_or_what_it_is(taper, make, patient):
    patient.family_name = "Onlyname"
    patient.save()
    words = (patient.family_name, patient.given_name, patient.record_number, "prednis", "mg",
             "myositis", "myopathy", "imnm", "necroti", "muscle")  # fmt: skip
    told = " ".join(text for _, text in shown(make())).lower()
    assert [word for word in words if word.lower() in told] == []


def test_names_and_drugs_stand_in_it_when_chosen(taper, make, patient):
    first, second = make(), make(name=True, drugs=True)
    patient_and_dose = f"{patient}: Prednisone: 50\u00a0mg each morning: 2 × 20\u00a0mg"
    assert any(text.startswith(patient_and_dose) for _, text in shown(first, second))
    assert len(shown(first, second)) == len(shown(first))


def test_signs_of_the_format_in_a_name_are_escaped(taper, make, patient):
    patient.family_name = "O;Neil, BEGIN:VEVENT\\n"
    patient.save()
    file = make(name=True)
    assert all(text.startswith("O;Neil, BEGIN:VEVENT\\n, ") for _, text in shown(file))


def test_a_result_done_early_takes_the_date_away(taper, make, patient, clinician):
    first = make()
    before = [on for on, text in shown(first) if text == "Blood sugar"]
    content = frozen.load(version_in_force())
    glucose = next(row for row in content.elements if row.key == "glucose")
    cells = Cells(day().isoformat(), glucose.key, "5", glucose.unit)
    entry = results.add(patient=patient, content=content, by=clinician, rows=[cells])[0]
    assert entry.is_good, entry.errors
    after = [on for on, text in shown(first, make()) if text == "Blood sugar"]
    assert before[0] == day()
    assert day() not in after


def test_the_page_explains_and_only_a_post_writes(signed_in, patient, taper):
    url = reverse("patients:calendar", args=[patient.pk])
    page = signed_in.get(url).text
    assert "Make the file" in page
    assert not patient.calendar_entries.exists()
    answer = signed_in.post(url)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "calendar.ics" in answer["Content-Disposition"]
    assert steps(answer.content) == [day(14), day(42)]


def test_with_nothing_due_the_page_says_what_to_do(signed_in, patient):
    page = signed_in.get(reverse("patients:calendar", args=[patient.pk])).text
    assert "plan a taper" in page


def test_only_those_who_treat_the_patient_get_it(client, stranger, patient, team):
    url = reverse("patients:calendar", args=[patient.pk])
    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert client.post(url).status_code == 404
    author = people.user("Guideline author")
    team.members.add(author)
    client.force_login(author)
    assert client.post(url).status_code == 403
