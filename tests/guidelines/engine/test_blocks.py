"""Every row of the block table: it speaks for its patient, falls silent just beside, and waits."""

import pytest

from tests.guidelines.engine.shipped import CONTENT, patient, reasons, state

GLUCOCORTICOIDS = ["PRED", "IVMP", "PRED_ICI2", "IVMP_ICI"]
AGENTS = ["MTX", "AZA", "MMF", "TAC", "CSA"]
OTHERS = ["RTX", "CYC", "EFG", "ABA"]
WOMAN_OF_30 = {"childbearing_potential": True, "pregnancy_status": "not_pregnant"}
PREGNANT = {"childbearing_potential": True, "pregnancy_status": "pregnant"}
POSITIVE = {"hbsag": "positive"}
LATENT = {"tb_igra": "positive"}
INTACT = {"iga_g_l": 0.07, "anti_iga_ab": "positive"}
CHECKPOINT = {"ici_exposure": "current", "cancer_history": "active"}

# key: (regimens, effect, waits when unknown, speaks, silent just beside, unknown)
ROWS = {
    "B1": (
        GLUCOCORTICOIDS + AGENTS + OTHERS,
        "blocked",
        True,
        {"infection_status": "suspected"},
        {"infection_status": "resolved"},
        {"infection_status": None},
    ),
    "B2": (AGENTS + OTHERS, "hard_stop", False, {"nsti_signs": True}, {}, {"nsti_signs": None}),
    "B3": (
        ["MTX", "MMF", "CYC"],
        "hard_stop",
        True,
        PREGNANT,
        WOMAN_OF_30,
        {"breastfeeding": None},
    ),
    "B4": (
        ["MTX", "MMF", "CYC"],
        "blocked",
        False,
        {"conception_planned_6m": True},
        {"conception_planned_6m": True, "sex_at_birth": "male"},
        {"conception_planned_6m": None},
    ),
    "B5": (
        ["CYC"],
        "blocked",
        False,
        {"conception_planned_6m": True, "sex_at_birth": "male"},
        {"sex_at_birth": "male"},
        {"conception_planned_6m": None, "sex_at_birth": "male"},
    ),
    "B6": (["MTX"], "hard_stop", True, {"on_dialysis": True}, {}, {"on_dialysis": None}),
    "B7": (
        ["MTX"],
        "caution",
        False,
        {"creatinine_umol_l": 98.9},
        {"creatinine_umol_l": 98.8},
        {"creatinine_umol_l": None},
    ),
    "B8": (
        ["MTX"],
        "blocked",
        True,
        {"chronic_liver_disease": True},
        {},
        {"chronic_liver_disease": None},
    ),
    "B9": (
        ["MTX", "AZA", "MMF"],
        "blocked",
        True,
        {"neutrophils": 1.59},
        {"neutrophils": 1.6, "wbc": 3.5, "platelets": 140},
        {"platelets": None},
    ),
    "B10": (
        ["MTX"],
        "hard_stop",
        True,
        {"current_drugs": ["trimethoprim"]},
        {"current_drugs": ["metformin"]},
        {"current_drugs": None},
    ),
    "B11": (["MTX"], "caution", False, {"ild": "present"}, {}, {"ild": None}),
    "B12": (["AZA"], "hard_stop", True, {"tpmt": "poor"}, {}, {"tpmt": None}),
    "B13": (["AZA"], "hard_stop", False, {"nudt15": "poor"}, {}, {"nudt15": None}),
    "B14": (["AZA"], "caution", False, {"nudt15": "intermediate"}, {}, {"nudt15": None}),
    "B15": (
        ["AZA"],
        "blocked",
        True,
        {"current_drugs": ["allopurinol"]},
        {},
        {"current_drugs": None},
    ),
    "B16": (
        ["RTX"],
        "hard_stop",
        True,
        {"anti_hbc": "positive"},
        {"anti_hbc": "positive", "hbv_prophylaxis": True},
        {"hbsag": None},
    ),
    "B17": (
        ["RTX", "ABA"],
        "blocked",
        True,
        PREGNANT,
        WOMAN_OF_30,
        PREGNANT | {"pregnancy_status": None},
    ),
    "B18": (["RTX"], "blocked", False, {"nyha_class": 4}, {"nyha_class": 3}, {"nyha_class": None}),
    "B19": (["RTX"], "blocked", False, {"igg_g_l": 2.9}, {"igg_g_l": 3}, {"igg_g_l": None}),
    "B20": (
        ["RTX", "CYC"],
        "blocked",
        True,
        {"live_vaccine_days": 27},
        {"live_vaccine_days": 28},
        {"live_vaccine_days": None},
    ),
    "B21": (
        ["IVIG"],
        "hard_stop",
        True,
        {"allergies": ["immunoglobulin"]},
        {},
        {"ig_anaphylaxis": None},
    ),
    "B22": (
        ["IVIG"],
        "caution",
        False,
        {"creatinine_umol_l": 176.2},
        {"creatinine_umol_l": 176.1},
        {"creatinine_umol_l": None},
    ),
    "B23": (
        ["IVIG"],
        "caution",
        False,
        {"thrombosis": "recent_3m"},
        {"thrombosis": "past"},
        {"thrombosis": None},
    ),
    "B24": (
        ["CYC"],
        "blocked",
        True,
        {"neutrophils": 1.4},
        {"neutrophils": 1.5, "wbc": 4},
        {"wbc": None},
    ),
    "B25": (["CSA"], "blocked", True, {"sbp": 160}, {"sbp": 159, "dbp": 99}, {"dbp": None}),
    "B26": (["TAC"], "blocked", True, {"dbp": 100}, {"sbp": 159, "dbp": 99}, {"sbp": None}),
    "B27": (
        ["TAC", "CSA"],
        "caution",
        False,
        {"current_drugs": ["strong_cyp3a4_inducer"]},
        {},
        {"current_drugs": None},
    ),
    "B28": (
        ["COTRI"],
        "blocked",
        True,
        {"current_drugs": ["methotrexate"]},
        {"potassium": 5.4, "creatinine_umol_l": 313.9},
        {"potassium": None},
    ),
    "B29": (
        ["BISPHOS"],
        "blocked",
        True,
        {"calcium_corrected": 2.09},
        {"calcium_corrected": 2.1},
        {"can_sit_upright": None},
    ),
    "B30": (
        ["NSTI_EMP", "NSTI_GAS"],
        "blocked",
        False,
        {"allergies": ["penicillin_anaphylaxis"]},
        {"allergies": ["penicillin"]},
        {"allergies": None},
    ),
    "B31": (["PLEX"], "blocked", True, {"sbp": 89}, {"sbp": 90}, {"sbp": None}),
    "B32": (
        GLUCOCORTICOIDS,
        "caution",
        False,
        {"hba1c_mmol_mol": 64},
        {"hba1c_mmol_mol": 63.9},
        {"glaucoma": None},
    ),
    "B33": (
        ["ABA"],
        "caution",
        False,
        CHECKPOINT | {"myocarditis": "suspected"},
        CHECKPOINT | {"myocarditis": "suspected", "cancer_history": "past"},
        CHECKPOINT | {"myocarditis": "suspected", "cancer_history": None},
    ),
    "B34": (["EFG"], "caution", False, {"igg_g_l": 3.9}, {"igg_g_l": 4}, {"igg_g_l": None}),
    "B35": (
        ["PRED", "IVMP", *AGENTS],
        "caution",
        False,
        {"live_vaccine_days": 27},
        {"live_vaccine_days": 28},
        {"live_vaccine_days": None},
    ),
    "B36": (["IVIG"], "blocked", False, {"nsti_signs": True}, {}, {"nsti_signs": None}),
    "B37": (
        ["IVIG"],
        "hard_stop",
        False,
        INTACT | {"iga_g_l": 0.069},
        INTACT,
        INTACT | {"iga_g_l": None},
    ),
    "B38": (
        ["MTX"],
        "blocked",
        False,
        POSITIVE | {"hbv_prophylaxis": None},
        POSITIVE | {"hbv_prophylaxis": True},
        {"hbsag": None},
    ),
    "B39": (
        GLUCOCORTICOIDS + ["AZA", "MMF", "TAC", "CSA"] + OTHERS,
        "caution",
        False,
        POSITIVE,
        POSITIVE | {"hbv_prophylaxis": True},
        {"hbsag": None},
    ),
    "B40": (
        ["MTX"],
        "caution",
        False,
        POSITIVE | {"hbv_prophylaxis": True},
        {"hbv_prophylaxis": True},
        {"hbsag": None, "hbv_prophylaxis": True},
    ),
    "B41": (
        ["RTX", "ABA", "TAC", "CSA", "CYC"],
        "caution",
        False,
        LATENT,
        LATENT | {"tb_treatment": "ongoing"},
        {"tb_igra": "indeterminate"},
    ),
    "B42": (
        ["AZA"],
        "hard_stop",
        True,
        {"current_drugs": ["febuxostat"]},
        {},
        {"current_drugs": None},
    ),
    "B43": (
        ["TAC", "CSA"],
        "blocked",
        True,
        {"cancer_history": "active"},
        CHECKPOINT,
        {"cancer_history": None},
    ),
    "B44": (
        ["TAC", "CSA"],
        "blocked",
        True,
        {"potassium": 5.5},
        {"potassium": 5.4},
        {"potassium": None},
    ),
    "B45": (
        ["CSA"],
        "blocked",
        True,
        {"current_drugs": ["crestor"]},
        {"statin_exposure": "past"},
        {"statin_exposure": None},
    ),
    "B46": (
        ["RTX"],
        "blocked",
        True,
        {"neutrophils": 0.9},
        {"neutrophils": 1},
        {"neutrophils": None},
    ),
    "B47": (
        ["RTX"],
        "caution",
        False,
        {"neutrophils": 1.4},
        {"neutrophils": 1.5},
        {"neutrophils": None},
    ),
    "B48": (["PLEX"], "caution", False, {"platelets": 49}, {"platelets": 50}, {"platelets": None}),
    "B49": (["MTX"], "caution", False, {"albumin": 29}, {"albumin": 30}, {"albumin": None}),
    "B50": (["ABA"], "blocked", True, {}, {"myocarditis": "suspected"}, {"myocarditis": None}),
    "B51": (
        ["EFG"],
        "caution",
        False,
        PREGNANT,
        WOMAN_OF_30,
        PREGNANT | {"pregnancy_status": None},
    ),
    "B52": (
        ["RTX", "ABA"],
        "blocked",
        True,
        WOMAN_OF_30 | {"breastfeeding": True},
        WOMAN_OF_30,
        WOMAN_OF_30 | {"breastfeeding": None},
    ),
    "B53": (
        ["TAC"],
        "blocked",
        True,
        {"failed_therapies": ["tacrolimus"]},
        {"failed_therapies": ["ciclosporin"]},
        {"failed_therapies": None},
    ),
    "B54": (
        ["CSA"],
        "blocked",
        True,
        {"current_drugs": ["cyclosporine"]},
        {"failed_therapies": ["tacrolimus"]},
        {"failed_therapies": None},
    ),
    "B55": (
        ["COTRI"],
        "blocked",
        False,
        {"g6pd_deficient": True},
        {},
        {"g6pd_deficient": None},
    ),
    "B56": (
        ["NSTI_ALT", "CLINDA"],
        "caution",
        False,
        {},
        {"allergies": ["penicillin_anaphylaxis"]},
        {"allergies": None},
    ),
    "B57": (
        [row.code for row in CONTENT.regimens],
        "hard_stop",
        True,
        None,  # below 18 the scope lists no regimen at all
        {"age_years": 18},
        {"age_years": None},
    ),
}
RANK = ["free", "caution", "waits", "blocked", "hard_stop"]


