"""Pneumocystis prophylaxis: tiers at their limits, and agents nobody knows."""

from decimal import Decimal

import pytest

from guidelines.engine.instruments.pneumocystis import INSTRUMENTS
from tests.guidelines.engine.instruments.worked import examples, matches

(PJP,) = INSTRUMENTS


def result(dose, days, *agents, **more):
    inputs = {"prednisone_mg_day": dose, "days": days, "second_agents": list(agents)}
    return PJP.result(inputs | more)


@pytest.mark.parametrize(("inputs", "expected"), examples("pjp_prophylaxis"))
def test_worked_examples(inputs, expected):
    assert matches(PJP.result(inputs), expected)


@pytest.mark.parametrize(
    ("dose", "days", "tier"),
    [
        (20, 28, "recommend"),
        (Decimal("19.9"), 28, "consider"),
        (20, 27, "consider"),
        (Decimal("15.1"), 15, "consider"),
        (Decimal("15.1"), 14, "not_triggered"),
        (15, 15, "not_triggered"),
        (60, 14, "not_triggered"),
        (0, 0, "not_triggered"),
    ],
)
def test_dose_and_days_decide_without_a_raising_agent(dose, days, tier):
    assert result(dose, days)["tier"] == tier


@pytest.mark.parametrize("agent", ["rituximab", "cyclophosphamide", " Rituximab"])
def test_rituximab_and_cyclophosphamide_raise_the_tier(agent):
    assert result(16, 15, agent)["tier"] == "recommend"
    assert result(5, 7, agent)["tier"] == "consider"
    assert result(0, 7, agent)["tier"] == "not_triggered"


def test_flags_stand_only_where_prophylaxis_is_triggered():
    assert result(10, 90, "methotrexate", sulfa_allergy=True)["flags"] == []
    assert result(30, 90, "methotrexate", sulfa_allergy=True)["flags"] == [
        *("tmp_smx_methotrexate_marrow_toxicity", "sulfa_allergy_choose_alternative")
    ]


def test_agents_nobody_named_leave_the_tier_open_where_they_could_raise_it():
    open_tier = PJP.result({"prednisone_mg_day": 17, "days": 21})
    assert (open_tier["tier"], open_tier["possible"]) == (None, ["consider", "recommend"])
    assert "second_agents" in open_tier["missing"]
    assert PJP.result({"prednisone_mg_day": 30, "days": 42})["tier"] == "recommend"


def test_an_agent_that_is_not_recognized_never_reads_as_harmless():
    found = result(17, 21, "rituximb")
    assert found["tier"] is None
    assert found["warnings"] == ["agent_not_recognized:rituximb"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"prednisone_mg_day": None}, ["missing_input:prednisone_mg_day"]),
        ({"days": None}, ["missing_input:days"]),
        (
            {"prednisone_mg_day": 201, "days": -1},
            ["out_of_range:prednisone_mg_day", "out_of_range:days"],
        ),
        ({"second_agents": "none"}, ["not_a_list:second_agents"]),
        ({"second_agents": [1]}, ["not_a_choice:second_agents"]),
        ({"sulfa_allergy": "no"}, ["not_a_choice:sulfa_allergy"]),
        ({"agents": []}, ["unknown_input:agents"]),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, codes):
    inputs = {"prednisone_mg_day": 20, "days": 28, "second_agents": []} | changes
    assert PJP.result(inputs) == {"status": "error", "errors": codes}
