"""The days on which monitoring is due."""

import datetime
from decimal import Decimal

from guidelines.engine.schedule import due_dates
from tests.guidelines.engine.shipped import DAY, patient

START = datetime.date(2026, 1, 1)


def days(weeks, repeat=None, until=12):
    found = due_dates(START, tuple(map(Decimal, weeks)), repeat and Decimal(repeat), until)
    return [(day - START).days for day in found]


def test_weeks_count_from_the_start():
    assert days([0, 2, 4]) == [0, 14, 28]


def test_the_horizon_is_inclusive():
    assert days([0, 12, 13]) == [0, 84]


def test_repeats_follow_the_last_listed_week():
    assert days([0, 4], repeat=4) == [0, 28, 56, 84]
    assert days([], repeat=5) == [35, 70]


def test_repeats_wait_for_the_listed_weeks():
    assert days([0, 13], repeat=1) == [0]


def test_part_weeks_are_whole_days():
    assert days(["0.143", "0.286"]) == [1, 2]


def test_a_plan_counts_from_its_day():
    rows = {row["key"]: row for row in patient().as_json()["monitoring"]}
    assert rows["M1"]["dates"][:3] == [
        (DAY + datetime.timedelta(weeks=weeks)).isoformat() for weeks in (0, 2, 4)
    ]


def test_monitoring_follows_the_regimens_that_are_offered():
    rows = {row["key"]: row["for"] for row in patient().as_json()["monitoring"]}
    assert "PRED" in rows["M10"]
    assert "TAC" not in rows["M10"]
    assert patient(age_years=12).as_json()["monitoring"] == []
