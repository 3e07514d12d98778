"""The total improvement score: worked examples, bands, what is missing and what is worse."""

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.improvement import INSTRUMENTS
from guidelines.engine.instruments.improvement_score import MEASURES, POINTS, category, points
from tests.guidelines.engine.instruments.worked import examples, matches

(TIS,) = INSTRUMENTS
FIRST = examples("tis_2016")[0].values[0]
JUST = Decimal("0.001")
BANDS = [
    ("md_global", (5, 15, 25, 40), ("0", "7.5", "15", "17.5", "20")),
    ("patient_global", (5, 15, 25, 40), ("0", "2.5", "5", "7.5", "10")),
    ("mmt", (2, 10, 20, 30), ("0", "10", "20", "27.5", "32.5")),
    ("haq", (5, 15, 25, 40), ("0", "5", "7.5", "7.5", "10")),
    ("enzyme", (5, 15, 25, 40), ("0", "2.5", "5", "7.5", "7.5")),
    ("extramuscular", (5, 15, 25, 40), ("0", "7.5", "12.5", "15", "20")),
]
EDGES = [
    (name, limit, scores[place], scores[place + 1])
    for name, limits, scores in BANDS
    for place, limit in enumerate(limits)
]


def visits(baseline=None, followup=None, **inputs):
    """The first example with some measures changed at either visit."""
    changed = deepcopy(FIRST)
    changed["baseline"] |= baseline or {}
    changed["followup"] |= followup or {}
    return changed | inputs


def ck(value, uln=200, unit="U/L"):
    return {"enzymes": {"ck": {"value": value, "uln": uln, "unit": unit}}}


@pytest.mark.parametrize(("inputs", "expected"), examples("tis_2016"))
def test_worked_examples(inputs, expected):
    result = TIS.result(inputs)
    assert matches(result, expected), result


@pytest.mark.parametrize(("measure", "limit", "at", "above"), EDGES)
def test_a_limit_belongs_to_the_lower_band(measure, limit, at, above):
    assert points(measure, limit - JUST) == points(measure, Decimal(limit)) == Decimal(at)
    assert points(measure, limit + JUST) == Decimal(above)


def test_the_points_of_all_measures_at_best_make_100():
    assert sum(row[-1] for row in POINTS.values()) == 100


@pytest.mark.parametrize(("mmt", "total"), [(52, 45), (Decimal("53.6"), 45), (Decimal("53.7"), 55)])
def test_strength_enters_the_total_above_2_percent_of_its_scale(mmt, total):
    assert TIS.result(visits(followup={"mmt": mmt}))["tis"] == total


@pytest.mark.parametrize(
    ("limit", "below", "reached"),
    [(20, "none", "minimal"), (40, "minimal", "moderate"), (60, "moderate", "major")],
)
def test_a_category_starts_at_its_limit(limit, below, reached):
    assert category(limit - Decimal("2.5")) == below  # totals are multiples of 2.5
    assert category(Decimal(limit)) == category(limit + Decimal("2.5")) == reached


def test_an_exact_change_of_5_percent_stays_there_where_binary_numbers_would_not():
    changed = {"baseline": {"md_global": 3.2}, "followup": {"md_global": 2.7}}
    assert TIS.result(visits(**changed))["measures"]["md_global"]["score"] == 0


def test_a_change_of_exactly_5_percent_of_the_enzyme_range_survives_a_limit_of_170():
    changed = visits(ck(205, 170), ck(Decimal("77.5"), 170))
    assert TIS.result(changed)["measures"]["enzyme"] == {"apc": 5, "score": 0}


def test_the_smallest_worsening_is_listed_although_it_rounds_to_0():
    found = TIS.result(visits(followup={"haq": Decimal("1.751")}))
    assert found["measures"]["haq"] == {"apc": 0, "score": 0}
    assert found["worsened"] == ["haq"]


def test_the_most_abnormal_enzyme_is_chosen_at_baseline_and_kept():
    before = {"enzymes": {**ck(400)["enzymes"], "ldh": {"value": 500, "uln": 250, "unit": "U/L"}}}
    after = {"enzymes": {**ck(200)["enzymes"], "ldh": {"value": 900, "uln": 250, "unit": "U/L"}}}
    found = TIS.result(visits(before, after))
    assert found["enzyme_used"] == "ck"  # a tie
    before["enzymes"]["ldh"]["value"] = 501
    found = TIS.result(visits(before, after))
    assert found["enzyme_used"] == "ldh"
    assert found["worsened"] == ["enzyme"]


