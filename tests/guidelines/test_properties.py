"""Laws that hold for every patient, tried on many random ones over the shipped guideline."""

import json
import random
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guidelines.engine import advice, intake
from guidelines.engine import plan as engine
from guidelines.engine.expressions import Call, Comparison, Word, leaves
from guidelines.engine.logic import LISTS
from guidelines.engine.plan import evaluate
from tests.guidelines.engine.shipped import CONTENT, DAY, ELEMENTS, confirmed, plan, statuses
from tests.guidelines.engine.strategies import (
    PROGRAM,
    all_answers,
    answers,
    patients,
    some_answers,
)

STATUSES = {"recommended", "check_first", "ruled_out", "needs_data", "not_indicated"}
STATES = {"free", "caution", "waits", "blocked", "hard_stop"}
FIGURES = ("amount", "high", "start", "start_high", "per_dose")
BANDS = ["standard", "moderate", "high"]
LEVELS = [None, "none", "mild", "moderate", "severe", "critical"]

# Conditions that lean on these may change when more is known: the highest proven level, counts of
# what is missing, and what the sex decides.
COUNTED = {"severity", "cancer_risk", "baseline_missing_count", "organ_baseline_missing_count"}
SET_BY_SEX = {"pregnancy_status", "breastfeeding", "childbearing_potential"}


def unanswered(result):
    """Questions without a usable answer, but not what is already known in another form."""
    facts = result.facts
    known = {key for key, value in facts.given.items() if value is not None}
    parts = {name for key in known for name in PROGRAM.derived[key].inputs}
    return [
        key
        for key in ELEMENTS
        if facts[key] is None and key not in parts and not ELEMENTS[key].context_only
    ]


def figures(result):
    """Every number of every dose."""
    return {
        code: [tuple(getattr(part, name) for name in FIGURES) for part in dose.parts]
        for code, dose in result.doses.items()
    }


def outcome(result):
    """What a clinician would act on: advice, the regimens it names, their doses, severity."""
    states = {code: result.regimens[code].state for code in result.requested_by}
    return statuses(result), states, figures(result), result.facts["severity"]


def is_consistent(result):
    """Nothing was refused, and no answer contradicts the sex (the evaluation sets it aside)."""
    return not result.facts.errors and not result.facts.overridden


def draw_more(data, result):
    """Answers to some unanswered questions, added to the findings."""
    return data.draw(some_answers(unanswered(result), 6))


def may_change(tree):
    """Does a condition lean on what may change although it is already true or false?"""
    return any(_leaf_may_change(leaf) for leaf in leaves(tree))


def _leaf_may_change(leaf):
    if isinstance(leaf, Call):
        return leaf.function not in LISTS
    names = {leaf.name}
    if isinstance(leaf, Comparison) and isinstance(leaf.value, Word):
        names.add(leaf.value.text)
    trees = [PROGRAM.nodes[name].tree for name in names & set(PROGRAM.criteria)]
    return bool(names & (COUNTED | SET_BY_SEX)) or any(may_change(tree) for tree in trees)


STEADY = {name: node for name, node in PROGRAM.nodes.items() if not may_change(node.tree)}


@given(patients())
@settings(max_examples=150)
def test_each_recommendation_has_exactly_one_status_and_each_regimen_one_state(flat):
    result = plan(flat)
    found = [item.recommendation.key for item in result.advice]
    assert sorted(found) == sorted(PROGRAM.recommendations)
    assert set(statuses(result).values()) <= STATUSES
    assert set(result.regimens) in (set(), set(PROGRAM.regimens))
    assert {row.state for row in result.regimens.values()} <= STATES
    assert engine.statuses(CONTENT, confirmed(flat), DAY) == statuses(result)


@given(patients())
@settings(max_examples=30)
def test_the_plan_can_always_be_shown(flat):
    data = plan(flat).as_json()
    assert {item["key"] for item in data["advice"]} == set(PROGRAM.recommendations)
    assert all(dose["text"] for dose in data["doses"].values())


def test_most_conditions_must_be_steady():
    assert len(STEADY) > len(PROGRAM.nodes) / 2
    assert {"resp_failure", "rule R1", "rule R45", "block B6", "block B9"} <= set(STEADY)
    assert not {"induction_needed", "block B20", "block B38", "rule R8"} & set(STEADY)


@given(patients(), st.data())
@settings(max_examples=80)
def test_true_and_false_stay_when_an_unknown_is_answered(flat, data):
    before = plan(flat)
    after = plan(flat | draw_more(data, before))
    assume(is_consistent(after))
    for name, node in STEADY.items():
        verdict = node.verdict(before.facts)
        if verdict is not None:
            assert node.verdict(after.facts) is verdict, name


