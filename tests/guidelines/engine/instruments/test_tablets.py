"""Whole tablets, as few as possible, never another dose than the one ordered."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.tablets import combination, text

PREDNISONE = tuple(map(Decimal, ("20", "10", "5", "2.5", "1")))
METHOTREXATE = (Decimal("2.5"),)
AZATHIOPRINE = (Decimal(50), Decimal(25))
MYCOPHENOLATE = (Decimal(500), Decimal(250))


def counts(dose, strengths):
    found = combination(Decimal(dose), strengths)
    return found and {str(strength): count for strength, count in found.items()}


@pytest.mark.parametrize(
    ("dose", "strengths", "tablets"),
    [
        ("37.5", PREDNISONE, {"20": 1, "10": 1, "5": 1, "2.5": 1}),
        ("9", PREDNISONE, {"5": 1, "1": 4}),
        ("15", METHOTREXATE, {"2.5": 6}),
        ("750", MYCOPHENOLATE, {"500": 1, "250": 1}),
        ("125", AZATHIOPRINE, {"50": 2, "25": 1}),
        ("0.5", PREDNISONE, None),
        ("130", AZATHIOPRINE, None),
    ],
)
def test_published_examples(dose, strengths, tablets):
    assert counts(dose, strengths) == tablets


def test_the_largest_tablet_is_not_used_where_others_need_fewer():
    assert counts("8", tuple(map(Decimal, (5, 4, 1)))) == {"4": 2}


def test_ties_go_to_fewer_strengths():
    assert counts("6", tuple(map(Decimal, (5, 3, 1)))) == {"3": 2}


@given(st.integers(1, 160).map(lambda half: Decimal(half) / 2))
def test_tablets_always_add_up_to_the_dose(dose):
    found = combination(dose, PREDNISONE)
    if found is not None:
        assert sum(strength * count for strength, count in found.items()) == dose


def test_in_words():
    assert (
        text(Decimal(75), PREDNISONE) == "3 × 20\u00a0mg + 1 × 10\u00a0mg + 1 × 5\u00a0mg tablets"
    )
    assert text(Decimal(25), AZATHIOPRINE) == "1 × 25\u00a0mg tablet"
    assert text(Decimal("0.5"), PREDNISONE) == ""
    assert text(Decimal(1000), ()) == ""