def test_an_enzyme_lost_at_followup_is_missing_and_no_other_takes_its_place():
    aldolase = {"aldolase": {"value": 8, "uln": 8, "unit": "U/L"}}
    found = TIS.result(visits(ck(6400), {"enzymes": aldolase}))
    assert found["missing"] == ["enzyme"]
    assert found["warnings"] == ["enzyme_missing_at_followup:ck"]
    assert (found["lower_bound"], found["upper_bound"]) == (Decimal("57.5"), 65)
    assert (found["category_at_least"], found["category"]) == ("moderate", None)


def test_another_unit_or_limit_leaves_the_multiple_as_it_is():
    same = TIS.result(visits(followup=ck(30, Decimal(200) / 60, "ukat/L")))
    assert same["measures"]["enzyme"]["score"] == Decimal("7.5")
    other = TIS.result(visits(followup=ck(1800, 250)))
    assert other["warnings"] == ["uln_changed_fold_method_used"]
    unit_only = visits(ck(6000, 240), ck(30, 4, "ukat/L"))
    assert TIS.result(unit_only)["warnings"] == []


@pytest.mark.parametrize(
    ("measure", "best"), [("md_global", 0), ("patient_global", 0), ("haq", 0), ("mmt", 80)]
)
def test_a_measure_that_starts_at_its_best_is_told(measure, best):
    found = TIS.result(visits({measure: best}))
    assert found["warnings"] == [f"no_room_to_improve:{measure}"]


def test_enzymes_all_within_their_limits_at_baseline_are_told():
    assert TIS.result(visits(ck(200)))["warnings"] == ["no_enzyme_above_uln_at_baseline"]
    assert TIS.result(visits(ck(201)))["warnings"] == []


def test_children_are_not_scored():
    found = TIS.result(visits(age=Decimal("17.9")))
    assert (found["status"], found["tis"]) == ("not_applicable", None)
    assert found["warnings"] == ["age_under_18_use_jdm_criteria"]
    assert TIS.result(visits(age=18))["status"] == "complete"
    assert TIS.result(visits(age=None))["status"] == "complete"


@given(st.sets(st.sampled_from(MEASURES), min_size=1), st.sampled_from(["baseline", "followup"]))
def test_a_missing_measure_never_counts_as_zero(names, at):
    gone = {name if name != "enzyme" else "enzymes": None for name in names}
    found = TIS.result(visits(**{at: gone}))
    assert set(found["missing"]) == names
    assert found["tis"] is None
    assert all(found["measures"][name] == {"apc": None, "score": None} for name in names)
    if names & {"md_global", "mmt"}:
        assert (found["status"], found["category"]) == ("not_calculable", None)
    else:
        whole = TIS.result(FIRST)["tis"]
        assert found["lower_bound"] <= whole <= found["upper_bound"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (visits({"mmt_max": 150}), "mmt_scale_mismatch"),
        (visits({"mmt_max": 100}), "not_a_choice:baseline:mmt_max"),
        (visits({"mmt_max": None}), "missing_input:baseline:mmt_max"),
        (visits({"mmt": 81}), "out_of_range:baseline:mmt"),
        (visits(followup={"haq": Decimal("3.01")}), "out_of_range:followup:haq"),
        (visits(followup={"md_global": Decimal("10.1")}), "out_of_range:followup:md_global"),
        (visits(followup={"extramuscular": -1}), "out_of_range:followup:extramuscular"),
        (visits(ck(-1)), "out_of_range:baseline:enzyme"),
        (visits(ck(100, 0)), "out_of_range:baseline:enzyme"),
        (visits(ck(100, None)), "missing_input:baseline:enzyme"),
        (visits(ck(100, unit="mg/L")), "not_a_choice:baseline:enzyme"),
        (visits({"haq": "1.5"}), "not_a_number:baseline:haq"),
        (visits({"haq": True}), "not_a_number:baseline:haq"),
        (visits({"md_gobal": 1}), "unknown_input:baseline:md_gobal"),
        (visits(baseline={"enzymes": [1]}), "not_an_object:baseline:enzymes"),
        (FIRST | {"followup": None}, "missing_input:followup"),
        (FIRST | {"age": -1}, "out_of_range:age"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused_with_their_place(changed, code):
    assert TIS.result(changed) == {"status": "error", "errors": [code]}


def test_all_that_is_out_of_range_is_told_at_once():
    found = TIS.result(visits({"haq": 4, "mmt": 90}, {"haq": 5}))
    assert set(found["errors"]) == {
        *("out_of_range:baseline:haq", "out_of_range:baseline:mmt"),
        "out_of_range:followup:haq",
    }


def test_the_score_says_that_it_was_not_derived_for_this_disease():
    assert "Not derived for immune-mediated necrotizing myopathy" in TIS.caution
