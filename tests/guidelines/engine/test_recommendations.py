"""Every recommendation: when it holds, the nearest patient in whom it does not, if unknown."""

import pytest

from tests.guidelines.engine.shipped import CONTENT, patient

RULES = {row.key: row for row in CONTENT.recommendations}
NOT_ENOUGH = {"treatment_phase": "inadequate_response"}
REFRACTORY = NOT_ENOUGH | {"failed_therapies": ["glucocorticoid", "methotrexate"]}
LAST_LINE = NOT_ENOUGH | {"failed_therapies": ["glucocorticoid", "rituximab", "ivig"]}
ICI = {"ici_exposure": "current", "ici_grade": 2}
NO_ACTIVITY = {"ck": 100}
HMGCR = {"ab_hmgcr": "positive"}
SRP = {"ab_srp": "positive"}
BLOCKED_AGENTS = {"neutrophils": 1.5}
FULL = {"mmt8_80": 80}
SEVERE = {"mmt8_80": 49}
MODERATE = {"mmt8_80": 50}
PREGNANT = {"childbearing_potential": True, "pregnancy_status": "pregnant"}
NOT_PREGNANT = {"childbearing_potential": True, "pregnancy_status": "not_pregnant"}

# key: (findings in which it holds, findings in which it does not, findings that leave it unknown)
CASES = {
    "R1": ({"nsti_signs": True}, {}, {"nsti_signs": None}),
    "R2": ({"nsti_signs": True}, {}, {"nsti_signs": None}),
    "R3": (
        {"nsti_signs": True, "organism": "gas"},
        {"nsti_signs": True, "organism": "other"},
        {"nsti_signs": True, "organism": "unknown"},
    ),
    "R4": ({"infection_status": "proven_active"}, {}, {"infection_status": None}),
    "R5": (
        {"infection_status": "suspected"},
        {"infection_status": "proven_active"},
        {"infection_status": None},
    ),
    "R6": ({"age_years": 17}, {"age_years": 18}, {"age_years": None}),
    "R7": ({"ab_srp": None}, {}, {"diagnosis_status": None}),
    "R8": ({"hiv": None}, {"hiv": None, "nsti_signs": True}, {"hiv": None, "nsti_signs": None}),
    "R9": ({"ecg": None}, {}, {"ecg": None, "nsti_signs": None}),
    "R10": ({}, {"nsti_signs": True}, {"nsti_signs": None}),
    "R11": ({}, NOT_ENOUGH, {"treatment_phase": None}),
    "R12": (SEVERE, MODERATE, SEVERE | {"diagnosis_status": None}),
    "R13": ({}, FULL, {"ici_exposure": None}),
    "R14": ({}, {"failed_therapies": ["methotrexate"]}, {"failed_therapies": None}),
    "R15": ({}, {"current_drugs": ["azathioprine"]}, {"current_drugs": None}),
    "R16": (
        NOT_ENOUGH,
        NOT_ENOUGH | NO_ACTIVITY | {"mri_muscle": "normal"},
        NOT_ENOUGH | {"ck": 1},
    ),
    "R17": ({"ild": "present"}, {}, {"ild": None}),
    "R18": (SEVERE, MODERATE, SEVERE | {"failed_therapies": None}),
    "R19": (NOT_ENOUGH, {}, NOT_ENOUGH | NO_ACTIVITY),
    "R20": ({"dysphagia": "severe"}, SEVERE, {"dysphagia": "severe", "failed_therapies": None}),
    "R21": (REFRACTORY, REFRACTORY | SRP, REFRACTORY | {"ab_srp": None}),
    "R22": (LAST_LINE, REFRACTORY, REFRACTORY | {"ild": None}),
    "R23": (NOT_ENOUGH, {}, {"treatment_phase": None}),
    "R24": (LAST_LINE, REFRACTORY, NOT_ENOUGH | {"failed_therapies": None}),
    "R25": ({"current_drugs": ["zocor"]}, {"statin_exposure": "past"}, {"current_drugs": None}),
    "R26": (HMGCR, {}, {"ab_hmgcr": "pending"}),
    "R27": (
        HMGCR | {"lipid_lowering_needed": True},
        HMGCR,
        HMGCR | {"lipid_lowering_needed": None},
    ),
    "R28": (HMGCR | {"mmt8_80": 69}, HMGCR | {"mmt8_80": 70}, HMGCR | {"treatment_phase": None}),
    "R29": (
        HMGCR | {"hba1c_mmol_mol": 64},
        HMGCR | {"hba1c_mmol_mol": 63.9},
        HMGCR | {"hba1c_mmol_mol": None},
    ),
    "R30": (SRP | {"mmt8_80": 69}, SRP | {"mmt8_80": 70}, {"ab_srp": "not_done"}),
    "R31": ({}, {"biopsy": "other"}, {"biopsy": "pending"}),
    "R32": ({}, {"months_since_onset": 37}, {"cancer_history": None}),
    "R33": (
        {},
        HMGCR | {"age_years": 40, "ab_hmgcr": None, "ab_srp": "positive"},
        {"age_years": None},
    ),
    "R34": (ICI, ICI | {"ici_grade": 1}, ICI | {"ici_grade": None}),
    "R35": (ICI, {}, {"ici_exposure": None}),
    "R36": (ICI | {"ck": 600, "ck_uln": 200}, ICI | {"ck": 599, "ck_uln": 200}, ICI | {"ck": None}),
    "R37": (ICI | {"ici_grade": 3}, ICI, ICI | {"ici_grade": None}),
    "R38": (ICI | {"myocarditis": "suspected"}, ICI, ICI | {"myocarditis": None}),
    "R39": (ICI | {"mg_status": "suspected"}, ICI, ICI | {"mg_status": None}),
    "R40": (ICI | NOT_ENOUGH, ICI, ICI | {"treatment_phase": None}),
    "R41": (ICI | {"myocarditis": "confirmed"}, ICI, ICI | {"ici_grade": None}),
    "R42": ({"troponin_i": 27}, {"troponin_i": 26}, {"troponin_i": None}),
    "R43": ({"fvc_pct": 49.9}, {"fvc_pct": 50}, {"fvc_pct": None}),
    "R44": ({"dysphagia": "mild"}, {}, {"dysphagia": None}),
    "R45": (
        {"ck": 5000, "creatinine_umol_l": 98.9},
        {"ck": 4999, "creatinine_umol_l": 98.9},
        {"myoglobinuria": None},
    ),
    "R46": ({"mg_status": "confirmed"}, {}, {"mg_status": None}),
    "R47": ({}, FULL, FULL | {"current_prednisone_mg_day": None}),
    "R48": (
        FULL | {"current_prednisone_mg_day": 2.5},
        FULL | {"current_prednisone_mg_day": 2.4},
        FULL | {"current_prednisone_mg_day": None},
    ),
    "R49": ({}, FULL, FULL | {"current_prednisone_mg_day": 5, "gc_cumulative_g_12m": None}),
    "R50": ({"anti_hbc": "positive"}, {}, {"hbsag": None}),
    "R51": ({"hcv_ab": "positive"}, {}, {"hiv": None}),
    "R52": ({}, {"nsti_signs": True}, {"nsti_signs": None}),
    "R53": ({}, FULL, FULL | {"current_prednisone_mg_day": None}),
    "R54": (SEVERE | {"age_years": 66}, SEVERE | {"age_years": 65}, SEVERE | {"diabetes": None}),
    "R55": (PREGNANT, NOT_PREGNANT, PREGNANT | {"pregnancy_status": None}),
    "R56": (NOT_PREGNANT, PREGNANT, PREGNANT | {"pregnancy_status": None}),
    "R57": ({}, {"diagnosis_status": "suspected"}, {"diagnosis_status": None}),
    "R58": ({"treatment_phase": "induction_improving"}, {}, {"treatment_phase": None}),
    "R59": ({"treatment_phase": "relapse"}, {}, {"treatment_phase": None}),
    "R60": ({"treatment_phase": "maintenance"}, {}, {"treatment_phase": None}),
}
HIDDEN = "R3 R17 R22 R24 R26 R40 R50 R51 R52 R54 R55 R57 R58 R59 R60"
SHOWN_TO_BE_SAFE = "R7 R8 R9 R10 R32 R56"
AT_ONCE = "R1 R2 R3 R4 R5 R6 R12 R20 R25 R34 R35 R37 R38 R42 R43 R45 R46 R54 R55"
WITHIN_24_HOURS = "R8 R9 R11 R18 R36 R39 R44"
REGIMENS = {
    "R2": "NSTI_EMP NSTI_ALT",
    "R3": "NSTI_GAS CLINDA",
    "R11": "PRED",
    "R12": "IVMP",
    "R14": "MTX",
    "R15": "AZA",
    "R16": "MMF",
    "R17": "TAC CSA",
    "R18": "IVIG",
    "R19": "IVIG",
    "R20": "PLEX",
    "R21": "RTX",
    "R22": "CYC",
    "R24": "EFG",
    "R28": "IVIG",
    "R29": "IVIG",
    "R30": "RTX",
    "R36": "PRED_ICI2",
    "R37": "IVMP_ICI",
    "R38": "IVMP_ICI ABA",
    "R39": "PLEX IVIG",
    "R40": "RTX MMF MTX AZA ABA",
    "R47": "COTRI ATOV",
    "R48": "CAVITD",
    "R49": "BISPHOS",
    "R50": "ETV",
}


