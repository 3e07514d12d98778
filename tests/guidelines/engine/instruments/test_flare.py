"""The alert to a flare: which samples qualify, how far apart, and the labels."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.flare import INSTRUMENTS
from tests.guidelines.engine.instruments.worked import examples, matches

(FLARE,) = INSTRUMENTS
QUIET = {"ck_uln": 200, "ck_reference": 300, "ck_values": [{"day": 0, "value": 310}]}
CLINICAL = {"mmt_best": 76, "mmt_now": 68, "mmt_max": 80}


def samples(*pairs):
    return {"ck_values": [{"day": day, "value": value} for day, value in pairs]}


def result(**changes):
    return FLARE.result(QUIET | changes)


@pytest.mark.parametrize(("inputs", "expected"), examples("flare_alert"))
def test_worked_examples(inputs, expected):
    found = FLARE.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(
    ("value", "reference", "found"),
    [
        ("599.9", 300, "none"),
        ("600", 300, "repeat"),
        ("600.1", 300, "repeat"),
        ("200", 50, "none"),  # at the limit, not above it
        ("200.1", 50, "repeat"),
    ],
)
def test_a_sample_qualifies_above_the_limit_and_from_twice_the_reference(value, reference, found):
    one = samples((0, Decimal(value)))
    assert result(**one, ck_reference=reference)["biochemical"] == found


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        (((0, 700), (6, 700)), "repeat"),
        (((0, 700), (7, 700)), "suspected"),
        (((0, 700), (8, 700)), "suspected"),
        (((0, 700), (4, 700), (8, 700)), "suspected"),
        (((0, 700), (4, 400), (8, 700)), "repeat"),
        (((0, 700), (14, 700), (21, 400)), "none"),
        (((14, 700), (0, 700)), "suspected"),  # in any order
    ],
)
def test_suspicion_asks_for_a_week_between_two_samples(pairs, found):
    assert result(**samples(*pairs))["biochemical"] == found


@pytest.mark.parametrize(
    ("best", "now", "scale", "clinical"),
    [
        (76, 69, 80, False),
        (76, 68, 80, True),
        (76, 67, 80, True),
        (140, 126, 150, False),
        (140, 125, 150, True),
    ],
)
def test_strength_raises_the_alert_from_a_tenth_of_its_scale_on(best, now, scale, clinical):
    assert result(mmt_best=best, mmt_now=now, mmt_max=scale)["clinical"] == clinical


@pytest.mark.parametrize(("now", "clinical"), [("3.9", False), ("4", True), ("4.1", True)])
def test_the_physicians_global_raises_the_alert_from_2_cm_on(now, clinical):
    assert result(md_global_ref=2, md_global_now=Decimal(now))["clinical"] == clinical


@pytest.mark.parametrize(
    ("changes", "label", "escalated"),
    [
        (CLINICAL, "clinical_flare_suspected", "relapse_recorded"),
        (
            samples((0, 700), (7, 700)),
            "biochemical_flare_suspected",
            "biochemical_relapse_recorded",
        ),
        (samples((0, 700)), "repeat_ck_in_1_to_4_weeks", "repeat_ck_in_1_to_4_weeks"),
        ({}, "no_flare", "no_flare"),
        (
            CLINICAL | samples((0, 700), (7, 700)),
            "clinical_flare_suspected",
            "relapse_recorded",
        ),
    ],
)
def test_labels(changes, label, escalated):
    assert result(**changes)["label"] == label
    assert result(**changes, treatment_escalated=True)["label"] == escalated


def test_what_could_not_be_judged_is_named():
    assert result()["not_evaluable"] == ["mmt", "md_global"]
    assert result(**CLINICAL | {"mmt_now": None})["not_evaluable"] == ["mmt", "md_global"]
    assert result(**CLINICAL, ck_values=[])["not_evaluable"] == ["ck", "md_global"]


@pytest.mark.parametrize("values", [[], None])
def test_without_any_value_the_label_is_no_flare_and_nothing_was_evaluable(values):
    found = result(ck_values=values)
    assert (found["label"], found["not_evaluable"]) == ("no_flare", ["ck", "mmt", "md_global"])


@given(st.sets(st.sampled_from(["mmt_best", "mmt_now"]), min_size=1))
def test_a_missing_strength_never_counts_as_zero(names):
    found = result(**CLINICAL | dict.fromkeys(names))
    assert (found["clinical"], found["label"]) == (False, "no_flare")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ck_reference": None}, "missing_input:ck_reference"),
        ({"ck_uln": None}, "missing_input:ck_uln"),
        ({"ck_uln": 0}, "out_of_range:ck_uln"),
        ({"ck_reference": 0}, "out_of_range:ck_reference"),
        ({"ck_values": 700}, "not_a_list:ck_values"),
        ({"ck_values": [700]}, "not_an_object:ck_values:1"),
        (samples((0, 310), (1, None)), "missing_input:ck_values:2:value"),
        (samples((None, 310)), "missing_input:ck_values:1:day"),
        (samples((0, -1)), "out_of_range:ck_values:1:value"),
        (samples((0, "310")), "not_a_number:ck_values:1:value"),
        ({"mmt_best": 70, "mmt_now": 60}, "missing_input:mmt_max"),
        (CLINICAL | {"mmt_max": 81}, "not_a_choice:mmt_max"),
        (CLINICAL | {"mmt_best": 81}, "out_of_range:mmt_best"),
        ({"md_global_now": 11}, "out_of_range:md_global_now"),
        ({"treatment_escalated": "yes"}, "not_a_choice:treatment_escalated"),
        ({"ck": 5}, "unknown_input:ck"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, code):
    assert result(**changes) == {"status": "error", "errors": [code]}


def test_the_alert_says_that_it_is_a_rule_of_the_app():
    assert "not a validated definition" in FLARE.caution
    assert {constant.mark for constant in FLARE.constants[:3]} == {"ours"}
