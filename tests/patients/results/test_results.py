"""Results: read as typed or refused, stored once, kept from a visit, taken back, never lost."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from patients.measurements import results
from patients.models import Result
from patients.visits import actions
from tests import factories_people as people
from tests.patients.results.example import BEFORE, CK, TODAY, stored

pytestmark = pytest.mark.django_db


# One row


def test_a_value_is_kept_in_the_own_unit_beside_what_was_typed(add, clinician):
    add(("20-Nov-2036", "cpk", "140,5", "µkat/l", "2.9", "City"))
    found = Result.objects.get()
    assert (found.element, found.on, found.value) == ("ck", datetime.date(2036, 11, 20), "8430.0")
    assert (found.typed, found.unit, found.limit) == ("140,5", "ukat/L", 174)
    assert (found.laboratory, found.entered_by, found.confirmed) == ("City", clinician, False)


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("2036-11-23", "CK", "1", "U/L"), "date", "23-Nov-2036 lies in the future."),
        (("1984-03-13", "CK", "1", "U/L"), "date", "lies before the birth on 14-Mar-1984"),
        (("2036-11-20", "CK", "1,234", "U/L"), "value", "is the comma a decimal comma?"),
        (("2036-11-20", "CK", "14.200", "U/L"), "value", "is the point a decimal point?"),
        (("2036-11-20", "CRP", "<5", "mg/L"), "value", "a bound, not a value. Leave this row"),
        (("2036-11-20", "CK", ">1000", "U/L"), "value", "is a bound, not a value"),
        (("2036-11-20", "CK", "600000", "U/L"), "value", "cannot be right: accepted is 0 to 500"),
        (("2036-11-20", "CK", "", "U/L"), "value", "Enter the value."),
        (("2036-11-20", "CK", "unknown", "U/L"), "value", "not a result yet"),
        (("2036-11-20", "CK", "high", "U/L"), "value", "'high' is not a number"),
        (("2036-11-20", "CK", "8420", "mmol/L"), "unit", "Use U/L or µkat/L."),
        (("2036-11-20", "CK", "8420", ""), "unit", "Which unit? Use U/L or µkat/L."),
        (("2036-11-20", "CK", "8420", "U/L", "2"), "limit", "2 U/L cannot be right"),
        (("2036-11-20", "CK", "8420", "U/L", "38-174"), "limit", "is not a number"),
        (("2036-11-20", "ECG", "sinus", ""), "value", "That is not an answer here. Use Normal,"),
        (("2036-11-20", "ECG", "normal", "", "5"), "limit", "This test has no upper limit."),
        (("2036-11-20", "ferritin", "1", ""), "test", "No test here is called 'ferritin'."),
        (("2036-11-20", "creatin kinase", "1", "U/L"), "test", "Did you mean Creatine kinase (CK)"),
        (("2036-11-20", "", "1", "U/L"), "test", "Name the test."),
        (("2036-11-20", "CK", "1" * 41, "U/L"), "value", "longer than 40 characters"),
        (("2036-11-20", "CK", "1", "U/L", "", "x" * 101), "laboratory", "longer than 100"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_cell_with_what_to_do(add, row, cell, words):
    [entry] = add(row)
    assert words in entry.errors[cell].replace("\u2009", " ").replace("\u00a0", " ")
    assert list(entry.errors) == [cell]
    assert stored() == []


@pytest.mark.parametrize(
    ("value", "asked"), [("50000", False), ("50001", True), ("10", False), ("9.9", True)]
)
def test_an_unusual_value_is_asked_about_at_the_same_limits_as_in_the_consultation(
    add, value, asked
):
    [entry] = add(("2036-11-20", "CK", value, "U/L"))
    assert bool(entry.questions) == asked
    assert bool(stored()) == (not asked)


def test_a_confirmed_unusual_value_is_stored_as_confirmed_and_another_needs_its_own(add):
    unusual = ("2036-11-20", "CK", "62000", "U/L")
    [entry] = add(unusual)
    assert "is unusual" in entry.questions[0]
    add(("2036-11-20", "CK", "63000", "U/L"), confirmed=[entry.token])
    assert stored() == []
    add(unusual, confirmed=[entry.token])
    assert Result.objects.get().confirmed


def test_the_answers_of_a_choice_are_known_by_their_words_in_any_case(add):
    add(
        ("2036-11-20", "muscle MRI", "EDEMA and fatty replacement", ""), ("2036-11-20", "NIV", "No")
    )
    assert {(key, value) for key, _, value in stored()} == {
        ("mri_muscle", "both"), ("niv_or_ventilated", False),
    }  # fmt: skip


# Several rows


def test_good_rows_are_stored_whatever_the_others_are(add):
    found = add(CK, ("04/05/2036", "CK", "5", "U/L"), ("2036-11-20", "ESR", "40", ""))
    assert [entry.is_good for entry in found] == [True, False, True]
    assert [key for key, _, _ in stored()] == ["ck", "esr"]


def test_the_same_rows_twice_are_stored_once(add):
    add(CK, CK)
    again = add(("20-Nov-2036", "CPK", "8420.0", "IU/L"))
    assert len(stored()) == 1
    assert again[0].is_stored


def test_a_value_stored_with_another_limit_is_said_not_dropped(add):
    add(CK)
    [entry] = add((*CK[:4], "200"))
    assert "stored with another upper limit" in entry.errors["limit"]


@pytest.mark.parametrize("order", [1, -1])
def test_two_values_of_one_day_are_both_asked_about_in_either_order(add, order):
    rows = [CK, ("2036-11-20", "CK", "9000", "U/L")][::order]
    assert [bool(entry.questions) for entry in add(*rows)] == [True, True]
    assert stored() == []


def test_another_value_of_a_stored_day_is_asked_about(add):
    add(CK)
    [entry] = add(("2036-11-20", "CK", "9000", "U/L"))
    assert entry.questions == ["There is another value of that day: 8420\u00a0U/L. Are both right?"]
    add(("2036-11-20", "CK", "9000", "U/L"), confirmed=[entry.token])
    assert len(stored()) == 2


def test_what_was_taken_back_can_be_entered_again(add, clinician):
    add(CK)
    results.take_back(result=Result.objects.get(), reason="Wrong day", by=clinician)
    add(CK)
    assert len(stored()) == 1


def test_more_than_2000_rows_are_refused(add):
    with pytest.raises(ValidationError, match="more than 2000"):
        add(*[CK] * 2001)


def test_reading_rows_takes_the_same_queries_whatever_their_number(
    add, django_assert_num_queries, patient, content
):
    rows = [(f"2020-01-{day:02d}", "CK", "500", "U/L") for day in range(1, 29)]
    for some in (rows[:1], rows):
        with django_assert_num_queries(1):
            results.read(patient=patient, content=content, rows=some)


# What a signed visit leaves


def kept(encounter):
    return {row.element: row for row in Result.objects.filter(encounter=encounter).standing()}


def test_signing_keeps_each_answer_that_is_followed_over_time(signed, clinician):
    found = kept(signed)
    assert found["ck"].value == "8420"
    assert found["ck"].limit == 170
    assert (found["ck"].typed, found["ck"].unit) == ("8420", "U/L")
    assert found["dysphagia"].value == "mild"
    assert found["mmt8_80"].value == "44"
    assert {row.on for row in found.values()} == {TODAY}
    assert {row.entered_by for row in found.values()} == {clinician}
    assert "height_cm" not in found


def test_an_answer_from_an_earlier_day_is_kept_under_its_own_day(patient, clinician):
    draft = actions.start(patient=patient, by=clinician)
    day = {"ck": {"typed": "900", "unit": "U/L", "value": "900", "day": "12-Nov-2036",
                  "on": "2036-11-12"}}  # fmt: skip
    actions.record(encounter=draft, answers=day, revision=draft.revision, by=clinician)
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    assert kept(draft)["ck"].on == datetime.date(2036, 11, 12)


MUSCLES = (
    "deltoid", "biceps", "wrist_extensors", "quadriceps", "ankle_dorsiflexors", "gluteus_medius",
    "gluteus_maximus",
)  # fmt: skip


def muscles(value):
    return {"mmt8_neck_flexors": value} | {f"mmt8_r_{name}": value for name in MUSCLES}


def test_the_total_of_the_single_muscles_is_kept_and_wins_over_an_entered_one(patient, clinician):
    encounter = people.signed(patient, clinician, mmt8_80="44", **muscles("7"))
    assert kept(encounter)["mmt8_80"].value == "56"
    assert kept(encounter)["mmt8_80"].typed == ""


def test_without_all_muscles_of_this_visit_there_is_no_new_total(patient, clinician):
    with time_machine.travel(BEFORE, tick=False):
        people.signed(patient, clinician, **muscles("7"))
    second = people.signed(patient, clinician, mmt8_r_deltoid="9")
    assert "mmt8_80" not in kept(second)


def test_what_is_carried_from_the_record_or_not_known_is_not_kept_again(patient, clinician):
    with time_machine.travel(BEFORE, tick=False):
        people.signed(patient, clinician, **people.SEVERE)
    second = people.signed(patient, clinician, esr="40", crp="unknown")
    assert set(kept(second)) == {"esr"}


def test_a_value_pasted_while_the_visit_goes_on_is_not_kept_twice(add, patient, clinician):
    draft = people.draft(patient, clinician, ck="8420", ck_uln="170", esr="40")
    add(("2036-11-22", "CK", "8420", "U/L", "170"))
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    assert set(kept(draft)) == {"esr"}


def test_what_an_amended_visit_left_is_taken_back_with_the_reason(signed, clinician):
    before = len(stored())
    results.take_back_visit(encounter=signed, reason="Amended", by=clinician)
    assert before > 0
    assert stored() == []
    assert set(Result.objects.values_list("removed_reason", flat=True)) == {"Amended"}


# Taking back


@pytest.mark.parametrize(
    ("reason", "words"),
    [("", "Say why"), (" \n", "Say why"), ("x" * 1001, "longer than 1000 characters")],
)
def test_taking_back_needs_a_reason(add, clinician, reason, words):
    add(CK)
    with pytest.raises(ValidationError, match=words):
        results.take_back(result=Result.objects.get(), reason=reason, by=clinician)
    assert len(stored()) == 1


def test_a_result_taken_back_stays_in_the_record_and_counts_no_more(
    add, signed_in, clinician, patient, url
):
    add(CK)
    one = Result.objects.get()
    address = reverse("patients:result_remove", args=[one.pk])
    assert "Take back Creatine kinase (CK) of 20-Nov-2036?" in signed_in.get(address).text
    refused = signed_in.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "Say why the result is taken back." in refused.text
    shown = signed_in.post(address, {"reason": "Other patient"}, follow=True).text
    assert "Taken back as errors" in shown
    assert "by Ada Onward: Other patient" in shown
    assert "No result yet" in shown
    assert patient.history(TODAY).of("ck") == ()
    again = signed_in.post(address, {"reason": "Again"})
    assert "taken back already" in again.text