def test_every_recommendation_is_tried_here():
    assert list(CASES) == [f"R{number}" for number in range(1, 61)] == list(RULES)


@pytest.mark.parametrize("key", CASES)
def test_it_holds_for_its_patient_and_not_beside(key):
    holds, beside, unknown = CASES[key]
    name = f"rule {key}"
    verdicts = [patient(**flat).facts[name] for flat in (holds, beside, unknown)]
    assert verdicts == [True, False, None]


@pytest.mark.parametrize("key", CASES)
def test_an_unknown_one_asks_hides_or_shows_itself(key):
    (item,) = [a for a in patient(**CASES[key][2]).advice if a.recommendation.key == key]
    shown = "recommended" if key in SHOWN_TO_BE_SAFE.split() else "needs_data"
    assert item.status == shown
    assert item.quiet is (key in HIDDEN.split())
    assert item.unknown


def test_urgent_advice_is_marked_urgent():
    found = {label: [] for label in ("now", "24h", "days", "weeks")}
    for row in CONTENT.recommendations:
        found[row.urgency].append(row.key)
    assert found["now"] == AT_ONCE.split()
    assert found["24h"] == WITHIN_24_HOURS.split()


def test_each_offers_its_regimens():
    assert {key: " ".join(row.regimens) for key, row in RULES.items() if row.regimens} == REGIMENS
    assert RULES["R13"].choose_from == ("R14", "R15", "R16", "R17")


def test_each_says_how_strong_it_is_and_where_it_comes_from():
    for key, row in RULES.items():
        assert row.strength, key
        assert row.certainty, key
        assert row.rationale, key
        assert row.sources or row.own_source, key