def spoken(result, code):
    """The rows that say something about a regimen, with what each of them gives."""
    rows = result.as_json()["regimens"][code]["reasons"]
    return {row["key"]: row["effect"] for row in rows}


def test_every_row_of_the_table_is_tried_here():
    assert list(ROWS) == [row.key for row in CONTENT.blocks]


def test_each_row_lists_its_regimens():
    for row in CONTENT.blocks:
        assert set(row.regimens) == set(ROWS[row.key][0]), row.key


@pytest.mark.parametrize("key", [key for key in ROWS if key != "B57"])
def test_a_row_speaks_for_its_patient_and_is_silent_just_beside(key):
    codes, effect, _waits, speaks, silent, _unknown = ROWS[key]
    here, beside = patient(**speaks), patient(**silent)
    for code in codes:
        assert spoken(here, code)[key] == effect, code
        assert RANK.index(state(here, code)) >= RANK.index(effect)
        assert key not in spoken(beside, code)


@pytest.mark.parametrize("key", ROWS)
def test_an_unknown_row_makes_a_regimen_wait_or_is_ignored(key):
    codes, _effect, waits, _speaks, _silent, unknown = ROWS[key]
    result = patient(**unknown)
    for code in codes:
        assert spoken(result, code).get(key) == ("waits" if waits else None), code
        if waits and state(result, code) == "waits":
            assert key in reasons(result, code)
