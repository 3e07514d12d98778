"""What holds for every instrument: its name, its caution, its purity, and what is missing."""

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
# Numbers that may be left out without a word: an age that is adult unless it is given, doses that
# count as 0 by the guideline for bone, a cap that nobody has to set, a step with a usual value
OPTIONAL = {
    ("tis_2016", "age"),
    ("acr_giop_2022", "gc_mg_day"),
    ("acr_giop_2022", "days_at_30_or_more"),
    ("weight_dose_round", "max_mg"),
    ("ivig_round", "step_g"),
}
NUMBERS = [
    (name, inputs, key)
    for name in NAMES
    for inputs in [example.values[0] for example in examples(name)]
    for key, value in inputs.items()
    if isinstance(value, int | Decimal) and not isinstance(value, bool)
    if (name, key) not in OPTIONAL
]


def test_all_instruments_are_there_in_order():
    assert list(INSTRUMENTS) == NAMES


def test_every_instrument_has_worked_examples():
    assert {path.stem for path in EXAMPLES.glob("*.json")} == set(NAMES)
    assert all(examples(name) for name in NAMES)


@pytest.mark.parametrize("name", NOT_DERIVED)
def test_scores_of_other_diseases_say_so(name):
    assert "necrotizing myopathy" in INSTRUMENTS[name].caution


@given(st.sampled_from(NAMES), st.data())
def test_the_same_inputs_give_the_same_result_and_stay_as_they_are(name, data):
    inputs = data.draw(st.sampled_from([e.values[0] for e in examples(name)]))
    before = deepcopy(inputs)
    assert INSTRUMENTS[name].result(inputs) == INSTRUMENTS[name].result(inputs)
    assert inputs == before


@given(st.sampled_from(NUMBERS))
def test_a_missing_number_is_told_and_never_counts_as_zero(number):
    name, inputs, key = number
    gone = INSTRUMENTS[name].result({k: value for k, value in inputs.items() if k != key})
    assert gone == INSTRUMENTS[name].result(inputs | {key: None})
    told = {
        code
        for field in ("errors", "missing", "not_evaluable", "warnings", "reasons")
        for code in gone.get(field, ())
    }
    told = {code.removeprefix("missing_input:") for code in told}
    assert "not_assessed" in told or any(key.startswith(code) for code in told), gone


@pytest.mark.parametrize("limit", [Decimal("1e-27"), Decimal("0.0000000009"), -200, 10**10])
def test_a_number_far_beyond_any_value_is_refused_before_it_is_computed_with(limit):
    inputs = examples("enmc_224_imnm")[0].values[0] | {"ck_uln": limit}
    assert INSTRUMENTS["enmc_224_imnm"].result(inputs)["errors"] == ["out_of_range:ck_uln"]
