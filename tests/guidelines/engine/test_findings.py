"""What counts as known: answers that are old, unusual, contradictory or in other words."""

import datetime
from decimal import Decimal

import pytest

from guidelines.engine.plan import evaluate
from tests.guidelines.engine.shipped import (
    CONTENT,
    DAY,
    ELEMENTS,
    MISSING,
    WEAK,
    findings,
    patient,
    reasons,
    state,
    status,
)


def with_finding(key, **finding):
    """The plan of the weak woman, nothing confirmed, with one finding as given."""
    found = findings(WEAK)
    return evaluate(CONTENT, found | {key: found.get(key, {}) | finding}, DAY)


def days_ago(days):
    return (DAY - datetime.timedelta(days=days)).isoformat()


def has_numbers(result):
    doses = result.as_json()["doses"].values()
    return [any(row["amount"] or row["per_dose"] for row in (d, *d["parts"])) for d in doses]


@pytest.mark.parametrize(("key", "days"), [("creatinine_umol_l", 7), ("neutrophils", 30)])
def test_an_old_value_counts_as_not_known_until_confirmed(key, days):
    young, old = (with_finding(key, on=days_ago(age)) for age in (days, days + 1))
    confirmed = with_finding(key, on=days_ago(400), confirmed=days_ago(days))
    confirmed_long_ago = with_finding(key, on=days_ago(400), confirmed=days_ago(days + 1))
    known = [result.facts[key] is not None for result in (young, old, confirmed)]
    assert known == [True, False, True]
    assert confirmed_long_ago.facts[key] is None


def test_an_old_value_makes_a_regimen_wait_and_is_shown_for_confirmation():
    old = with_finding("neutrophils", on=days_ago(31))
    assert (state(old, "MTX"), reasons(old, "MTX")) == ("waits", ["B9"])
    (row,) = old.as_json()["confirm"]
    assert (row["key"], row["reason"], row["on"]) == ("neutrophils", "stale", days_ago(31))
    assert "older than 30 days" in row["text"]


def test_a_value_without_a_date_is_not_taken_for_a_new_one():
    assert with_finding("ck", on="").facts["ck"] is None


def test_facts_that_do_not_age_stay_known():
    assert with_finding("tpmt", on="1999-01-01").facts["tpmt"] == "normal"


def test_an_unusual_value_counts_but_holds_every_dose_until_confirmed():
    held = with_finding("ck", value="62000")
    assert held.facts["ck"] == 62000
    assert status(held, "R11") == "recommended"
    assert held.doses
    assert not any(has_numbers(held))
    (row,) = held.as_json()["confirm"]
    assert (row["key"], row["reason"]) == ("ck", "implausible")
    confirmed = with_finding("ck", value="62000", confirmed=str(DAY))
    assert any(has_numbers(confirmed))
    assert confirmed.as_json()["confirm"] == []


def test_a_refused_value_is_not_known_and_there_is_no_dose_at_all():
    refused = with_finding("creatinine_umol_l", value="1.1")
    assert refused.facts["creatinine_umol_l"] is None
    assert refused.doses == {}
    assert [error["key"] for error in refused.as_json()["errors"]] == ["creatinine_umol_l"]


def test_a_question_the_guideline_does_not_have_is_an_error():
    assert [error.key for error in with_finding("shoe_size", value="42").facts.errors] == [
        "shoe_size"
    ]


def test_problems_are_told_in_the_same_order_whatever_the_order_of_the_findings():
    wrong = findings(WEAK | {"ck": "-1", "weight_kg": "1", "sbp": "250", "alt": "9000"})
    other = dict(reversed(wrong.items()))
    first, second = (evaluate(CONTENT, found, DAY).as_json() for found in (wrong, other))
    assert first == second


@pytest.mark.parametrize(
    ("weight", "height", "question", "error"),
    [
        ("40.4", "170", True, False),  # BMI 13.98
        ("40.5", "170", False, False),  # 14.01
        ("158.9", "170", False, False),  # 54.98
        ("159.0", "170", True, False),  # 55.02
        ("40.0", "200", True, False),  # 10.0
        ("39.9", "200", False, True),  # 9.98
        ("144", "120", True, False),  # 100
        ("144.1", "120", False, True),  # 100.07
    ],
)
def test_weight_and_height_must_fit_each_other(weight, height, question, error):
    found = findings(WEAK | {"weight_kg": weight, "height_cm": height})
    found["height_cm"]["confirmed"] = str(DAY)
    facts = evaluate(CONTENT, found, DAY).facts
    assert bool(facts.questions) is question
    assert bool(facts.errors) is error
    assert (facts["weight_kg"] is None) is error


def test_a_strange_body_mass_index_holds_doses_by_weight_until_confirmed():
    held = with_finding("weight_kg", value="40")
    assert held.as_json()["doses"]["PRED"]["amount"] is None
    confirmed = with_finding("weight_kg", value="40", confirmed=str(DAY))
    assert confirmed.as_json()["doses"]["PRED"]["amount"] == "40"


