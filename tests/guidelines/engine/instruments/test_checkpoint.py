"""Checkpoint-inhibitor myositis: what is settled, what a missing answer leaves open."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.instruments.checkpoint import ADL_LIMIT, INSTRUMENTS, WEAKNESS
from tests.guidelines.engine.instruments.worked import examples, matches

(ASCO,) = INSTRUMENTS
MILD = {
    "weakness": "mild",
    "adl_limit": "none",
    "ck": 190,
    "uln": 200,
    "myocardial_involvement": False,
    "severe_compromise": False,
}
WHOLE = st.fixed_dictionaries(
    {
        "weakness": st.sampled_from(WEAKNESS),
        "adl_limit": st.sampled_from(list(ADL_LIMIT)),
        "ck": st.sampled_from([100, 200, 201, 599, 600, 9000]),
        "uln": st.just(200),
        "myocardial_involvement": st.booleans(),
        "severe_compromise": st.booleans(),
    }
)


def result(**changes):
    return ASCO.result(MILD | changes)


@pytest.mark.parametrize(("inputs", "expected"), examples("asco_ici_myositis"))
def test_worked_examples(inputs, expected):
    assert matches(ASCO.result(inputs), expected)


@pytest.mark.parametrize(
    ("weakness", "limit", "grade"),
    [
        ("none", "none", "0"),
        ("none", "instrumental", "2"),
        ("mild", "self_care", "3-4"),
        ("moderate", "none", "2"),
        ("severe", "none", "3-4"),
        ("severe", "instrumental", "3-4"),
    ],
)
def test_the_worse_of_weakness_and_activities_is_the_grade(weakness, limit, grade):
    assert result(weakness=weakness, adl_limit=limit)["grade"] == grade


@pytest.mark.parametrize(
    ("ck", "steroid"),
    [
        (Decimal("599.9"), "none_unless_ck_3x_uln"),
        (600, "prednisone_0.5_to_1_mg_kg"),
        (601, "prednisone_0.5_to_1_mg_kg"),
    ],
)
def test_grade_2_needs_prednisone_from_three_times_the_limit_on(ck, steroid):
    found = result(weakness="moderate", ck=ck)
    assert (found["ici"], found["steroid"]) == ("hold", steroid)


@pytest.mark.parametrize(("ck", "ici"), [(199, "continue"), (200, "continue"), (201, "hold")])
def test_grade_1_is_managed_as_2_when_ck_is_above_its_limit(ck, ici):
    found = result(ck=ck)
    assert (found["grade"], found["ici"]) == ("1", ici)


def test_raised_ck_alone_is_checked_again_and_the_drug_goes_on():
    found = result(weakness="none", ck=900)
    assert (found["grade"], found["ici"], found["steroid"]) == ("0", "continue", "none")
    assert found["flags"] == ["raised_ck_without_weakness_recheck"]


def test_severe_weakness_without_compromise_takes_prednisone():
    found = result(weakness="severe")
    assert found["ici"] == "hold_consider_permanent_discontinuation"
    assert found["steroid"] == "prednisone_1_mg_kg"


@pytest.mark.parametrize("weakness", WEAKNESS)
def test_the_heart_overrides_at_every_grade(weakness):
    found = result(weakness=weakness, myocardial_involvement=True)
    assert found["ici"] == "permanently_discontinue"
    assert found["steroid"] == "iv_methylprednisolone_1_to_2_mg_kg_or_bolus"
    assert "urgent_cardiology" in found["flags"]


def test_a_heart_that_was_not_examined_is_never_healthy():
    found = result(myocardial_involvement=None)
    assert (found["ici"], found["steroid"]) == (None, None)
    assert found["possible"]["ici"] == ["continue", "permanently_discontinue"]
    assert found["missing"] == ["myocardial_involvement"]


def test_an_involved_heart_decides_although_all_else_is_missing():
    found = ASCO.result({"myocardial_involvement": True})
    assert (found["grade"], found["ici"]) == (None, "permanently_discontinue")
    assert found["flags"] == ["urgent_cardiology"]


def test_compromise_beside_a_lower_grade_is_told():
    assert result(severe_compromise=True)["warnings"] == ["severe_compromise_with_lower_grade"]
    assert result(severe_compromise=True, weakness="severe")["warnings"] == []


@given(WHOLE, st.sets(st.sampled_from(list(MILD))))
def test_a_missing_answer_never_changes_what_is_settled(whole, gone):
    known, full = ASCO.result(whole | dict.fromkeys(gone)), ASCO.result(whole)
    assert set(known["missing"]) == gone
    assert set(known["flags"]) <= set(full["flags"])
    for name in ("grade", "ici", "steroid"):
        assert known[name] in (None, full[name])
        assert full[name] in known["possible"][name]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"weakness": "slight"}, ["not_a_choice:weakness"]),
        ({"adl_limit": 1, "uln": 0}, ["not_a_choice:adl_limit", "out_of_range:uln"]),
        ({"ck": float("nan")}, ["not_a_number:ck"]),
        ({"severe_compromise": "no"}, ["not_a_choice:severe_compromise"]),
        ({"troponin": 5}, ["unknown_input:troponin"]),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, codes):
    assert result(**changes) == {"status": "error", "errors": codes}
