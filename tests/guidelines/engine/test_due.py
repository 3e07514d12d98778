"""Tests due for what is taken: dates from each start and dose change, done, overdue, next."""

import datetime
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine import plan as engine
from guidelines.engine.due import tests_due as due
from guidelines.engine.facts import Facts
from guidelines.engine.history import Course, History, Step, Value
from guidelines.engine.limits import beyond
from guidelines.engine.program import program
from tests.guidelines.engine.toy import AGE, DAY, content, element, findings, regimen
from tests.guidelines.engine.toy import rule as toy_rule

WEEK = datetime.timedelta(weeks=1)
LAB = [
    element("hb", "quantity", unit="g/L", names=["Hb"]),
    element("alt", "quantity", unit="U/L", names=["ALT"], max_age_days=7),
    element("scan", "boolean", names=["Scan"]),
    element("fever", "boolean"),
    element("age_years", "quantity", unit="a"),
]
COUNT = {"key": "M1", "regimens": ["DRUG", "OTHER"], "elements": ["hb", "alt"]}


def rule(**fields):
    texts = {"test": "Blood", "schedule": "Test.", "act_if": "Test."}
    return texts | COUNT | {"weeks": [2, 4], "repeat_weeks": 4} | fields


def knowledge(*rules):
    regimens = [
        regimen(code, basis="flat", low=10) | {"therapy": therapy, "ingredient": code.lower()}
        for code, therapy in {"DRUG": "x", "OTHER": "y", "TABLET": ""}.items()
    ]
    return content(elements=LAB, derived=[AGE], regimens=regimens, monitoring=list(rules))


def course(start, code="DRUG", stop=None, steps=(), **fields):
    """A course that started some days before the day; steps are (days from the start, mg)."""
    begun = DAY - datetime.timedelta(days=start)
    doses = tuple(
        Step(begun + datetime.timedelta(days=days), amount and Decimal(amount))
        for days, amount in steps
    )
    end = None if stop is None else DAY - datetime.timedelta(days=stop)
    about = {"unit": "mg", "per": "day"} | fields
    return Course(f"{code}-{start}", code, code, start=begun, stop=end, steps=doses, **about)


def results(*days_ago, keys=("hb", "alt")):
    rows = tuple(
        Value(DAY - datetime.timedelta(days=days), Decimal(20)) for days in sorted(days_ago)[::-1]
    )
    return dict.fromkeys(keys, rows)


def rows(*courses, rules=None, values=None, **flat):
    facts = Facts(
        program(knowledge(*(rules or [rule()]))),
        findings(flat),
        DAY,
        History(values or {}, courses),
    )
    return due(facts, beyond(facts))


def only(*courses, **about):
    (row,) = rows(*courses, **about)
    return row


def after(days):
    """Days before (negative) or after the day of the evaluation."""
    return [(day - DAY).days for day in days]


def test_dates_count_from_the_start_of_the_drug_and_six_are_listed():
    assert after(only(course(0)).next) == [14, 28, 56, 84, 112, 140]


def test_nothing_is_due_without_a_course_or_for_another_drug():
    assert rows() == []
    assert rows(course(10, "TABLET")) == []


def test_a_date_that_passed_without_a_result_is_overdue():
    row = only(course(20))
    assert after([row.overdue_since]) == [-6]
    assert (row.last, row.missing) == (None, ("hb", "alt"))


def test_a_date_is_not_overdue_on_its_own_day():
    row = only(course(14))
    assert row.overdue_since is None
    assert after(row.next)[0] == 0
    assert only(course(15)).overdue_since == DAY - datetime.timedelta(days=1)


def test_it_is_done_only_when_every_element_has_a_result():
    half = results(5, keys=["hb"])
    row = only(course(20), values=half)
    assert row.overdue_since
    assert row.missing == ("alt",)
    assert row.last is None
    assert only(course(20), values=results(5)).overdue_since is None


def test_a_test_is_as_old_as_its_oldest_element():
    row = only(course(20), values=results(3, keys=["hb"]) | results(5, keys=["alt"]))
    assert after([row.last]) == [-5]


def test_a_result_counts_for_every_earlier_date():
    assert only(course(100), values=results(10)).overdue_since is None


def test_a_result_up_to_a_week_early_counts():
    """Week 4 was 6 days ago."""
    assert only(course(34), values=results(13)).overdue_since is None
    late = only(course(34), values=results(14))
    assert after([late.overdue_since]) == [-6]


def test_for_dates_close_together_half_the_gap_is_early_enough():
    daily = rule(weeks=["0", "0.143", "0.286"], repeat_weeks=None)
    row = only(course(2), rules=[daily], values=results(1))
    assert row.overdue_since is None
    assert after(row.next) == [0]


def test_a_baseline_may_be_as_old_as_its_answers_stay_true():
    baseline = {"weeks": [0], "repeat_weeks": None}
    scan = rule(elements=["scan"], **baseline)
    assert rows(course(10), rules=[scan], values=results(38, keys=["scan"])) == []
    assert only(course(10), rules=[scan], values=results(39, keys=["scan"])).overdue_since
    liver = rule(elements=["alt"], **baseline)
    assert rows(course(10), rules=[liver], values=results(17, keys=["alt"])) == []
    assert only(course(10), rules=[liver], values=results(18, keys=["alt"])).overdue_since


