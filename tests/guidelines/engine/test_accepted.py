"""Whoever accepts all that is recommended decides once for each recommendation."""

from guidelines.engine import report
from guidelines.engine.handout import accepted
from guidelines.engine.vignettes import plans
from tests.guidelines.engine.shipped import CONTENT

PLANS = {key: report.as_json(plan, trace=False) for key, plan in plans(CONTENT).items()}
SPARING = {"R14", "R15", "R16", "R17"}


def test_of_several_to_choose_from_one_is_accepted():
    chosen = [
        {row.advice for row in accepted(plan)} & SPARING
        for plan in PLANS.values()
        if any(row["key"] == "R13" and row["status"] == "recommended" for row in plan["advice"])
    ]
    assert any(chosen)
    assert all(len(found) <= 1 for found in chosen)


def test_nothing_is_accepted_that_is_not_recommended_or_that_is_ruled_out():
    for plan in PLANS.values():
        status = {row["key"]: row["status"] for row in plan["advice"]}
        for row in accepted(plan):
            assert status[row.advice] == "recommended"
            if row.regimen:
                assert plan["regimens"][row.regimen]["state"] not in ("blocked", "hard_stop")


def test_a_weekly_medicine_has_a_day_and_the_dose_to_begin_with():
    found = [row for plan in PLANS.values() for row in accepted(plan) if row.regimen == "MTX"]
    assert found
    for row in found:
        assert row.weekday == "Monday"
        assert row.amount
        assert row.amount <= 15
