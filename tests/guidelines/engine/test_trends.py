"""How a value moved: from the record up to the day, exact at its limits, unknown where it ends."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.facts import Facts
from guidelines.engine.history import Course, History, Step, Value
from guidelines.engine.program import program
from tests.guidelines.engine.shipped import CONTENT, DAY

PROGRAM = program(CONTENT)
NUMBERS = st.decimals(min_value=1, max_value=2000, places=1)


def ago(days):
    return DAY - datetime.timedelta(days=days)


def facts(history, **findings):
    """Facts of the day with values of the record: element = [(days ago, value), ...]."""
    rows = {
        key: tuple(Value(ago(days), value) for days, value in values)
        for key, values in history.items()
    }
    today = {key: {"value": value, "on": DAY.isoformat()} for key, value in findings.items()}
    return Facts(PROGRAM, today, DAY, History(rows))


def value(key, history, **findings):
    return facts(history, **findings)[key]


def creatinine(*rows):
    return {"creatinine_umol_l": [(days, Decimal(value)) for days, value in rows]}


def verdict(when, history, **findings):
    return PROGRAM.node(when).verdict(facts(history, **findings))


@pytest.mark.parametrize(
    ("now", "percent", "beyond"), [("103.9", "29.875", False), ("104", "30", True)]
)
def test_creatinine_against_the_lowest_of_the_last_12_months(now, percent, beyond):
    history = creatinine((300, 80), (200, 95), (0, now))
    assert value("creatinine_rise_pct", history) == Decimal(percent)
    assert verdict("creatinine_rise_pct >= 30", history) is beyond


def test_a_value_older_than_12_months_is_no_reference():
    assert value("creatinine_rise_pct", creatinine((366, 80), (0, 104))) is None
    assert value("creatinine_rise_pct", creatinine((365, 80), (0, 104))) == 30


def test_the_12_months_end_with_the_last_value_not_today():
    assert value("creatinine_rise_pct", creatinine((400, 80), (40, 104))) == 30


def test_the_value_of_today_counts_and_one_still_to_come_does_not():
    history = creatinine((30, 80), (-1, 800))
    assert value("creatinine_rise_pct", history, creatinine_umol_l=100) == 25


@pytest.mark.parametrize("history", [{}, creatinine((0, 104)), creatinine((0, 80), (0, 104))])
@pytest.mark.parametrize("key", ["creatinine_rise_pct", "creatinine_rise_5w_pct"])
def test_without_an_earlier_value_a_rise_is_not_known(key, history):
    assert value(key, history) is None
    assert verdict(f"{key} >= 25", history) is None


def test_around_ivig_creatinine_is_compared_with_the_last_5_weeks():
    assert value("creatinine_rise_5w_pct", creatinine((36, 60), (28, 80), (0, 100))) == 25
    assert value("creatinine_rise_5w_pct", creatinine((35, 50), (28, 80), (0, 100))) == 100


def test_a_fall_is_a_negative_rise():
    assert value("creatinine_rise_pct", creatinine((30, 100), (0, 80))) == -20


@pytest.mark.parametrize(("now", "beyond"), [(72, False), ("71.9", True)])
def test_fvc_falls_in_percent_of_its_highest_value(now, beyond):
    history = {"fvc_pct": [(200, Decimal(90)), (100, Decimal(85)), (0, Decimal(now))]}
    assert verdict("fvc_fall_pct > 20", history) is beyond


def test_fvc_of_more_than_a_year_ago_is_no_reference():
    assert value("fvc_fall_pct", {"fvc_pct": [(366, Decimal(90)), (0, Decimal(60))]}) is None


def test_troponin_is_compared_with_the_value_before_it():
    rows = [(60, Decimal(5)), (30, Decimal(20)), (0, Decimal(24))]
    assert value("troponin_i_rise_pct", {"troponin_i": rows}) == 20
    assert value("troponin_i_rise_pct", {"troponin_i": rows[:1]}) is None


def test_zero_is_a_measurement_but_no_percentage_of_it_is_known():
    rows = [(30, Decimal(0)), (0, Decimal(24))]
    assert value("troponin_i_rise_pct", {"troponin_i": rows}) is None
    assert (
        value("troponin_i_rise_pct", {"troponin_i": [(30, Decimal(24)), (0, Decimal(0))]}) == -100
    )


def test_what_was_said_of_a_glucose_belongs_to_that_glucose():
    glucose = {"glucose": [(30, Decimal(8)), (0, Decimal(8))]}
    assert value("glucose_taken", glucose | {"glucose_state": [(0, "random")]}) == "random"
    assert value("glucose_taken", glucose | {"glucose_state": [(30, "random")]}) is None
    assert value("glucose_taken", glucose) is None
    assert value("glucose_taken", {"glucose_state": [(0, "random")]}) is None


LIVER = {
    "ck_uln": [(0, Decimal(170))],
    "ck": [(0, Decimal(4000))],
    "alt": [(0, Decimal(120))],
    "ggt_uln": [(0, Decimal(60))],
    "alp": [(0, Decimal(80))],
    "alp_uln": [(0, Decimal(120))],
    "bilirubin": [(0, Decimal(9))],
    "bilirubin_uln": [(0, Decimal(20))],
}


@pytest.mark.parametrize(
    ("ggt", "expected"), [([(14, Decimal(30))], True), ([(15, Decimal(30))], False), ([], None)]
)
def test_an_old_ggt_does_not_explain_a_high_alt(ggt, expected):
    known = facts(LIVER | {"ggt": ggt}).last_known
    assert known["muscle_origin"] is expected


def taking(*courses):
    """Weeks with less than 15 mg: (regimen, days since its start, stop, [(days ago, mg), ...])."""
    rows = tuple(
        Course(
            key=f"course-{number}",
            regimen=regimen,
            name=regimen,
            unit="mg",
            per="day",
            start=ago(start),
            stop=None if stop is None else ago(stop),
            steps=tuple(Step(ago(days), mg and Decimal(mg)) for days, mg in steps),
        )
        for number, (regimen, start, stop, steps) in enumerate(courses)
    )
    return Facts(PROGRAM, {}, DAY, History({}, rows))["glucocorticoid_low_weeks"]


@pytest.mark.parametrize(
    ("steps", "weeks"),
    [
        ([(100, 60), (28, "14.9")], 4),
        ([(100, 60), (28, 15)], None),
        ([(100, 60), (28, 10), (14, 5)], 4),
        ([(100, 10), (28, 20), (14, 10)], 2),
        ([(100, 60), (28, None)], None),
        ([(100, 60), (28, None), (14, 10)], 2),
        ([(100, 60), (-7, 10)], None),
    ],
)
def test_weeks_with_a_low_dose_count_from_the_last_day_above(steps, weeks):
    assert taking(("PRED", 100, None, steps)) == weeks


def test_all_glucocorticoids_count_together_and_other_drugs_do_not():
    low = ("PRED", 100, None, [(100, 10)])
    assert taking(low, ("IVMP", 21, 18, [(21, 1000)])) == Decimal(18) / 7
    assert taking(low, ("PRED_ICI2", 70, None, [(70, 5)])) is None
    assert taking(low, ("MTX", 21, None, [(21, 15)])) == Decimal(100) / 7


def test_a_stopped_course_is_a_low_dose_and_no_course_is_not_known():
    assert taking(("PRED", 100, 35, [(100, 60)])) == 5
    assert taking(("MTX", 100, None, [(100, 15)])) is None
    assert taking() is None


@given(before=st.lists(NUMBERS, min_size=1, max_size=5), now=NUMBERS)
def test_a_rise_is_beyond_its_limit_exactly_when_the_value_is(before, now):
    rows = [(10 * (len(before) - place), value) for place, value in enumerate(before)]
    known = facts({"creatinine_umol_l": [*rows, (0, now)]})
    assert (known["creatinine_rise_pct"] >= 25) == (now * 4 >= min(before) * 5)
    assert known["creatinine_rise_pct"] >= known["creatinine_rise_5w_pct"]


def test_a_value_typed_today_goes_before_another_one_of_the_record_of_today():
    record = {"ck": [(30, Decimal(900)), (0, Decimal(850))]}

    def series(source, typed):
        found = facts(record, ck=typed)
        found.findings["ck"]["source"] = source
        return [row.value for row in found.series("ck")]

    assert series("clinician", "2400") == [900, 850, 2400]
    assert series("clinician", "850") == [900, 850]
    assert series("record", "2400") == [900, 850]


def test_an_answer_of_not_known_is_no_value_of_today():
    found = facts({}, ck="unknown")
    found.findings["ck"]["source"] = "clinician"
    assert found.series("ck") == ()