@given(patients(), st.data())
@settings(max_examples=150)
def test_more_answers_never_lower_severity_or_cancer_risk(flat, data):
    before = plan(flat)
    after = plan(flat | draw_more(data, before))
    assume(is_consistent(after))
    assert LEVELS.index(after.facts["severity"]) >= LEVELS.index(before.facts["severity"])
    risks = [BANDS.index(result.facts["cancer_risk"]) for result in (before, after)]
    assert risks == sorted(risks)


@given(patients(), st.data())
@settings(max_examples=150)
def test_a_condition_that_is_settled_for_good_stays_settled(flat, data):
    before = plan(flat)
    after = plan(flat | data.draw(some_answers(unanswered(before))))
    assume(is_consistent(after))
    for name, node in PROGRAM.nodes.items():
        verdict = node.outlook(before.facts)
        if verdict is not None:
            assert node.verdict(after.facts) is verdict, name


@given(patients(), st.data())
@settings(max_examples=80)
def test_what_is_not_asked_cannot_change_the_plan(flat, data):
    before = plan(flat)
    asked = set(before.relevant)
    first = flat | data.draw(some_answers(set(unanswered(before)) & asked, 8))
    others = data.draw(all_answers(set(unanswered(before)) - asked))
    then = plan(first)
    later = plan(first | others)
    assume(is_consistent(then) and is_consistent(later))
    assert outcome(later) == outcome(then)


@given(patients())
@settings(max_examples=200)
def test_no_dose_passes_its_hard_limit(flat):
    result = plan(flat)
    for code, dose in result.doses.items():
        for part, rule in zip(dose.parts, PROGRAM.regimens[code].parts, strict=True):
            if part.amount is not None:
                highest = max(v for v in (getattr(part, n) for n in FIGURES) if v is not None)
                assert highest <= hard_limit(result.facts, rule), (code, part)


def hard_limit(facts, rule):
    weight = "dose_weight" if rule.weight == "dose_weight" else "weight_kg"
    limits = [Decimal("Infinity")]
    if rule.hard_max is not None:
        limits.append(rule.hard_max)
    if rule.hard_max_per_kg is not None:
        limits.append(rule.hard_max_per_kg * facts[weight])
    return min(limits)


@given(patients(), st.sampled_from([True, None]), answers("infection_status"))
@settings(max_examples=100)
def test_no_immunosuppressant_is_free_while_infection_is_suspected_or_not_known(
    flat, signs, infection
):
    flat |= {"nsti_signs": False, "infection_status": infection}
    if infection in ("none", "resolved"):
        flat |= {"nsti_signs": signs}
    result = plan(flat)
    for code, row in result.regimens.items():
        if "immunosuppressant" in PROGRAM.regimens[code].flags:
            assert row.state in (advice.WAITS, advice.BLOCKED, advice.HARD_STOP), code


@given(patients())
@settings(max_examples=100)
def test_methotrexate_is_never_daily(flat):
    flat |= {"infection_status": "none", "nsti_signs": False, "diagnosis_status": "confirmed"}
    data = plan(flat).as_json()
    if dose := data["doses"].get("MTX"):
        assert dose["per"] == "week"
        assert dose["unit"] == "mg/week"
        assert "once a week" in dose["text"]
        assert " a day" not in dose["text"]
        assert "daily" not in data["regimens"]["MTX"]["line"]


@given(patients(), st.none() | st.decimals(0, Decimal("17.9"), places=1))
@settings(max_examples=60)
def test_there_is_no_dose_under_18_or_at_unknown_age(flat, age):
    flat |= {"birth_date": None, "age_years": age}
    assert plan(flat).doses == {}


@given(patients(), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_same_findings_give_the_same_bytes_in_any_order(flat, shuffler: random.Random):
    one = confirmed(flat)
    keys = list(one)
    shuffler.shuffle(keys)
    other = {key: one[key] for key in keys}
    first, second, third = (
        json.dumps(evaluate(CONTENT, found, DAY).as_json()) for found in (one, one, other)
    )
    assert first == second == third


UNITS = [(element, unit) for element in ELEMENTS.values() for unit in element.units]


@pytest.mark.parametrize(
    ("element", "unit"), UNITS, ids=[f"{element.key} in {unit.code}" for element, unit in UNITS]
)
@given(typed=st.decimals(-50, 5000, places=3))
@settings(max_examples=20)
def test_a_value_survives_the_way_through_another_unit_and_back(element, unit, typed):
    own = intake.convert(element, typed, unit.code)
    assert abs(own / unit.factor - unit.offset - typed) < Decimal("1e-18")
    assert intake.convert(element, own, element.unit) == own
