"""Worsening at two visits: limits that count when just reached, and what cannot count."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.worsening import INSTRUMENTS, MEASURES
from tests.guidelines.engine.instruments.worked import examples, matches

(WORSENING,) = INSTRUMENTS
BASELINE = {
    **{"md_global": 4, "patient_global": 4, "extramuscular": 2},
    **{"haq": 1, "mmt": 120, "enzyme_fold": 5},
}
ALL_WORSE = {
    **{"md_global": 9, "patient_global": 9, "extramuscular": 9},
    **{"haq": 3, "mmt": 60, "enzyme_fold": 20},
}


def result(*visits, variant="rim", **baseline):
    """The result for visits that each change some of the baseline."""
    first = BASELINE | baseline
    inputs = {"variant": variant, "baseline": first, "visits": [first | v for v in visits]}
    return WORSENING.result(inputs)


def visit(variant="rim", baseline=(), **changes):
    return result(changes, variant=variant, **dict(baseline))["visits"][0]


@pytest.mark.parametrize(("inputs", "expected"), examples("imacs_worsening"))
def test_worked_examples(inputs, expected):
    found = WORSENING.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(
    ("md_global", "mmt", "met"),
    [
        ("6", "96", True),
        ("6.01", "95.9", True),
        ("5.99", "96", False),
        ("6", "96.1", False),
    ],
)
def test_a_asks_for_2_cm_and_20_percent_of_strength(md_global, mmt, met):
    found = visit(md_global=Decimal(md_global), mmt=Decimal(mmt))
    assert found["criteria"] == (["A"] if met else [])


@pytest.mark.parametrize(("value", "met"), [("3.99", False), ("4", True), ("4.01", True)])
def test_b_asks_for_2_cm_outside_the_muscles(value, met):
    assert visit(extramuscular=Decimal(value))["criteria"] == (["B"] if met else [])


@pytest.mark.parametrize(
    ("measure", "below", "at"),
    [
        ("md_global", "5.19", "5.2"),
        ("patient_global", "5.19", "5.2"),
        ("extramuscular", "2.59", "2.6"),
        ("haq", "1.29", "1.3"),
        ("mmt", "84.1", "84"),
        ("enzyme_fold", "6.49", "6.5"),
    ],
)
def test_a_measure_is_worse_from_30_percent_of_its_baseline_on(measure, below, at):
    assert visit(**{measure: Decimal(below)})["worsened_30pct"] == []
    assert visit(**{measure: Decimal(at)})["worsened_30pct"] == [measure]


@pytest.mark.parametrize(
    ("measure", "below", "at"),
    [("md_global", "2.99", "3"), ("extramuscular", "2.99", "3"), ("haq", "0.89", "0.9")],
)
def test_from_a_baseline_of_0_a_scale_is_worse_from_30_percent_of_its_range_on(measure, below, at):
    first = {measure: 0}
    assert visit(baseline=first, **{measure: Decimal(below)})["worsened_30pct"] == []
    assert visit(baseline=first, **{measure: Decimal(at)})["worsened_30pct"] == [measure]


@pytest.mark.parametrize("measure", ["mmt", "enzyme_fold"])
def test_strength_and_enzyme_have_no_percentage_of_0(measure):
    found = visit(baseline={measure: 0}, **{measure: 9})
    assert (found["worsened_30pct"], found["not_evaluable"]) == ([], [measure])


def test_c_asks_for_three_measures_and_the_trials_differ_in_the_enzyme():
    two_and_enzyme = {"patient_global": 9, "haq": 3, "enzyme_fold": 20}
    assert visit("rim", **two_and_enzyme)["criteria"] == ["C"]
    found = visit("proderm", **two_and_enzyme)
    assert (found["criteria"], found["worsened_30pct"]) == ([], ["patient_global", "haq"])
    assert visit("rim", patient_global=9, haq=3)["criteria"] == []


@pytest.mark.parametrize("variant", list(MEASURES))
def test_measures_are_listed_in_their_order(variant):
    found = visit(variant, **ALL_WORSE)
    assert found["worsened_30pct"] == list(MEASURES[variant])
    assert found["criteria"] == ["A", "B", "C"]


def test_two_visits_in_a_row_confirm_by_different_criteria_too():
    assert result({"extramuscular": 4}, {"md_global": 6, "mmt": 90})["confirmed"]
    assert not result({"extramuscular": 4}, {}, {"extramuscular": 4})["confirmed"]
    assert not result({"extramuscular": 4})["confirmed"]
    assert result({}, {"extramuscular": 4}, {"extramuscular": 5})["confirmed"]


@given(st.sets(st.sampled_from(sorted(BASELINE)), min_size=1), st.sampled_from(["first", "later"]))
def test_a_missing_measure_never_counts_as_zero(names, where):
    gone = dict.fromkeys(names)
    found = visit(baseline=gone, **ALL_WORSE) if where == "first" else visit(**ALL_WORSE | gone)
    assert set(found["not_evaluable"]) == names
    assert names.isdisjoint(found["worsened_30pct"])
    assert ("A" in found["criteria"]) == names.isdisjoint({"md_global", "mmt"})
    assert ("B" in found["criteria"]) == ("extramuscular" not in names)
    assert ("C" in found["criteria"]) == (len(names) <= 3)


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"variant": None}, "missing_input:variant"),
        ({"variant": "acr"}, "not_a_choice:variant"),
        ({"visits": None}, "missing_input:visits"),
        ({"visits": {}}, "not_a_list:visits"),
        ({"visits": [BASELINE, None]}, "missing_input:visits:2"),
        ({"visits": [BASELINE, 3]}, "not_an_object:visits:2"),
        ({"visits": [{"haq": 4}]}, "out_of_range:visits:1:haq"),
        ({"baseline": {"mmt": 261}}, "out_of_range:baseline:mmt"),
        ({"baseline": {"enzyme_fold": -1}}, "out_of_range:baseline:enzyme_fold"),
        ({"baseline": {"ck": 5}}, "unknown_input:baseline:ck"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(inputs, code):
    whole = {"variant": "rim", "baseline": BASELINE, "visits": [BASELINE]}
    assert WORSENING.result(whole | inputs) == {"status": "error", "errors": [code]}
