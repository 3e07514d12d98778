"""What is typed becomes a value in the element's own unit, or is refused with what to do."""

import datetime
from decimal import Decimal

import pytest

from guidelines.engine import intake
from tests.guidelines.engine.shipped import DAY, ELEMENTS

NBSP, THIN = "\u00a0", "\u2009"


def read(key, typed, unit=""):
    return intake.read(ELEMENTS[key], typed, unit, DAY)


@pytest.mark.parametrize(
    ("key", "typed", "unit", "value"),
    [
        ("weight_kg", "72.4", "", "72.4"),
        ("weight_kg", " 72.4 ", "kg", "72.4"),
        ("weight_kg", 72, "", "72"),
        ("weight_kg", "154", "lb", "69.85322498"),
        ("height_cm", "1.72", "m", "172"),
        ("ck", "75", "ukat/L", "4500"),
        ("creatinine_umol_l", "1.2", "mg/dL", "106.08"),
        ("hba1c_mmol_mol", "8.0", "%", "63.93465"),
        ("hba1c_mmol_mol", "8.1", "%", "65.02755"),
        ("hct", "42", "%", "0.42"),
        ("mmt8_80", "60", "", "60"),
    ],
)
def test_numbers_are_converted_exactly(key, typed, unit, value):
    assert read(key, typed, unit) == intake.Reading(Decimal(value))


@pytest.mark.parametrize("typed", ["72,4", "seventy", "nan", "inf", "7 2", True])
def test_what_is_not_a_number_is_refused_with_an_example(typed):
    reading = read("weight_kg", typed)
    assert reading.value is None
    assert "is not a number" in reading.error
    assert "such as 7.5" in reading.error


@pytest.mark.parametrize(
    ("key", "typed", "unit", "said", "meant"),
    [
        ("creatinine_umol_l", "1.1", "", "1.1 µmol/L", "mg/dL"),
        ("creatinine_umol_l", "62", "mg/dL", "62 mg/dL", "µmol/L"),
        ("height_cm", "1.72", "", "1.72 cm", "m"),
        ("hba1c_mmol_mol", "8", "", "8 mmol/mol", "%"),
        ("hct", "42", "", "42", "%"),
    ],
)
def test_a_slip_of_units_is_refused_and_the_likely_unit_named(key, typed, unit, said, meant):
    error = read(key, typed, unit).error
    assert error.startswith(f"{said} cannot be right")
    assert f"Was it measured in {meant}? Choose that unit." in error


def test_a_value_outside_its_limits_without_a_likely_unit_is_refused_with_the_limits():
    error = read("weight_kg", "500").error
    assert "accepted is 20 to 400 kg" in error
    assert "Check the number and its unit." in error


@pytest.mark.parametrize(
    ("key", "inside", "outside"),
    [
        ("weight_kg", ["20", "400"], ["19.9", "400.1"]),
        ("height_cm", ["100", "250"], ["99.9", "250.1"]),
        ("creatinine_umol_l", ["9", "2650"], ["8.9", "2650.1"]),
        ("ck", ["0", "500000"], ["-1", "500001"]),
        ("age_years", ["0", "120"], ["-1", "121"]),
        ("fvc_pct", ["10", "200"], ["9", "201"]),
        ("mmt8_r_deltoid", ["0", "10"], ["-1", "11"]),
        ("ici_grade", ["1", "4"], ["0", "5"]),
    ],
)
def test_absolute_limits_are_inclusive(key, inside, outside):
    assert all(read(key, typed).value == Decimal(typed) for typed in inside)
    assert all(read(key, typed).error for typed in outside)


@pytest.mark.parametrize(
    ("key", "usual", "unusual"),
    [
        ("weight_kg", ["35", "72.5", "180"], ["34.9", "182"]),
        ("age_years", ["18", "100"], ["16", "101"]),
        ("ck", ["10", "50000"], ["9", "62000"]),
        ("creatinine_umol_l", ["27", "530"], ["26", "531"]),
    ],
)
def test_an_unusual_value_is_kept_and_questioned(key, usual, unusual):
    assert not any(read(key, typed).question for typed in usual)
    for typed in unusual:
        reading = read(key, typed)
        assert reading.value == Decimal(typed)
        assert "Is it right?" in reading.question
        assert not reading.error


def test_the_question_shows_value_and_usual_range():
    assert read("ck", "62000").question == (
        f"62{THIN}000{NBSP}U/L is unusual (usual: 10 to 50{THIN}000 U/L). Is it right?"
    )


def test_a_unit_that_is_not_used_is_refused_with_those_that_are():
    assert read("weight_kg", "11", "stone").error == (
        "The unit 'stone' is not used here. Use kg or lb."
    )


def test_a_part_of_a_point_of_strength_is_refused():
    assert read("mmt8_80", "60.5").error == "Enter a whole number."


@pytest.mark.parametrize("typed", ["1e999", "-1e999", "1e-999"])
def test_absurd_numbers_are_refused_not_computed_with(typed):
    assert read("weight_kg", typed).error


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_nothing_typed_is_not_asked(typed):
    assert read("weight_kg", typed) == intake.Reading(None)


@pytest.mark.parametrize(
    "key", ["weight_kg", "nsti_signs", "biopsy", "current_drugs", "birth_date"]
)
def test_not_known_is_kept_as_an_answer_of_its_own(key):
    assert read(key, "unknown") == intake.Reading("unknown")
    assert intake.check(ELEMENTS[key], "unknown") == intake.Reading(None)


def test_not_done_and_pending_are_answers_that_count_as_not_known():
    assert read("biopsy", "pending").value == "pending"
    assert intake.check(ELEMENTS["biopsy"], "pending").value is None
    assert intake.check(ELEMENTS["biopsy"], "imnm").value == "imnm"


def test_yes_and_no():
    assert [read("nsti_signs", typed).value for typed in ("yes", "no", True, False)] == [
        True,
        False,
        True,
        False,
    ]
    assert read("nsti_signs", "maybe").error == "Answer yes, no or not known."


def test_an_option_that_does_not_exist_is_refused_with_those_that_do():
    assert "Use imnm, other, not_done or pending." in read("biopsy", "normal").error


def test_lists_are_sorted_without_repeats_and_closed_lists_keep_to_their_options():
    assert read("allergies", ["latex", "sulfonamide", "latex"]).value == ["latex", "sulfonamide"]
    assert read("allergies", []).value == []
    assert read("failed_therapies", ["ivig", "homeopathy"]).error.startswith("homeopathy is not")


@pytest.mark.parametrize("typed", ["2016-11-23", "23-Nov-2016", datetime.date(2016, 11, 23)])
def test_dates(typed):
    assert read("onset_date", typed) == intake.Reading("2016-11-23")


@pytest.mark.parametrize("typed", ["22/11/2016", "30-Feb-2016", "last year"])
def test_an_ambiguous_or_impossible_date_is_refused_with_an_example(typed):
    assert "Write it like 22-Nov-2026." in read("onset_date", typed).error


def test_a_date_in_the_future_is_refused_and_a_very_old_one_questioned():
    assert "lies in the future" in read("onset_date", "2026-11-23").error
    assert read("onset_date", "2026-11-22").value == "2026-11-22"
    assert "more than 10 years ago" in read("onset_date", "2010-01-01").question
