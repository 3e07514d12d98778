"""Each further part of a condition decides on its own: one patient for every part."""

import pytest

from tests.guidelines.engine.shipped import patient
from tests.guidelines.engine.test_recommendations import (
    FULL,
    HMGCR,
    ICI,
    LAST_LINE,
    MODERATE,
    NO_ACTIVITY,
    NOT_ENOUGH,
    NOT_PREGNANT,
    PREGNANT,
    REFRACTORY,
    SEVERE,
    SRP,
)

NO_EDEMA = NO_ACTIVITY | {"mri_muscle": "normal"}
GRADE_1 = ICI | {"ici_grade": 1}
IMPROVING = {"treatment_phase": "induction_improving"}
RELAPSE = {"treatment_phase": "relapse"}
EXCLUDED = {"diagnosis_status": "excluded"}
SUSPECTED = {"diagnosis_status": "suspected"}
OFFERED = SEVERE | {"age_years": 60}
STEROIDS_HARM = {"hba1c_mmol_mol": 64}
NO_AZA = {"tpmt": "poor"}
NO_MMF = {"conception_planned_6m": True}

HOLDS = [
    ("R4", {"nsti_signs": True}),
    ("R5", {"nsti_signs": True}),
    ("R7", {"ab_hmgcr": None}),
    ("R7", SUSPECTED),
    ("R7", HMGCR | SRP),
    ("R7", {"biopsy": "other"}),
    ("R11", HMGCR | {"mmt8_80": 75}),
    ("R11", STEROIDS_HARM),
    ("R13", HMGCR | {"mmt8_80": 75}),
    ("R13", STEROIDS_HARM),
    ("R17", PREGNANT),
    ("R17", NO_AZA | NO_MMF),
    ("R17", REFRACTORY),
    ("R18", SEVERE | NOT_ENOUGH),
    ("R18", SEVERE | NO_EDEMA),
    ("R20", REFRACTORY | SEVERE),
    ("R22", REFRACTORY | {"ild": "present"}),
    ("R22", REFRACTORY | {"myocarditis": "confirmed"}),
    ("R23", RELAPSE),
    ("R25", {"statin_exposure": "current"}),
    ("R30", SRP | NOT_ENOUGH),
    ("R30", SRP | NO_EDEMA),
    ("R34", GRADE_1 | SEVERE),
    ("R34", GRADE_1 | {"troponin_i": 27}),
    ("R34", GRADE_1 | {"troponin_t": 15, "troponin_t_uln": 14}),
    ("R34", GRADE_1 | {"myocarditis": "suspected"}),
    ("R34", GRADE_1 | {"mg_status": "suspected"}),
    ("R36", GRADE_1 | {"mmt8_80": 79}),
    ("R37", ICI | {"dysphagia": "severe"}),
    ("R39", ICI | {"ici_grade": 3}),
    ("R39", ICI | {"dysphagia": "mild"}),
    ("R39", ICI | {"fvc_pct": 49}),
    ("R41", ICI | {"ici_grade": 3}),
    ("R42", ICI | {"troponin_t": 15, "troponin_t_uln": 14}),
    ("R42", {"ecg": "other_abnormal"}),
    ("R42", {"cardiac_symptoms": True}),
    ("R42", {"myocarditis": "confirmed"}),
    ("R43", {"niv_or_ventilated": True}),
    ("R43", {"resp_distress": True}),
    ("R45", {"myoglobinuria": True}),
    ("R49", FULL | {"current_prednisone_mg_day": 5, "osteoporosis_or_fragility_fracture": True}),
    ("R50", {"hbsag": "positive"}),
    ("R51", {"tb_igra": "positive"}),
    ("R51", {"hiv": "positive"}),
    ("R54", OFFERED | {"thrombosis": "past"}),
    ("R54", OFFERED | {"weight_kg": 86.7}),
    ("R54", OFFERED | {"creatinine_umol_l": 110}),
    ("R54", OFFERED | {"diabetes": True}),
    ("R54", OFFERED | {"ambulation": "unable"}),
]
DOES_NOT = [
    ("R7", {"biopsy": "other"} | HMGCR),
    ("R11", HMGCR | STEROIDS_HARM),
    ("R13", HMGCR | STEROIDS_HARM),
    ("R14", {"current_drugs": ["methotrexate"]}),
    ("R15", {"failed_therapies": ["azathioprine"]}),
    ("R16", {"failed_therapies": ["mycophenolate"]}),
    ("R16", {"current_drugs": ["cellcept"]}),
    ("R17", NO_AZA),
    ("R17", NO_MMF),
    ("R17", ICI | REFRACTORY),
    ("R18", SEVERE | IMPROVING),
    ("R18", SEVERE | NOT_ENOUGH | NO_EDEMA),
    ("R18", SEVERE | {"failed_therapies": ["ivig"]}),
    ("R18", SEVERE | ICI),
    ("R19", NOT_ENOUGH | SUSPECTED),
    ("R19", NOT_ENOUGH | SEVERE),
    ("R19", NOT_ENOUGH | {"failed_therapies": ["ivig"]}),
    ("R19", NOT_ENOUGH | ICI),
    ("R20", IMPROVING | {"dysphagia": "severe"}),
    ("R20", REFRACTORY | MODERATE),
    ("R20", {"dysphagia": "severe", "failed_therapies": ["plex"]}),
    ("R21", NOT_ENOUGH | {"failed_therapies": ["glucocorticoid", "rituximab"]}),
    ("R21", REFRACTORY | ICI),
    ("R21", REFRACTORY | NO_EDEMA),
    ("R21", NOT_ENOUGH | {"failed_therapies": ["methotrexate"]}),
    ("R21", NOT_ENOUGH | {"failed_therapies": ["glucocorticoid"]}),
    ("R22", LAST_LINE | ICI),
    ("R22", {"ild": "present"}),
    ("R22", NOT_ENOUGH | {"failed_therapies": ["glucocorticoid", "ivig"]}),
    ("R22", NOT_ENOUGH | {"failed_therapies": ["glucocorticoid", "rituximab"]}),
    (
        "R22",
        LAST_LINE
        | {"failed_therapies": ["glucocorticoid", "rituximab", "ivig", "cyclophosphamide"]},
    ),
    ("R23", NOT_ENOUGH | EXCLUDED),
    ("R24", NOT_ENOUGH | {"failed_therapies": ["rituximab", "ivig"]}),
    ("R24", NOT_ENOUGH | {"failed_therapies": ["glucocorticoid", "ivig"]}),
    ("R24", NOT_ENOUGH | {"failed_therapies": ["glucocorticoid", "rituximab"]}),
    ("R24", LAST_LINE | ICI),
    ("R25", EXCLUDED | {"statin_exposure": "current"}),
    ("R27", {"lipid_lowering_needed": True}),
    ("R27", HMGCR | PREGNANT | {"lipid_lowering_needed": True}),
    ("R28", HMGCR | {"failed_therapies": ["ivig"]}),
    ("R28", HMGCR | ICI),
    ("R29", HMGCR | STEROIDS_HARM | SUSPECTED),
    ("R29", HMGCR | STEROIDS_HARM | ICI),
    ("R30", SRP | IMPROVING),
    ("R30", SRP | ICI),
    ("R30", SRP | NOT_ENOUGH | NO_EDEMA),
    ("R30", SRP | {"failed_therapies": ["rituximab"]}),
    ("R31", HMGCR),
    ("R31", ICI),
    ("R31", {"nsti_signs": True}),
    ("R32", {"cancer_history": "active"}),
    ("R33", PREGNANT),
    ("R36", ICI | {"myocarditis": "suspected"}),
    ("R36", ICI | {"ici_grade": 3}),
    ("R36", GRADE_1 | {"mmt8_80": 80}),
    ("R36", GRADE_1 | {"mmt8_80": 79} | NO_ACTIVITY),
    ("R37", ICI | {"ici_grade": 3, "myocarditis": "confirmed"}),
    ("R38", {"myocarditis": "suspected"}),
    ("R42", {"troponin_t": 15, "troponin_t_uln": 14}),
    ("R42", ICI | {"troponin_t": 14, "troponin_t_uln": 14}),
    ("R45", {"ck": 5000}),
    ("R49", FULL | {"osteoporosis_or_fragility_fracture": True}),
    ("R49", FULL | {"current_prednisone_mg_day": 5}),
    ("R54", {"diabetes": True}),
    ("R56", NOT_PREGNANT | SUSPECTED),
    ("R58", IMPROVING | SUSPECTED),
    ("R59", RELAPSE | EXCLUDED),
    ("R60", {"treatment_phase": "maintenance"} | SUSPECTED),
]
SPEAKS = [
    ("B1", {"nsti_signs": True}),
    ("B3", NOT_PREGNANT | {"breastfeeding": True}),
    ("B6", {"creatinine_umol_l": 176.2}),
    ("B9", {"wbc": 3.4}),
    ("B9", {"platelets": 139}),
    ("B10", {"current_drugs": ["bactrim"]}),
    ("B14", {"tpmt": "intermediate"}),
    ("B16", {"hbsag": "positive"}),
    ("B21", {"ig_anaphylaxis": True}),
    ("B24", {"bladder_outflow_obstruction": True}),
    ("B24", {"wbc": 3.9}),
    ("B25", {"dbp": 100}),
    ("B25", {"creatinine_umol_l": 98.9}),
    ("B26", {"sbp": 160}),
    ("B26", {"creatinine_umol_l": 176.2}),
    ("B27", {"current_drugs": ["clarithromycin"]}),
    ("B28", {"allergies": ["sulfonamide"]}),
    ("B28", {"allergies": ["trimethoprim"]}),
    ("B28", {"potassium": 5.5}),
    ("B28", {"creatinine_umol_l": 314}),
    ("B28", {"on_dialysis": True}),
    ("B29", {"dysphagia": "mild"}),
    ("B29", {"creatinine_umol_l": 155}),
    ("B29", PREGNANT),
    ("B29", {"can_sit_upright": False}),
    ("B31", {"nsti_signs": True}),
    ("B32", {"glaucoma": True}),
    ("B32", {"nyha_class": 3}),
    ("B32", {"severe_steroid_psychosis": True}),
    ("B45", {"statin_exposure": "current"}),
    ("B48", {"current_drugs": ["lisinopril"]}),
    ("B48", {"current_drugs": ["eliquis"]}),
    ("B49", {"alcohol_units_week": 15}),
    ("B49", {"age_years": 71}),
    ("B53", {"current_drugs": ["prograf"]}),
    ("B54", {"failed_therapies": ["ciclosporin"]}),
]
SILENT = [
    ("B4", {}),
    ("B5", {"conception_planned_6m": True}),
    ("B7", {"creatinine_umol_l": 176.2}),
    ("B20", {"live_vaccine_days": 27, "dysphagia": "severe"}),
    ("B33", {"cancer_history": "active", "myocarditis": "suspected"}),
    ("B37", {"iga_g_l": 0.069, "anti_iga_ab": "negative"}),
    ("B43", ICI | {"cancer_history": "active"}),
    ("B47", {"neutrophils": 0.9}),
    ("B52", {"breastfeeding": True, "childbearing_potential": False}),
]


@pytest.mark.parametrize(("key", "flat"), HOLDS)
def test_a_recommendation_holds(key, flat):
    assert patient(**flat).facts[f"rule {key}"] is True


@pytest.mark.parametrize(("key", "flat"), DOES_NOT)
def test_a_recommendation_does_not_hold(key, flat):
    assert (
        patient(**flat).facts.program.nodes[f"rule {key}"].verdict(patient(**flat).facts) is False
    )


@pytest.mark.parametrize(("key", "flat"), SPEAKS)
def test_a_block_row_speaks(key, flat):
    assert patient(**flat).facts[f"block {key}"] is True


@pytest.mark.parametrize(("key", "flat"), SILENT)
def test_a_block_row_is_silent(key, flat):
    assert patient(**flat).facts[f"block {key}"] is False
