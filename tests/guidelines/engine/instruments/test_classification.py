"""Classification of 2017: limits by the score, items not known, subgroups."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.classification import (
    BIOPSY,
    INSTRUMENTS,
    ITEMS,
    POINTS,
    category,
    probability,
)
from tests.guidelines.engine.instruments.worked import examples, matches

(IIM,) = INSTRUMENTS
TYPICAL = ("prox_upper", "prox_lower", "neck_flexors", "legs_prox_gt_distal", "enzymes_elevated")
TENTH = Decimal("0.1")


def result(*present, age_onset=58, biopsy_done=False, unknown=(), **inputs):
    """The result with these items present, some unknown and all others absent."""
    items = dict.fromkeys(ITEMS, False) | dict.fromkeys(present, True)
    items |= dict.fromkeys(unknown)
    inputs = {"no_better_explanation": True, "items": items} | inputs
    return IIM.result({"age_onset": age_onset, "biopsy_done": biopsy_done} | inputs)


@pytest.mark.parametrize(("inputs", "expected"), examples("eular_acr_2017_iim"))
def test_worked_examples(inputs, expected):
    found = IIM.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(
    ("biopsy_done", "limit", "below", "reached"),
    [
        (False, "5.3", "not_iim", "possible"),
        (False, "5.5", "possible", "probable"),
        (False, "7.5", "probable", "definite"),
        (True, "6.5", "not_iim", "possible"),
        (True, "6.7", "possible", "probable"),
        (True, "8.7", "probable", "definite"),
    ],
)
def test_a_category_starts_at_its_limit(biopsy_done, limit, below, reached):
    limit = Decimal(limit)
    assert category(limit - TENTH, biopsy_done) == below
    assert category(limit, biopsy_done) == category(limit + TENTH, biopsy_done) == reached


@pytest.mark.parametrize(
    ("item", "without", "with_biopsy"),
    [
        ("prox_upper", "0.7", "0.7"),
        ("prox_lower", "0.8", "0.5"),
        ("neck_flexors", "1.9", "1.6"),
        ("legs_prox_gt_distal", "0.9", "1.2"),
        ("heliotrope", "3.1", "3.2"),
        ("gottron_papules", "2.1", "2.7"),
        ("gottron_sign", "3.3", "3.7"),
        ("dysphagia", "0.7", "0.6"),
        ("anti_jo1", "3.9", "3.8"),
        ("enzymes_elevated", "1.3", "1.4"),
        ("bx_endomysial", "0", "1.7"),
        ("bx_perimysial_perivascular", "0", "1.2"),
        ("bx_perifascicular_atrophy", "0", "1.9"),
        ("bx_rimmed_vacuoles", "0", "3.1"),
        ("finger_flexor_weakness", "0", "0"),
        ("treatment_not_improved", "0", "0"),
    ],
)
def test_points_of_each_item(item, without, with_biopsy):
    assert result(item, age_onset=17)["score"] == Decimal(without)
    assert result(item, age_onset=17, biopsy_done=True)["score"] == Decimal(with_biopsy)


def test_tenths_add_up_exactly_to_a_limit():
    found = result("prox_upper", "prox_lower", "neck_flexors")  # 0.7 + 0.8 + 1.9 + 2.1
    assert (found["score"], found["category"]) == (Decimal("5.5"), "probable")


@pytest.mark.parametrize(("score", "shown"), [("5.3", "0.493"), ("5.5", "0.542"), ("7.5", "0.898")])
def test_the_probability_at_a_limit_may_fall_on_its_other_side(score, shown):
    assert round(probability(Decimal(score), False), 3) == Decimal(shown)


@pytest.mark.parametrize(
    ("age", "without", "with_biopsy"),
    [
        (Decimal("17.9"), "0", "0"),
        (18, "1.3", "1.5"),
        (Decimal("39.9"), "1.3", "1.5"),
        (40, "2.1", "2.2"),
    ],
)
def test_points_of_the_age_at_onset(age, without, with_biopsy):
    assert result(age_onset=age)["score"] == Decimal(without)
    assert result(age_onset=age, biopsy_done=True)["score"] == Decimal(with_biopsy)


@given(st.sets(st.sampled_from(sorted(POINTS))), st.sets(st.sampled_from(sorted(POINTS))))
def test_items_not_known_score_nothing_and_are_listed_in_the_order_of_the_table(present, unknown):
    found = result(*present, unknown=unknown, biopsy_done=True)
    absent = result(*(present - unknown), biopsy_done=True)
    assert found["score"] == absent["score"]
    assert found["missing"] == [name for name in POINTS if name in unknown]
    assert ("missing_items_scored_absent" in found["flags"]) == bool(unknown)


def test_items_left_out_are_not_known():
    found = result(items={})
    assert found["missing"] == [name for name in POINTS if name not in BIOPSY]


def test_without_the_age_at_onset_there_is_no_subgroup():
    found = result(*TYPICAL, "anti_jo1", age_onset=None)
    assert found["missing"] == ["age_onset"]
    assert (found["category"], found["subgroup"]) == ("definite", None)


@pytest.mark.parametrize(
    ("items", "changes", "group"),
    [
        (("heliotrope", "gottron_sign"), {"age_onset": 17}, "JDM"),
        ((*TYPICAL, "anti_jo1"), {"age_onset": 17}, "juvenile_other"),
        (("heliotrope", "gottron_sign"), {"age_onset": 18}, "ADM"),
        (("gottron_papules", "gottron_sign"), {}, "ADM"),
        (("gottron_papules", "gottron_sign", "prox_lower"), {}, "DM"),
        ((*TYPICAL, "finger_flexor_weakness"), {}, "PM_IMNM"),
        ((*TYPICAL, "treatment_not_improved"), {}, "PM_IMNM"),
        ((*TYPICAL, "treatment_not_improved", "finger_flexor_weakness"), {}, "IBM"),
        ((*TYPICAL, "bx_rimmed_vacuoles"), {"biopsy_done": True}, "IBM"),
        (("prox_lower",), {}, None),  # below the limits
    ],
)
def test_subgroups(items, changes, group):
    found = result(*items, **changes)
    assert found["subgroup"] == group
    assert ("imnm_not_separable_from_pm" in found["flags"]) == (group == "PM_IMNM")


def test_without_rash_and_biopsy_a_biopsy_is_recommended():
    flag = "no_rash_biopsy_recommended"
    assert flag in result(*TYPICAL)["flags"]
    assert flag not in result(*TYPICAL, "heliotrope")["flags"]
    assert flag not in result(*TYPICAL, biopsy_done=True)["flags"]


def test_biopsy_items_do_not_count_unless_a_biopsy_was_done():
    found = result(*TYPICAL, "bx_rimmed_vacuoles")
    assert (found["score"], found["subgroup"]) == (Decimal("7.7"), "PM_IMNM")
    assert "biopsy_items_ignored_without_biopsy" in found["flags"]


def test_a_better_explanation_ends_the_classification():
    found = result(*TYPICAL, no_better_explanation=False)
    assert (found["status"], found["score"], found["category"]) == ("not_applicable", None, None)
    assert found["flags"] == ["better_explanation_exists"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"biopsy_done": None}, "missing_input:biopsy_done"),
        ({"no_better_explanation": None}, "missing_input:no_better_explanation"),
        ({"items": None}, "missing_input:items"),
        ({"items": {"heliotrop": True}}, "unknown_input:heliotrop"),
        ({"items": {"heliotrope": 1}}, "not_a_choice:heliotrope"),
        ({"age_onset": "58"}, "not_a_number:age_onset"),
        ({"age_onset": -1}, "out_of_range:age_onset"),
        ({"age": 58}, "unknown_input:age"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, code):
    assert result(**changes) == {"status": "error", "errors": [code]}


def test_the_criteria_say_that_they_were_not_derived_for_this_disease():
    assert "Not derived for immune-mediated necrotizing myopathy" in IIM.caution
