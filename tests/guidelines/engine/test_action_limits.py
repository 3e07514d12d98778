"""Results beyond an action limit: for what is taken, with the values, unless explained away."""

import datetime
from decimal import Decimal

import pytest

from guidelines.engine import plan as engine
from guidelines.engine.facts import Facts
from guidelines.engine.history import Course, History, Value
from guidelines.engine.limits import beyond
from guidelines.engine.program import program
from tests.guidelines.engine.toy import AGE, DAY, content, element, findings, regimen

QUANTITIES = {"alt": "U/L", "ggt": "U/L", "ck": "U/L", "ck_uln": "U/L", "crp": "mg/L"}
LAB = [
    *(
        element(key, "quantity", unit=unit, names=[key.upper()], max_age_days=7)
        for key, unit in QUANTITIES.items()
    ),
    element("fever", "boolean"),
    element("age_years", "quantity", unit="a"),
]
RATIO = {
    "key": "ck_xuln",
    "label": "CK ratio",
    "function": "ck_xuln",
    "inputs": ["ck", "ck_uln"],
    "unit": "{xULN}",
}
MUSCLE = [{"key": "liver_normal", "label": "Liver normal", "when": "ggt <= 60"}]
ALT = {
    "when": "alt > 100",
    "text": "ALT above 100 U/L",
    "action": "Withhold.",
    "unless": "ck_xuln > 5 and liver_normal",
    "exception": "It may come from muscle.",
}


def rule(**fields):
    texts = {"key": "M1", "test": "Liver", "schedule": "Test.", "act_if": "Test."}
    return texts | {"regimens": ["DRUG"], "elements": ["alt"], "limits": [ALT]} | fields


def knowledge(*rules):
    return content(
        elements=LAB,
        derived=[AGE, RATIO],
        criteria=MUSCLE,
        regimens=[regimen(code, basis="flat", low=10) for code in ("DRUG", "OTHER")],
        monitoring=list(rules),
    )


def days_ago(number):
    return DAY - datetime.timedelta(days=number)


def record(taken="DRUG", **values):
    """A drug taken for 100 days, and values as (days ago, number)."""
    course = Course("1", taken, taken, "mg", "day", days_ago(100))
    found = {key: (Value(days_ago(ago), Decimal(n)),) for key, (ago, n) in values.items()}
    return History(found, (course,))


def found(rules=None, history=None, **flat):
    compiled = program(knowledge(*(rules or [rule()])))
    return beyond(Facts(compiled, findings(flat), DAY, history or record()))


@pytest.mark.parametrize(("alt", "passed"), [("100", False), ("100.1", True), ("99.9", False)])
def test_the_limit_is_exact(alt, passed):
    assert bool(found(alt=Decimal(alt), ggt=70)) is passed


def test_nothing_is_said_of_a_drug_that_is_not_taken():
    assert found(alt=150, history=record("TABLET")) == []


def test_the_values_that_led_there_come_with_their_day():
    (row,) = found(ggt=70, history=record(alt=(5, 150)))
    assert row.regimens == ("DRUG",)
    assert row.values == (("alt", Value(days_ago(5), Decimal(150))),)
    assert row.note == ""


def test_a_high_alt_that_comes_from_muscle_raises_nothing():
    assert found(alt=150, ggt=40, ck=2000, ck_uln=200) == []
    assert found(alt=150, ggt=40, ck=1000, ck_uln=200)  # 5 times the limit is not above 5
    assert found(alt=150, ggt=61, ck=2000, ck_uln=200)


def test_an_exception_that_is_not_known_is_named_and_does_not_hide_the_limit():
    (row,) = found(alt=150, ck=2000, ck_uln=200)
    assert row.note == "It may come from muscle. Not known: ggt."


def test_an_old_value_counts_until_a_new_one_up_to_a_year():
    """A dose may not rest on it any more, but nobody has looked since."""
    assert found(ggt=70, history=record(alt=(365, 150)))
    assert found(ggt=70, history=record(alt=(366, 150))) == []


def test_the_newest_value_decides_wherever_it_stands():
    assert found(ggt=70, alt=90, history=record(alt=(5, 150))) == []
    assert found(ggt=70, alt=150, history=record(alt=(5, 90)))
    assert found(ggt=70, alt=None, history=record(alt=(5, 150)))  # asked today, not known


@pytest.mark.parametrize("numbers", [(150, 40), (40, 150)])
def test_of_two_results_of_one_day_either_may_pass_the_limit_and_both_are_shown(numbers):
    values = {"alt": tuple(Value(days_ago(5), Decimal(number)) for number in numbers)}
    (row,) = found(ggt=70, history=History(values, record().courses))
    assert sorted(value.value for _key, value in row.values) == [40, 150]
    assert [value.value for _key, value in row.values][0] == 150


def test_a_value_still_to_come_does_not_count():
    assert found(ggt=70, history=record(alt=(-1, 150))) == []


def test_a_missing_value_is_not_beyond_a_limit():
    assert found(ggt=70) == []


def test_a_computed_value_is_as_old_as_its_oldest_part():
    ratio = {"when": "ck_xuln > 10", "text": "CK", "action": "Look."}
    history = record(ck=(2, 5000), ck_uln=(30, 200))
    (row,) = found([rule(limits=[ratio])], history)
    assert row.values == (("ck_xuln", Value(days_ago(30), Decimal(25))),)


def test_a_test_for_all_needs_no_drug_but_its_condition():
    crp = rule(regimens=[], when="fever", limits=[{"when": "crp > 50", "text": "C", "action": "A"}])
    assert found([crp], History(), fever=True, crp=51)
    assert found([crp], History(), fever=False, crp=51) == []
    (row,) = found([crp], History(), crp=51)
    assert row.note == "Shown because this is not known: fever."


def test_what_is_certain_comes_first():
    crp = rule(key="M2", limits=[{"when": "crp > 50", "text": "C", "action": "A"}])
    rows = found([rule(), crp], alt=150, ck=2000, ck_uln=200, crp=60)
    assert [row.rule.key for row in rows] == ["M2", "M1"]


def test_a_limit_that_several_tests_share_is_told_once_for_all_their_drugs():
    other = rule(key="M2", regimens=["OTHER"])
    drugs = [Course(code, code, code, "mg", "day", days_ago(9)) for code in ("DRUG", "OTHER")]
    (row,) = found([rule(), other], History({}, tuple(drugs)), alt=150, ggt=70)
    assert row.regimens == ("DRUG", "OTHER")


def test_the_plan_shows_the_limit_the_value_and_the_action():
    history = record(alt=(5, 150))
    plan = engine.evaluate(knowledge(rule()), findings({"ggt": 70}), DAY, history).as_json()
    (row,) = plan["limits"]
    assert (row["text"], row["action"], row["for"]) == (
        "ALT above 100 U/L",
        "Withhold.",
        ["DRUG"],
    )
    (value,) = row["values"]
    assert (value["label"], value["value_text"], value["on"]) == (
        "alt",
        "150\u00a0U/L",
        "2026-11-17",
    )
