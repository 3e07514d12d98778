"""A taper drawn from a pattern and edited: its days, tablets, sums, and what is refused."""

import datetime
from decimal import Decimal

import pytest

from guidelines.engine.history import Course, Step
from guidelines.engine.instruments.tablets import STRENGTHS_MG
from guidelines.engine.instruments.taper import PATTERNS
from guidelines.engine.taper_checks import Frame
from guidelines.engine.taper_plan import draw, judge

TODAY = datetime.date(2026, 11, 22)
FIXED, PERCENT, INDIVIDUAL = "step_10_5_2.5_q4w", "percent25_q4w", "minus5_q2w_to_25"


def day(number):
    return TODAY + datetime.timedelta(days=number)


def course(mg="60", since=-42, **fields):
    start = day(since)
    values = {"key": "1", "regimen": "PRED", "name": "Prednisone", "unit": "mg", "per": "day"}
    return Course(**values | {"start": start, "steps": (Step(start, Decimal(mg)),)} | fields)


def frame(**fields):
    values = {
        "course": course(), "pattern": FIXED, "floor": Decimal(5),
        "strengths": STRENGTHS_MG["prednisone"], "today": TODAY, "hard_max": Decimal(80),
        "check_weeks": Decimal(5),
    }  # fmt: skip
    return Frame(**values | fields)


def plan(*pairs, **fields):
    return judge([Step(day(on), Decimal(mg)) for on, mg in pairs], frame(**fields))


def errors(*pairs, **fields):
    """The errors of each step."""
    return [" ".join(row.errors) for row in plan(*pairs, **fields).rows]


@pytest.mark.parametrize(
    ("pattern", "start", "floor", "total"),
    [(PERCENT, "60", "5", 6538), (FIXED, "60", "5", 6650), (PERCENT, "40", "7.5", 4452)],
)
def test_with_the_weeks_of_the_pattern_first_the_sum_is_that_of_the_dossier(
    pattern, start, floor, total
):
    steps = draw(pattern, Decimal(start), Decimal(floor), TODAY, 4)
    judged = judge(steps, frame(pattern=pattern, floor=Decimal(floor), course=course(start)))
    assert judged.cumulative_mg == total
    assert judged.is_sound


def test_full_dose_weeks_come_before_the_first_reduction():
    steps = draw(FIXED, Decimal(60), Decimal(5), TODAY, 6)
    assert steps[:3] == [(TODAY, 60), (day(42), 50), (day(70), 40)]


def test_without_full_dose_weeks_the_first_step_is_the_first_reduction():
    assert draw(INDIVIDUAL, Decimal(35), Decimal(5), TODAY, 0) == [(TODAY, 30), (day(14), 25)]


def test_each_step_has_its_length_tablets_and_ck_check():
    first, second = plan((0, "60"), (28, "45")).rows
    assert (first.days, first.tablets, first.check) == (28, "3 × 20\u00a0mg tablets", None)
    assert second.tablets == "2 × 20\u00a0mg + 1 × 5\u00a0mg tablets"
    assert (second.days, second.check) == (28, day(28 + 35))


def test_a_dose_that_tablets_cannot_make_is_refused_with_its_neighbors():
    strengths = (Decimal(20), Decimal(5))
    first, second = plan((0, "60"), (28, "52.5"), strengths=strengths).rows
    assert second.tablets == ""
    assert "Write 50\u00a0mg or 55\u00a0mg" in second.errors[0]
    assert not first.errors
    assert "Tick the tablets" in errors((0, "50"), strengths=())[0]


@pytest.mark.parametrize(
    ("mg", "refused"), [("79", False), ("80", False), ("80.5", True), ("81", True)]
)
def test_doses_beyond_the_hard_limit_are_refused(mg, refused):
    texts = errors((0, mg), course=course("200"), strengths=(Decimal("0.5"),))
    assert ("hard limit is 80\u00a0mg" in texts[0]) is refused


@pytest.mark.parametrize(("mg", "refused"), [("75", False), ("76", True), ("80", True)])
def test_a_pattern_is_begun_at_its_cap_at_most(mg, refused):
    texts = errors((0, mg), pattern=INDIVIDUAL, course=course("80"))
    assert ("starts from 75\u00a0mg a day at most" in texts[0]) is refused


def test_a_taper_never_rises_or_repeats_a_dose():
    texts = errors((0, "60"), (28, "50"), (56, "50"), (84, "55"), (112, "40"))
    assert not texts[0]
    assert not texts[1]
    assert "only goes down" in texts[2]
    assert "only goes down" in texts[3]
    assert not texts[4]


def test_a_first_step_above_what_is_taken_is_refused():
    assert "would raise the dose: 60" in errors((0, "65"))[0]
    assert not errors((0, "60"))[0]


def test_what_is_taken_counts_without_doses_that_were_only_planned():
    start = day(-42)
    steps = (Step(start, Decimal(60)), Step(day(7), Decimal(40)))
    assert not errors((7, "50"), course=course(steps=steps))[0]
    assert not errors((14, "50"), course=course(steps=steps))[0]
    steps = (Step(start, Decimal(60)), Step(TODAY, Decimal(40)))
    assert "would raise" in errors((14, "50"), course=course(steps=steps))[0]