def test_a_finding_of_today_counts_as_a_result():
    assert only(course(20), hb=120, alt=20).overdue_since is None
    assert only(course(20), hb=120, alt=None).missing == ("alt",)


def test_two_drugs_share_one_entry_and_one_visit():
    row = only(course(0), course(3, "OTHER"))
    assert row.regimens == ("DRUG", "OTHER")
    assert after(row.next)[:3] == [11, 25, 53]


def test_a_second_course_does_not_hide_the_dates_of_the_first():
    assert after(only(course(20), course(1, "OTHER")).next)[:3] == [8, 27, 36]


def test_what_was_stopped_calls_for_nothing_unless_the_rule_says_how_long():
    stopped = course(60, stop=30)
    assert rows(stopped) == []
    assert only(stopped, rules=[rule(after_stop_weeks=6)]).overdue_since
    assert rows(stopped, rules=[rule(after_stop_weeks=6)], values=results(2)) == []
    row = only(stopped, rules=[rule(after_stop_weeks=9)], values=results(2))
    assert after(row.next) == [24]  # the next one lies beyond the nine weeks


def test_the_weeks_after_a_stop_count_from_the_last_day_with_the_drug():
    six_weeks = [rule(after_stop_weeks=6)]
    assert rows(course(100, stop=41), rules=six_weeks)
    assert rows(course(100, stop=42), rules=six_weeks) == []


def test_a_stop_still_to_come_ends_the_dates():
    row = only(course(0, stop=-30))
    assert after(row.next) == [14, 28]


def test_a_rise_of_the_dose_starts_the_tests_again():
    restart = rule(weeks=[2], repeat_weeks=26, after_rise_weeks=[2, 4])
    row = only(course(40, steps=[(0, 10), (35, 20)]), rules=[restart], values=results(7))
    assert after(row.next)[:2] == [9, 23]


def test_a_cut_has_its_own_dates_and_an_unknown_dose_is_no_change():
    cut = rule(weeks=[2], repeat_weeks=None, after_cut_weeks=[5])
    row = only(course(40, steps=[(0, 10), (35, 5)]), rules=[cut], values=results(7))
    assert after(row.next) == [30]
    for doses in ((10, None), (None, 10)):
        unknown = course(40, steps=[(0, doses[0]), (35, doses[1])])
        assert rows(unknown, rules=[cut], values=results(7)) == []


def test_each_cycle_of_an_infusion_starts_the_tests_again_at_the_same_dose():
    cycles = course(70, steps=[(0, 1000), (56, 1000)], per="infusion")
    found = only(cycles, values=results(40))
    assert found.overdue_since is None
    assert after(found.next)[:2] == [0, 14]
    daily = course(70, steps=[(0, 1000), (56, 1000)])
    assert after(only(daily, values=results(13)).next)[:2] == [14, 42]


def test_planned_steps_of_a_taper_count_ahead():
    cut = rule(weeks=[0], repeat_weeks=None, after_cut_weeks=[4])
    row = only(course(0, steps=[(0, 60), (28, 40), (42, 30)]), rules=[cut], values=results(0))
    assert after(row.next) == [56, 70]


def test_a_stop_before_its_time_is_a_cut_of_treatment():
    cut = rule(regimens=[], weeks=[0], repeat_weeks=None, after_cut_weeks=[5])
    stopped = {"stop": 10, "steps": [(0, 10)]}
    row = only(course(60, **stopped, stop_reason="toxicity"), rules=[cut], values=results(50))
    assert after(row.next) == [25]
    completed = course(60, **stopped, stop_reason="completed")
    assert rows(completed, rules=[cut], values=results(50)) == []


def test_tests_for_all_count_from_the_first_treatment_whatever_was_stopped():
    general = rule(regimens=[], weeks=[0], repeat_weeks=10)
    row = only(course(100, stop=50), course(7, "OTHER"), rules=[general], values=results(29))
    assert row.regimens == ()
    assert after(row.next)[:2] == [40, 110]
    assert rows(course(7, "TABLET"), rules=[general]) == []  # protects, does not treat


def test_a_condition_decides_whether_a_test_applies():
    feverish = rule(when="fever")
    assert rows(course(20), rules=[feverish], fever=False) == []
    assert only(course(20), rules=[feverish], fever=True).overdue_since


def test_an_unknown_condition_does_not_take_a_test_from_a_drug_that_is_taken():
    row = only(course(20), rules=[rule(when="fever")])
    assert row.overdue_since
    assert row.waits_for == ("fever",)


def test_a_test_for_all_with_an_unknown_condition_is_named_without_dates():
    general = rule(regimens=[], when="fever")
    row = only(
        course(20),
        rules=[
            general,
        ],
    )
    assert (row.overdue_since, row.next, row.waits_for) == (None, (), ("fever",))


