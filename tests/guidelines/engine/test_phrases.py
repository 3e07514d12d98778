"""Conditions read back to a clinician in English."""

from decimal import Decimal

import pytest

from guidelines.engine.phrases import Phrases, phrase
from guidelines.engine.program import program
from tests.guidelines.engine.shipped import CONTENT

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("nsti_signs", "Signs of necrotizing soft-tissue infection"),
        ("not nsti_signs", "Not (Signs of necrotizing soft-tissue infection)"),
        ("ab_hmgcr = positive", "Anti-HMGCR antibody is positive"),
        ("severity in (severe, critical)", "Severity is severe or critical"),
        ("wbc < 3.5", f"White blood cells is below 3.5{NBSP}× 10⁹/L"),
        ("ck >= 12000", f"Creatine kinase (CK) is at least 12\u2009000{NBSP}U/L"),
        ("egfr < 30", f"eGFR from creatinine is below 30{NBSP}mL/min/1.73 m²"),
        (
            "troponin_i > troponin_i_uln",
            "Troponin I is above Troponin I, 99th percentile of the laboratory",
        ),
        ("takes(strong_cyp3a4_inhibitor)", "Takes strong cyp3a4 inhibitor"),
        ("failed(rituximab)", "Rituximab has failed"),
        ("known(ab_srp)", "Anti-SRP antibody is known"),
        ("incomplete(severity)", "Severity could still change"),
        ("blocked(MTX)", "Methotrexate is blocked"),
        ("requested(RTX)", "Rituximab is part of this plan"),
        ("advised(R11)", "R11 is advised"),
    ],
)
def test_one_comparison_in_words(text, english):
    assert phrase(text, CONTENT) == english


def test_mixed_and_or_keeps_its_parentheses():
    assert phrase("(dx_ok or nsti_signs) and ild = present", CONTENT) == (
        "(IMNM probable or confirmed or Signs of necrotizing soft-tissue infection) "
        "and Interstitial lung disease on CT is present"
    )


def test_every_condition_of_the_guideline_has_a_phrase():
    rows = (*CONTENT.gates, *CONTENT.criteria, *CONTENT.recommendations, *CONTENT.blocks)
    for row in (*rows, *CONTENT.interplays):
        english = phrase(row.when, CONTENT)
        assert english
        assert "_" not in english, (row.key, english)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("6.9937812", "6.994"), ("38.00000000000000304", "38"), ("0.000412345", "0.000412"),
        ("0.5", "0.5"), ("0", "0"), ("8420", "8420"),
    ],
)  # fmt: skip
def test_a_converted_value_is_shown_with_as_many_digits_as_it_is_worth(value, shown):
    text = Phrases(program(CONTENT)).value("potassium", Decimal(value))
    assert text == f"{shown}{NBSP}mmol/L"
