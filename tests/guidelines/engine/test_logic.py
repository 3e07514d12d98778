"""Three-valued logic: its tables, comparisons around a limit, and what is never unknown."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.engine.facts import Facts
from guidelines.engine.logic import every, negate, some
from guidelines.engine.program import program
from tests.guidelines.engine import toy
from tests.guidelines.engine.toy import verdict

T, F, U = True, False, None
VERDICTS = st.sampled_from([T, F, U])


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (T, T, T, T),
        (T, F, F, T),
        (T, U, U, T),
        (F, T, F, T),
        (F, F, F, F),
        (F, U, F, U),
        (U, T, U, T),
        (U, F, F, U),
        (U, U, U, U),
    ],
)
def test_kleene_tables(left, right, both, either):
    assert every([left, right]) is both
    assert some([left, right]) is either
    assert verdict("pain and fever", pain=left, fever=right) is both
    assert verdict("pain or fever", pain=left, fever=right) is either


def test_not_unknown_stays_unknown():
    assert [negate(value) for value in (T, F, U)] == [F, T, U]
    assert [verdict("not pain", pain=value) for value in (T, F, U)] == [F, T, U]


@given(st.lists(VERDICTS))
def test_de_morgan(verdicts):
    assert negate(every(verdicts)) is some(negate(one) for one in verdicts)
    assert negate(some(verdicts)) is every(negate(one) for one in verdicts)


CONDITIONS = st.recursive(
    st.sampled_from(["pain", "fever", "walking = free", "weight_kg < 50"]),
    lambda inner: (
        st.builds("not ({})".format, inner)
        | st.builds("({} and {})".format, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
    ),
    max_leaves=8,
)
PATIENTS = st.fixed_dictionaries(
    {
        "pain": VERDICTS,
        "fever": VERDICTS,
        "walking": st.sampled_from(["free", "aid", None]),
        "weight_kg": st.sampled_from([49, 50, None]),
    }
)


@given(CONDITIONS, PATIENTS)
@settings(max_examples=100)
def test_a_trace_gives_the_verdict_and_an_unknown_answer_leaves_every_reading_open(when, flat):
    compiled = program(toy.content())
    node, facts = compiled.node(when), Facts(compiled, toy.findings(flat), toy.DAY)
    found = node.verdict(facts)
    assert node.trace(facts).verdict is found
    assert verdict(f"not ({when})", **flat) is negate(found)
    if found is not None:
        assert {verdict(when, **filled) for filled in _completions(flat)} == {found}


def _completions(flat):
    answers = {"pain": [T, F], "fever": [T, F], "walking": ["free", "aid"], "weight_kg": [49, 50]}
    choices = [answers[key] if value is None else [value] for key, value in flat.items()]
    return [dict(zip(flat, values, strict=True)) for values in product(*choices)]


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        ("<", T, F, F),
        ("<=", T, T, F),
        ("=", F, T, F),
        ("!=", T, F, T),
        (">=", F, T, T),
        (">", F, F, T),
    ],
)
def test_numbers_below_at_and_above_a_limit(operator, below, at, above):
    when = f"weight_kg {operator} 50"
    found = [verdict(when, weight_kg=value) for value in ("49.9", "50.0", "50.1", None)]
    assert found == [below, at, above, U]
    assert verdict(when) is U


def test_numbers_are_compared_unrounded():
    assert verdict("weight_kg < 50", weight_kg="49.99999999999999") is T
    assert verdict("weight_kg >= 50", weight_kg="49.99999999999999") is F


@pytest.mark.parametrize(
    ("now", "limit", "expected"), [("9", "10", F), ("10", "10", F), ("11", "10", T)]
)
def test_a_number_against_another_number(now, limit, expected):
    assert verdict("dose_now > dose_limit", dose_now=now, dose_limit=limit) is expected


def test_a_number_against_another_needs_both():
    assert verdict("dose_now > dose_limit", dose_now="9") is U
    assert verdict("dose_now > dose_limit", dose_limit="9", dose_now=None) is U


def test_options_and_lists_of_options():
    assert verdict("walking = aid", walking="aid") is T
    assert verdict("walking != aid", walking="free") is T
    assert verdict("walking in (aid, unable)", walking="unable") is T
    assert verdict("walking in (aid, unable)", walking="free") is F
    assert verdict("walking in (aid, unable)") is U


def test_yes_and_no_compare_with_a_yes_or_no_question():
    assert verdict("pain = yes", pain=True) is T
    assert verdict("pain = no", pain=True) is F
    assert verdict("pain != yes", pain=None) is U


def test_an_unknown_list_is_unknown_and_an_empty_one_is_no():
    assert verdict("takes(aspirin)") is U
    assert verdict("takes(aspirin)", current_drugs=[]) is F
    assert verdict("takes(aspirin)", current_drugs=["aspirin"]) is T
    assert verdict("takes(nsaid)", current_drugs=["Bayer"]) is T


def test_a_medicine_nobody_has_classified_is_not_a_no():
    assert verdict("takes(aspirin)", current_drugs=["mystery"]) is U
    assert verdict("takes(aspirin)", current_drugs=["mystery", "aspirin"]) is T


def test_known_is_never_unknown():
    assert verdict("known(walking)", walking="aid") is T
    assert verdict("known(walking)", walking=None) is F
    assert verdict("not known(walking)") is T
