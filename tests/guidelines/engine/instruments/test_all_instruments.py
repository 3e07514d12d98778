"""What holds for every instrument: its name, its marks, and an answer to whatever is typed."""

import json
from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments import INSTRUMENTS
from tests.guidelines.engine.instruments.worked import EXAMPLES, examples

NAMES = [
    *("tis_2016", "eular_acr_2017_iim", "enmc_224_imnm", "mmt8", "haq_di_from_categories"),
    *("csm_entry", "imacs_worsening", "flare_alert", "imacs_cancer_2023"),
    *("ctcae_cpk_increased", "ctcae_myositis", "asco_ici_myositis", "acr_giop_2022"),
    *("pjp_prophylaxis", "bsa_mosteller", "bmi", "ckd_epi_2021", "cockcroft_gault"),
    *("unit_convert", "plausibility", "pred_taper", "tablets", "weight_dose_round", "ivig_round"),
]
NOT_DERIVED = ("tis_2016", "eular_acr_2017_iim")
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 1000),
    st.decimals("-10", "1000", places=3),
    st.floats(),
    st.text(max_size=9),
    st.sampled_from([[], {}, [1], ["a"], {"a": 1}, 10**400, Decimal("1e400"), Decimal("1e-400")]),
    st.sampled_from([Decimal("nan"), Decimal("inf"), Decimal("1e9"), Decimal("1e-27")]),
)


def paths(value, path=()):
    """Every place inside nested inputs, by the keys that lead to it."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in inside:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from paths(inner, (*path, key))


def test_all_instruments_are_there_in_order():
    assert list(INSTRUMENTS) == NAMES


def test_every_instrument_has_worked_examples():
    assert {path.stem for path in EXAMPLES.glob("*.json")} == set(NAMES)
    assert all(examples(name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_constant_carries_its_mark_and_what_was_read_its_words(name):
    instrument = INSTRUMENTS[name]
    assert instrument.title
    assert instrument.constants
    for constant in instrument.constants:
        assert constant.text
        assert constant.mark in ("read", "memory", "uncertain", "ours")


@pytest.mark.parametrize("name", NOT_DERIVED)
def test_scores_of_other_diseases_say_so(name):
    assert "necrotizing myopathy" in INSTRUMENTS[name].caution


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("inputs", [{}, {"strange": 1}])
def test_nothing_and_something_strange_are_answered(name, inputs):
    result = INSTRUMENTS[name].result(inputs)
    assert "strange" not in inputs or "unknown_input:strange" in result["errors"]


@given(st.data())
def test_whatever_stands_in_an_input_is_answered_without_a_crash(data):
    name = data.draw(st.sampled_from(NAMES))
    inputs = deepcopy(data.draw(st.sampled_from([e.values[0] for e in examples(name)])))
    for _ in range(data.draw(st.integers(1, 2))):
        *way, last = data.draw(st.sampled_from(list(paths(inputs)) or [("strange",)]))
        place = inputs
        for key in way:
            place = place[key]
        place[last] = deepcopy(data.draw(ODD))
    result = INSTRUMENTS[name].result(inputs)
    json.dumps(result, default=float, allow_nan=False)


@given(st.sampled_from(NAMES), st.data())
def test_the_same_inputs_give_the_same_result_and_stay_as_they_are(name, data):
    inputs = data.draw(st.sampled_from([e.values[0] for e in examples(name)]))
    before = deepcopy(inputs)
    assert INSTRUMENTS[name].result(inputs) == INSTRUMENTS[name].result(inputs)
    assert inputs == before