def test_without_elements_nothing_can_be_overdue():
    row = only(course(20), rules=[rule(elements=[])])
    assert row.overdue_since is None
    assert after(row.next)[0] == 8


def test_what_needs_no_more_is_left_out():
    assert rows(course(20), rules=[rule(weeks=[2], repeat_weeks=None)], values=results(1)) == []


REPEAT = {"when": "alt > 100", "text": "ALT", "action": "Repeat.", "repeat_days": 7}


def high(*days_ago):
    """Blood counts of these days, each with an ALT beyond its limit."""
    return results(*days_ago, keys=["hb"]) | {
        "alt": tuple(row._replace(value=Decimal(150)) for row in results(*days_ago)["alt"])
    }


def test_a_result_beyond_its_limit_is_due_again_within_its_days():
    yearly = rule(weeks=[52], repeat_weeks=52, limits=[REPEAT])
    taken = course(100)
    assert after(only(taken, rules=[yearly], values=high(3)).next)[0] == 4
    row = only(taken, rules=[yearly], values=high(8))
    assert (after([row.overdue_since]), row.missing) == ([-1], ("hb", "alt"))
    repeated = high(8) | {"alt": (*high(8)["alt"], *results(2)["alt"])}
    assert only(taken, rules=[yearly], values=repeated).overdue_since is None
    beyond_again = high(8) | {"alt": (*high(8)["alt"], *high(2)["alt"])}
    assert after(only(taken, rules=[yearly], values=beyond_again).next)[0] == 5


def test_a_limit_that_is_explained_away_needs_no_repeat():
    explained = rule(weeks=[52], limits=[REPEAT | {"unless": "fever"}])
    rows_of = {"rules": [explained], "values": high(8)}
    assert only(course(100), **rows_of, fever=True).overdue_since is None
    assert only(course(100), **rows_of, fever=False).overdue_since
    assert only(course(100), **rows_of).overdue_since  # not known whether it explains it


def test_a_test_within_months_may_be_done_on_any_day_since_the_start():
    within = rule(weeks=[26], repeat_weeks=52, early_weeks=26)
    on_time = rule(weeks=[26], repeat_weeks=52)
    assert only(course(190), rules=[on_time], values=results(189)).overdue_since
    assert only(course(190), rules=[within], values=results(189)).overdue_since is None
    assert only(course(190), rules=[within], values=results(191)).overdue_since


def test_the_longest_overdue_come_first():
    later = rule(key="M2", weeks=[2])
    sooner = rule(key="M1", weeks=[1])
    coming = rule(key="M3", weeks=[4])
    found = rows(course(20), rules=[coming, later, sooner])
    assert [row.rule.key for row in found] == ["M1", "M2", "M3"]


def test_the_plan_shows_dates_missing_answers_and_the_name_without_a_diagnosis():
    record = History(results(5, keys=["hb"]), (course(20),))
    plan = engine.evaluate(knowledge(rule(short="Blood test")), {}, DAY, record).as_json()
    (row,) = plan["due"]
    assert row["short"] == "Blood test"
    assert row["overdue_since"] == "2026-11-16"
    assert row["missing"] == ["alt"]
    assert row["last"] == ""


def test_a_test_stands_once_with_what_is_taken_or_with_what_is_newly_advised():
    advises = {
        "recommendations": [toy_rule("R1", "fever", regimens=["DRUG", "OTHER"])],
        "monitoring": [rule(), rule(key="M2", regimens=[], when="fever", elements=["scan"])],
    }
    known = replace(knowledge(), **{key: getattr(content(**advises), key) for key in advises})

    def tests(*courses):
        answers = findings({"fever": True, "age_years": 50})
        plan = engine.evaluate(known, answers, DAY, History({}, courses)).as_json()
        return [[(row["key"], row["for"]) for row in plan[name]] for name in ("monitoring", "due")]

    assert tests() == [[("M1", ["DRUG", "OTHER"]), ("M2", [])], []]
    assert tests(course(20)) == [[("M1", ["OTHER"])], [("M1", ["DRUG"]), ("M2", [])]]


days = st.lists(st.integers(0, 200), max_size=6)


@given(days, st.integers(0, 200), st.integers(0, 300))
def test_one_more_result_never_makes_a_test_overdue_or_overdue_longer(before, new, start):
    def overdue(found):
        for row in rows(course(start), values=results(*found)):
            return row.overdue_since
        return None

    first, second = overdue(before), overdue([*before, new])
    assert second is None or (first is not None and second >= first)


@given(days, st.integers(0, 300), st.lists(st.integers(1, 250), max_size=4, unique=True))
def test_dates_ahead_are_in_order_after_today_and_at_most_six(found, start, changes):
    steps = [(0, 10), *[(day, 10 + place) for place, day in enumerate(sorted(changes), 1)]]
    rules = [rule(after_rise_weeks=[2, 4])]
    for row in rows(course(start, steps=steps), values=results(*found), rules=rules):
        assert list(row.next) == sorted(set(row.next))
        assert len(row.next) <= 6
        assert all(DAY <= day <= DAY + 53 * WEEK for day in row.next)
