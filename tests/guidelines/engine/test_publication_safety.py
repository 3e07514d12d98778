"""Blocks that must hold, limits that must stand, questions that must serve something."""

import dataclasses

import pytest

from guidelines.engine.publication.context import context
from guidelines.engine.publication.doses import doses
from guidelines.engine.publication.names import names
from guidelines.engine.publication.safety import safety
from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT

ELEMENTS = [
    *toy.ELEMENTS,
    toy.element("infection_status", "choice", options=toy.options("none", "proven_active")),
    toy.element("pregnancy_status", "choice", options=toy.options("pregnant", "not_pregnant")),
]
INFECTED = "infection_status = proven_active"
PREGNANT = "pregnancy_status = pregnant"


def told(check, **rows):
    return [str(obstacle) for obstacle in check(toy.content(**rows), toy.DAY)]


def flagged(*flags):
    return [toy.regimen("X") | {"flags": list(flags)}]


@pytest.mark.parametrize("check", [safety, doses, context])
def test_the_shipped_guideline_has_nothing_that_stops_it(check):
    assert list(check(CONTENT, toy.DAY)) == []


@pytest.mark.parametrize(
    ("block", "unheld"),
    [
        ("B1", "PRED IVMP PRED_ICI2 IVMP_ICI MTX AZA MMF TAC CSA RTX CYC EFG ABA"),
        ("B3", "MTX MMF CYC"),
        ("B12", ""),
    ],
)
def test_without_its_block_a_shipped_drug_is_not_held_back(block, unheld):
    blocks = tuple(row for row in CONTENT.blocks if row.key != block)
    found = safety(dataclasses.replace(CONTENT, blocks=blocks), toy.DAY)
    assert {obstacle.text.split()[0] for obstacle in found} == set(unheld.split())


@pytest.mark.parametrize(
    ("flag", "when", "effect"),
    [
        ("immunosuppressant", INFECTED, "block"),
        ("immunosuppressant", f"fever or {INFECTED}", "hard_stop"),
        ("unsafe_in_pregnancy", PREGNANT, "hard_stop"),
        ("unsafe_in_pregnancy", PREGNANT, "caution"),
    ],
)
def test_a_flagged_regimen_needs_a_block_that_holds(flag, when, effect):
    rows = {"elements": ELEMENTS, "regimens": flagged(flag)}
    (problem,) = told(safety, **rows)
    assert problem.startswith(f"blocks: X is flagged {flag}, but no block")
    assert told(safety, **rows, blocks=[toy.block("B1", ["X"], when, effect)]) == []


@pytest.mark.parametrize(
    ("when", "effect"),
    [
        (INFECTED, "caution"),
        ("infection_status = none", "block"),
        (f"{INFECTED} and fever", "block"),
        ("fever", "block"),
    ],
)
def test_a_block_that_may_not_hold_in_infection_does_not_count(when, effect):
    rows = {"elements": ELEMENTS, "regimens": flagged("immunosuppressant")}
    assert len(told(safety, **rows, blocks=[toy.block("B1", ["X"], when, effect)])) == 1


def test_a_block_may_name_infection_through_a_criterion():
    rows = {
        "elements": ELEMENTS,
        "regimens": flagged("immunosuppressant"),
        "criteria": [{"key": "infected", "label": "infected", "when": INFECTED}],
        "blocks": [toy.block("B1", ["X"], "infected or fever")],
    }
    assert told(safety, **rows) == []


def test_a_block_of_another_regimen_does_not_count():
    regimens = [*flagged("immunosuppressant"), toy.regimen("Y")]
    rows = {"elements": ELEMENTS, "blocks": [toy.block("B1", ["Y"], INFECTED)]}
    (problem,) = told(safety, **rows, regimens=regimens)
    assert problem.startswith("blocks B1, regimens: X is flagged")
    assert "Add X to block B1 (Test.), or add a block" in problem


