"""Whole tablets, as few as possible, never another dose than the one ordered."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.tablets import INSTRUMENTS, combination, neighbors, text
from tests.guidelines.engine.instruments.worked import examples, matches

(TABLETS,) = INSTRUMENTS
PREDNISONE = tuple(map(Decimal, ("20", "10", "5", "2.5", "1")))
AZATHIOPRINE = (Decimal(50), Decimal(25))
HALVES = st.integers(1, 30).map(lambda half: Decimal(half) / 2)
STRENGTHS = st.sets(HALVES, min_size=1, max_size=3).map(tuple)


def counts(dose, strengths):
    found = combination(Decimal(dose), strengths)
    return found and {str(strength): count for strength, count in found.items()}


@pytest.mark.parametrize(("inputs", "expected"), examples("tablets"))
def test_worked_examples(inputs, expected):
    assert matches(TABLETS.result(inputs), expected)


def test_the_largest_tablet_is_not_used_where_others_need_fewer():
    assert counts("8", tuple(map(Decimal, (5, 4, 1)))) == {"4": 2}


def test_ties_go_to_fewer_strengths_then_to_larger_ones():
    assert counts("6", tuple(map(Decimal, (5, 3, 1)))) == {"3": 2}
    assert counts("10", tuple(map(Decimal, (8, 7, 3, 2)))) == {"8": 1, "2": 1}


@given(HALVES, STRENGTHS)
def test_no_other_combination_has_fewer_tablets(dose, strengths):
    ordered = sorted(strengths, reverse=True)
    ways = [
        (sum(way), sum(map(bool, way)), tuple(-count for count in way))
        for way in product(*(range(int(dose / strength) + 1) for strength in ordered))
        if sum(count * strength for count, strength in zip(way, ordered, strict=True)) == dose
    ]
    found = combination(dose, strengths)
    if not ways:
        assert found is None
        return
    best = zip(ordered, min(ways)[2], strict=True)
    assert found == {strength: -count for strength, count in best if count}


@given(HALVES, STRENGTHS)
def test_neighbors_enclose_a_dose_and_can_both_be_made(dose, strengths):
    lower, higher = neighbors(dose, strengths)
    assert lower <= dose < higher
    assert None not in (combination(lower, strengths), combination(higher, strengths))
    if lower < dose:
        assert combination(dose, strengths) is None


def test_a_dose_between_two_can_be_made_by_neither_and_both_are_named():
    found = TABLETS.result({"drug": "mycophenolate", "dose_mg": 1250})
    assert (found["exact"], found["lower_mg"], found["higher_mg"]) == (False, 500, 750)
    assert found["flags"] == ["per_dose_taken_twice_daily"]


def test_strengths_in_stock_replace_the_usual_ones():
    found = TABLETS.result({"drug": "prednisone", "dose_mg": 10, "strengths_mg": [5, 1]})
    assert found["tablets"] == {"5": 2}
    few = TABLETS.result({"drug": "prednisolone", "dose_mg": Decimal("7.5"), "strengths_mg": [5]})
    assert (few["exact"], few["lower_mg"], few["higher_mg"]) == (False, 5, 10)


def test_methotrexate_is_weekly_on_a_named_day_and_of_one_strength():
    found = TABLETS.result({"drug": "methotrexate", "dose_mg": 20})
    assert found["flags"] == ["once_weekly_not_daily"]
    assert found["prescription_names"] == ["weekday"]
    mixed = {"drug": "methotrexate", "dose_mg": 20, "strengths_mg": [10, Decimal("2.5")]}
    assert TABLETS.result(mixed)["errors"] == ["methotrexate_strengths_mixed"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"drug": None}, ["missing_input:drug"]),
        ({"drug": "mycophenolate_sodium"}, ["not_a_choice:drug"]),
        ({"drug": "prednisolone"}, ["missing_input:strengths_mg"]),
        ({"drug": "methotrexate", "dose_mg": 50}, ["out_of_range:dose_mg"]),
        ({"dose_mg": None}, ["missing_input:dose_mg"]),
        ({"dose_mg": -5}, ["out_of_range:dose_mg"]),
        ({"dose_mg": 201}, ["out_of_range:dose_mg"]),
        ({"strengths_mg": 5}, ["not_a_list:strengths_mg"]),
        ({"strengths_mg": []}, ["out_of_range:strengths_mg"]),
        ({"strengths_mg": [5, None]}, ["missing_input:strengths_mg"]),
        ({"strengths_mg": [0]}, ["out_of_range:strengths_mg"]),
        ({"strengths_mg": [Decimal("1.3")]}, ["out_of_range:strengths_mg"]),
        ({"strengths": [5]}, ["unknown_input:strengths"]),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, codes):
    inputs = {"drug": "prednisone", "dose_mg": 20} | changes
    assert TABLETS.result(inputs) == {"status": "error", "errors": codes}


def test_in_words():
    assert (
        text(Decimal(75), PREDNISONE) == "3 × 20\u00a0mg + 1 × 10\u00a0mg + 1 × 5\u00a0mg tablets"
    )
    assert text(Decimal(25), AZATHIOPRINE) == "1 × 25\u00a0mg tablet"
    assert text(Decimal("0.5"), PREDNISONE) == ""
    assert text(Decimal(1000), ()) == ""