def test_days_ascend_and_fit_the_record():
    assert "Not after the step" in errors((0, "60"), (0, "50"))[1]
    assert "Not after the step" in errors((28, "60"), (27, "50"))[1]
    assert "began later" in errors((-43, "50"))[0]
    steps = (Step(day(-42), Decimal(60)), Step(day(-3), Decimal(50)))
    assert "has a later dose" in errors((-4, "40"), course=course(steps=steps))[0]
    assert not errors((-3, "50"), (7, "40"), course=course(steps=steps))[0]
    assert "Check the year" in errors((0, "50"), (20_000, "40"))[1]


def test_a_step_below_the_floor_is_refused():
    assert "Below the floor of 10\u00a0mg" in errors((0, "9"), floor=Decimal(10))[0]
    assert not errors((0, "10"), floor=Decimal(10), course=course("20"))[0]


@pytest.mark.parametrize(
    ("since", "floor", "last", "refused"),
    [
        (-21, "5", "20", False),  # three weeks on the day it ends
        (-22, "5", "20", True),
        (-22, "5", "5", False),
        (-22, "5", "6", True),
        (-22, "10", "10", True),  # a high floor is no way around it
        (-22, "0", "2.5", False),
    ],
)
def test_nobody_stops_abruptly_after_more_than_three_weeks(since, floor, last, refused):
    taken = course(last, since=since)
    texts = errors((0, "0"), course=taken, floor=Decimal(floor))
    assert ("Never stop abruptly" in texts[0]) is refused
    assert bool(texts[0]) is refused


def test_the_last_dose_is_taken_for_two_weeks_before_the_end():
    about = {"course": course("10"), "floor": Decimal(0)}
    assert "5\u00a0mg is taken for 13 days" in errors((0, "5"), (13, "0"), **about)[1]
    assert errors((0, "5"), (14, "0"), **about) == ["", ""]
    steps = (Step(day(-60), Decimal(10)), Step(day(-3), Decimal(5)))
    late = {"course": course(steps=steps, start=day(-60)), "floor": Decimal(0)}
    assert "taken for 3 days" in errors((0, "0"), **late)[0]
    assert not errors((11, "0"), **late)[0]
    assert not errors((0, "5"), (11, "0"), **late)[1]  # to go on with a dose is no new step


@pytest.mark.parametrize(
    ("taken", "mg", "refused"),
    [
        ("60", "30", False),
        ("60", "29", True),
        ("60", "5", True),
        ("60", "1", True),
        ("12", "6", False),
        ("12", "5.5", True),
        ("10", "2.5", False),
    ],
)
def test_a_large_dose_is_cut_by_half_at_most_after_more_than_three_weeks(taken, mg, refused):
    floor = {"floor": Decimal(1)}
    assert ("cut by more than half" in errors((1, mg), course=course(taken), **floor)[0]) is refused
    burst = course(taken, since=-5)
    assert not errors((1, mg), course=burst, **floor)[0]


def test_after_three_weeks_every_dose_is_taken_for_a_week():
    assert "50\u00a0mg is taken for 6 days" in errors((0, "50"), (6, "40"))[1]
    assert not errors((0, "50"), (7, "40"))[1]
    steps = (Step(day(-60), Decimal(60)), Step(day(-2), Decimal(50)))
    assert "taken for 2 days" in errors((0, "40"), course=course(steps=steps, start=day(-60)))[0]
    assert not errors((0, "50"), (2, "40"), course=course("60", since=-5))[1]


def test_without_a_known_dose_nothing_is_planned():
    unknown = course(steps=(Step(day(-42), None),))
    for mg in ("50", "0"):
        assert "Record the dose taken now first" in errors((0, mg), course=unknown)[0]


def test_the_past_is_not_planned():
    assert "This day is over" in errors((-1, "50"))[0]
    assert "This day is over" in errors((-10, "60"), (-3, "50"))[1]
    assert errors((-42, "60"), (0, "50")) == ["", ""]


def test_a_day_beyond_the_calendar_is_refused_not_counted_with():
    judged = judge([Step(datetime.date(9999, 12, 30), Decimal(50))], frame())
    assert "Check the year" in judged.rows[0].errors[0]
    assert judged.rows[0].check is None


def test_zero_stands_only_at_the_end():
    assert "only the last step can be 0" in errors((0, "0"), (28, "-1"))[0]


def test_larger_and_faster_steps_than_the_pattern_are_said_but_not_refused():
    judged = plan((0, "60"), (28, "50"), (42, "40"), (70, "20"), (98, "15"))
    texts = [" ".join(row.warnings) for row in judged.rows]
    assert [texts[0], texts[1], texts[4]] == ["", "", ""]
    assert "14 days after the step before it; the pattern waits 28" in texts[2]
    assert "A larger step than the pattern's, to 30\u00a0mg" in texts[3]
    assert judged.is_sound


def test_five_grams_in_a_year_are_said():
    steps = draw(PERCENT, Decimal(60), Decimal(5), TODAY, 4)
    texts = " ".join(judge(steps, frame(pattern=PERCENT)).warnings)
    assert "7\u00a0g in the year from the first step" in texts
    assert "fracture" not in " ".join(plan((0, "10"), course=course("10")).warnings)


def test_a_plan_that_lowers_nothing_is_not_sound():
    assert not plan((0, "60")).is_sound
    assert not judge([], frame()).is_sound


def test_every_pattern_draws_a_plan_that_can_be_saved():
    for pattern, rule in PATTERNS.items():
        start = rule.cap_mg
        steps = draw(pattern, start, Decimal(5), TODAY, 4)
        judged = judge(steps, frame(pattern=pattern, course=course(str(start))))
        assert judged.is_sound, [row.errors for row in judged.rows]