def test_a_flag_that_no_check_knows_is_a_problem():
    assert told(names, elements=ELEMENTS, regimens=flagged("imunosuppressant")) == [
        "regimens X, flags: 'imunosuppressant' does not exist; did you mean immunosuppressant?"
    ]


PART = {"basis": "per_kg", "unit": "mg", "low": 1, "hard_max": 80}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"hard_max": None}, "parts: part X: a calculated dose without a hard limit"),
        ({"unit": ""}, "parts: part X: a calculated dose without a unit"),
        ({"low": None}, "parts: part X: a calculated dose without an amount"),
    ],
)
def test_a_calculated_dose_has_unit_limit_and_amount(change, problem):
    assert told(doses, regimens=[toy.regimen("X", **PART)]) == []
    regimen = toy.regimen("X", **{**PART, **change})
    assert told(doses, regimens=[regimen]) == [f"regimens X, {problem}"]


def test_a_calculated_dose_has_a_schedule():
    regimen = toy.regimen("X", **PART) | {"schedule": ""}
    assert told(doses, regimens=[regimen]) == [
        "regimens X, schedule: part X: a calculated dose without a schedule"
    ]


def test_a_limit_per_kilogram_is_a_limit():
    regimen = toy.regimen("X", **{**PART, "hard_max": None, "hard_max_per_kg": 2})
    assert told(doses, regimens=[regimen]) == []


def test_flat_and_uncalculated_regimens_are_exempt():
    flat = toy.regimen("X", basis="flat", unit="mg", low=500) | {"calculator": "flat"}
    none = toy.regimen("Y", basis="none", unit="mg") | {"calculator": "none", "schedule": ""}
    assert told(doses, regimens=[flat, none]) == []


@pytest.mark.parametrize("mark", ["flat", "none"])
def test_a_mark_does_not_hide_a_dose_that_is_computed(mark):
    regimen = toy.regimen("X", **{**PART, "hard_max": None}) | {"calculator": mark}
    found = told(doses, regimens=[regimen])
    assert f"regimens X, calculator: part X: marked {mark}, but computed from the patient" in found
    assert "regimens X, parts: part X: a calculated dose without a hard limit" in found


def unused(**rows):
    return {found.key for found in context(toy.content(**rows), toy.DAY)}


def test_a_question_that_serves_nothing_is_told_unless_recorded_for_context():
    assert "fever" in unused(recommendations=[toy.rule("R1", "pain")])
    kept = [row | {"context_only": True} for row in toy.ELEMENTS]
    assert unused(elements=kept) == set()


@pytest.mark.parametrize(
    "rows",
    [
        {"recommendations": [toy.rule("R1", "fever")]},
        {"blocks": [toy.block("B1", ["X"], "fever")], "regimens": [toy.regimen("X")]},
        {"derived": [toy.AGE | {"inputs": ["fever"]}]},
        {
            "monitoring": [
                {"key": "M", "test": "T", "schedule": "S", "act_if": "A", "elements": ["fever"]}
            ]
        },
        {
            "regimens": [
                toy.regimen("X", **PART)
                | {"adjustments": [{"when": "fever", "effect": "no_number", "text": "T"}]}
            ]
        },
        {
            "criteria": [{"key": "ill", "label": "ill", "when": "fever"}],
            "recommendations": [toy.rule("R1", "ill")],
        },
    ],
)
def test_a_question_is_used_by_whatever_asks_for_its_answer(rows):
    assert "fever" not in unused(**rows)


def test_a_criterion_that_no_rule_names_uses_nothing():
    criteria = [{"key": "ill", "label": "ill", "when": "fever"}]
    assert "fever" in unused(criteria=criteria, recommendations=[toy.rule("R1", "pain")])


def test_weight_is_used_by_a_dose_and_a_list_by_its_word():
    found = unused(
        regimens=[toy.regimen("X", **PART)],
        recommendations=[toy.rule("R1", "takes(aspirin) and dose_now > dose_limit")],
    )
    assert found == {"pain", "fever", "walking", "age_years"}
