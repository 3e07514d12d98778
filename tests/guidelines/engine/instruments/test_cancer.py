"""Cancer risk of 2023: factors, bands, screening, and who it does not speak of."""

from decimal import Decimal

import pytest

from guidelines.engine.instruments.cancer import FEATURES, INSTRUMENTS, TIERS, band
from tests.guidelines.engine.instruments.worked import examples, matches

(CANCER,) = INSTRUMENTS
YOUNG_WOMAN = {
    **{"age_onset": 35, "sex": "female", "subtype": "IMNM", "antibodies": [], "features": []},
    **{"months_since_onset": 2, "initial_screen_negative": None},
    "npc_high_incidence_region": False,
}


def result(**changes):
    return CANCER.result(YOUNG_WOMAN | changes)


@pytest.mark.parametrize(("inputs", "expected"), examples("imacs_cancer_2023"))
def test_worked_examples(inputs, expected):
    found = CANCER.result(inputs)
    assert matches(found, expected), found


@pytest.mark.parametrize(
    ("high", "intermediate", "reached"),
    [
        (0, 0, "standard"),
        (0, 1, "standard"),
        (0, 2, "moderate"),
        (0, 3, "moderate"),
        (1, 0, "moderate"),
        (1, 3, "moderate"),
        (2, 0, "high"),
        (3, 3, "high"),
    ],
)
def test_bands_by_the_number_of_factors(high, intermediate, reached):
    tiers = {tier: [f for f in TIERS if TIERS[f] == tier] for tier in ("high", "intermediate")}
    chosen = tiers["high"][:high] + tiers["intermediate"][:intermediate]
    assert band(chosen) == band([*chosen, "anti_SRP", "ild"]) == reached


@pytest.mark.parametrize(
    ("tier", "subtypes", "antibodies"),
    [
        ("high", "DM", "TIF1g NXP2"),
        ("intermediate", "CADM PM IMNM", "SAE1 HMGCR Mi2 MDA5"),
        ("low", "ASyS overlap", "SRP Jo1 PL7 PL12 EJ OJ PM-Scl Ku RNP SSA SSB"),
    ],
)
def test_tiers_of_subtypes_and_antibodies(tier, subtypes, antibodies):
    for subtype in subtypes.split():
        found = result(subtype=subtype, antibodies=antibodies.split())
        factors = [f"subtype_{subtype}", *(f"anti_{name}" for name in antibodies.split())]
        assert found[f"{tier}_factors"] == factors


@pytest.mark.parametrize(("age", "over"), [("39.99", False), ("40", False), ("40.01", True)])
def test_exactly_40_is_not_over_40(age, over):
    found = result(age_onset=Decimal(age))
    assert found["high_factors"] == (["age_over_40"] if over else [])
    assert found["band"] == ("moderate" if over else "standard")


@pytest.mark.parametrize(
    ("months", "reasons"),
    [(35, []), (36, []), (Decimal("36.1"), ["more_than_3_years_from_onset"])],
)
def test_the_guideline_speaks_of_the_first_three_years(months, reasons):
    found = result(months_since_onset=months)
    assert (found["applicable"], found["reasons"]) == (not reasons, reasons)
    assert found["reason"] == (reasons[0] if reasons else None)
    assert (found["band"] is None) == (found["at_diagnosis"] == []) == bool(reasons)


def test_the_guideline_speaks_of_adults():
    assert result(age_onset=Decimal("17.9"))["reasons"] == ["juvenile_onset"]
    assert result(age_onset=18)["applicable"]
    both = result(age_onset=12, months_since_onset=60)["reasons"]
    assert both == ["more_than_3_years_from_onset", "juvenile_onset"]


def test_factors_stand_in_the_order_of_the_table():
    found = result(
        sex="male",
        age_onset=60,
        antibodies=["MDA5", "NXP2", "HMGCR", "TIF1g", "SSA"],
        features=list(reversed(FEATURES)),
    )
    high = ["anti_NXP2", "anti_TIF1g", "age_over_40", *FEATURES[:3]]
    assert found["high_factors"] == high
    intermediate = ["subtype_IMNM", "anti_MDA5", "anti_HMGCR", "male_sex"]
    assert found["intermediate_factors"] == intermediate
    assert found["low_factors"] == ["anti_SSA", *FEATURES[3:]]


def test_an_antibody_named_twice_counts_once():
    assert result(subtype="PM", antibodies=["NXP2", "NXP2"])["band"] == "moderate"


def test_what_is_not_known_is_named_and_raises_no_band():
    known = ("age_onset", "sex", "subtype", "antibodies", "features", "months_since_onset")
    found = result(**dict.fromkeys(known))
    assert (found["band"], found["missing"]) == ("standard", list(known))
    assert result()["missing"] == []


def test_low_factors_do_not_subtract():
    assert result(antibodies=["HMGCR", "SRP", "Jo1"], features=["ild"])["band"] == "moderate"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"initial_screen_negative": True}, []),
        ({"initial_screen_negative": True, "age_onset": 50}, []),
        (
            {"initial_screen_negative": True, "age_onset": 50, "features": FEATURES[:1]},
            ["fdg_pet_ct", "upper_and_lower_gi_endoscopy"],
        ),
        ({"age_onset": 50, "subtype": "DM", "antibodies": ["TIF1g"]}, []),
        (
            {"age_onset": 50, "subtype": "DM", "antibodies": ["TIF1g"], "features": FEATURES[2:3]},
            ["fdg_pet_ct_as_single_investigation"],
        ),
        (
            {"age_onset": 40, "subtype": "DM", "antibodies": ["TIF1g"], "features": FEATURES[2:3]},
            [],
        ),
        ({"npc_high_incidence_region": True}, ["nasoendoscopy"]),
    ],
)
def test_further_investigations_to_consider(changes, codes):
    assert result(**changes)["consider"] == codes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"antibodies": ["TIF1"]}, "not_a_choice:antibodies"),
        ({"antibodies": [["SRP"]]}, "not_a_choice:antibodies"),
        ({"antibodies": "SRP"}, "not_a_list:antibodies"),
        ({"features": ["rash"]}, "not_a_choice:features"),
        ({"subtype": "IBM"}, "not_a_choice:subtype"),
        ({"sex": "unknown"}, "not_a_choice:sex"),
        ({"age_onset": "35"}, "not_a_number:age_onset"),
        ({"months_since_onset": -1}, "out_of_range:months_since_onset"),
        ({"age": 35}, "unknown_input:age"),
    ],
)
def test_inputs_that_cannot_be_used_are_refused(changes, code):
    assert result(**changes) == {"status": "error", "errors": [code]}