@pytest.mark.parametrize("entered", [None, MISSING, "pregnant"])
def test_a_man_is_not_pregnant_whatever_was_entered(entered):
    man = patient(sex_at_birth="male", pregnancy_status=entered, breastfeeding=entered and True)
    assert man.facts["pregnancy_status"] == "not_applicable"
    assert man.facts["breastfeeding"] is False
    assert man.facts["childbearing_potential"] is False
    assert state(man, "MTX") == "free"
    assert "pregnancy_status" not in man.relevant


def test_an_entry_set_aside_is_told():
    warnings = patient(sex_at_birth="male", pregnancy_status="pregnant").as_json()["warnings"]
    assert [warning["key"] for warning in warnings] == ["pregnancy_status"]


def test_a_woman_who_cannot_become_pregnant_is_not_asked_but_an_entry_stands():
    silent = patient(childbearing_potential=False, pregnancy_status=MISSING)
    assert silent.facts["pregnancy_status"] == "not_applicable"
    pregnant = patient(childbearing_potential=False, pregnancy_status="pregnant")
    assert state(pregnant, "MTX") == "hard_stop"


def test_a_woman_who_could_become_pregnant_is_asked():
    waits = patient(childbearing_potential=True, pregnancy_status=None)
    assert (state(waits, "MTX"), reasons(waits, "MTX")) == ("waits", ["B3"])
    assert waits.regimens["MTX"].waits_for == ("pregnancy_status",)


@pytest.mark.parametrize(
    ("typed", "code", "expected"),
    [
        ("zyloric", "AZA", "blocked"),
        ("Zyloric", "AZA", "blocked"),
        ("allopurinol", "AZA", "blocked"),
        ("bactrim", "MTX", "hard_stop"),
        ("metformin", "MTX", "free"),
        ("metformin", "AZA", "free"),
    ],
)
def test_a_brand_counts_as_its_ingredient_and_class(typed, code, expected):
    assert state(patient(current_drugs=[typed]), code) == expected


def test_a_class_ticked_by_the_clinician_counts():
    unknown_brand = with_finding("current_drugs", value=["newstatin", "statin"], confirmed=str(DAY))
    assert status(unknown_brand, "R25") == "recommended"


def test_an_unrecognized_medicine_is_unknown_until_its_class_is_stated():
    open_name = patient(current_drugs=["mysterin"])
    assert state(open_name, "AZA") == "waits"
    assert status(open_name, "R14") == "needs_data"
    assert open_name.regimens["AZA"].waits_for == ("current_drugs",)
    assert "current_drugs" in open_name.relevant
    confirmed = with_finding("current_drugs", value=["mysterin"], confirmed=str(DAY))
    assert state(confirmed, "AZA") == "waits"  # a confirmed list says nothing of its classes
    classified = with_finding("current_drugs", value=["mysterin"], kept=["mysterin"])
    assert state(classified, "AZA") == "free"


def test_an_allergy_in_other_words_is_unknown_until_it_is_stated():
    assert state(patient(allergies=["Bactrim"]), "COTRI") == "waits"
    assert state(patient(allergies=["other"]), "COTRI") == "free"
    stated = with_finding("allergies", value=["bactrim", "sulfonamide"], kept=["bactrim"])
    assert state(stated, "COTRI") == "blocked"


@pytest.mark.parametrize(("born", "years"), [("1800-01-01", None), ("1926-11-22", 100)])
def test_a_birth_date_beyond_the_limits_of_age_is_refused(born, years):
    result = patient(birth_date=born)
    assert result.facts["age_years"] == (years or 50)
    assert [error.key for error in result.facts.errors] == ([] if years else ["birth_date"])
    assert bool(result.doses) is bool(years)


@pytest.mark.parametrize("typed", ["7_2", "７２", "1e-9999999", "9" * 16, "0x10", "1e400"])
def test_a_number_in_odd_signs_is_refused(typed):
    result = patient(weight_kg=typed)
    assert [error.key for error in result.facts.errors] == ["weight_kg"]
    assert not result.doses


def test_what_is_found_counts_beside_an_unrecognized_medicine():
    assert state(patient(current_drugs=["mysterin", "allopurinol"]), "AZA") == "blocked"


@pytest.mark.parametrize("value", ["72.4", 72.4, Decimal("72.4")])
def test_a_number_may_be_stored_as_text_or_number(value):
    assert patient(weight_kg=value).facts["weight_kg"] == Decimal("72.4")


def test_every_answer_that_means_not_known_counts_as_such():
    for key, element in ELEMENTS.items():
        for option in element.options:
            if option.unknown and element.type == "choice":
                assert patient(**{key: option.code}).facts[key] is None
