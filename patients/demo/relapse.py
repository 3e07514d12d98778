"""Patient E: anti-SRP myopathy, a relapse in the seventh month of the taper, then rituximab."""

from datetime import timedelta

from patients.demo.story import WEEK, Dose, Judgment, Story, Taper, Values, Visit, bloods, person

# Asked at every visit; nothing was found at any of them.
NO_SIGNS = {
    "nsti_signs": "no", "infection_status": "none", "resp_distress": "no",
    "niv_or_ventilated": "no", "cardiac_symptoms": "no", "pregnancy_status": "not_pregnant",
    "contraception_effective": "yes", "breastfeeding": "no", "conception_planned_6m": "no",
    "rapid_progression": "no", "myoglobinuria": "no", "myocarditis": "none",
    "persistent_activity_despite_treatment": "no", "cutaneous_necrosis": "no",
    "ici_exposure": "none", "hbv_prophylaxis": "no", "live_vaccine_days": "999",
    "thrombosis": "none",
}  # fmt: skip

FIRST = NO_SIGNS | {
    "weight_kg": "61", "height_cm": "166", "childbearing_potential": "yes",
    "allergies": [], "diagnosis_status": "confirmed", "treatment_phase": "untreated",
    "onset_date": timedelta(weeks=-15), "sbp": "124", "dbp": "76", "ambulation": "independent",
    "adl_limitation": "instrumental",
    "mmt8_80": "58", "md_global": "6.5", "patient_global": "6", "haq_di": "1.5",
    "extramuscular": "1", "ck": "6850", "ck_uln": "170", "ast": "205", "alt": "188", "ldh": "720",
    "aldolase": "31", "esr": "18", "crp": "4", "ab_srp": "positive", "ab_srp_titre": "128",
    "ab_hmgcr": "negative", "biopsy": "imnm", "mri_muscle": "oedema", "dysphagia": "none",
    "fvc_pct": "86", "fvc_lying_pct": "82", "ild": "none", "troponin_i": "7",
    "troponin_i_uln": "16", "ecg": "normal", "lvef_pct": "62",
    "nyha_class": "0", "mg_status": "none", "cancer_history": "none", "current_drugs": [],
    "statin_exposure": "never", "lipid_lowering_needed": "no", "current_prednisone_mg_day": "0",
    "gc_cumulative_g_12m": "0", "failed_therapies": [], "creatinine_umol_l": "54",
    "on_dialysis": "no", "potassium": "4.1", "calcium_corrected": "2.32", "hb": "131",
    "wbc": "7.4", "neutrophils": "4.6", "platelets": "268", "mcv": "88", "ggt": "22",
    "ggt_uln": "40", "alp": "64", "alp_uln": "105", "bilirubin": "9", "bilirubin_uln": "21",
    "albumin": "42", "igg_g_l": "10.8", "iga_g_l": "2.1", "ig_anaphylaxis": "no", "tpmt": "normal",
    "nudt15": "normal", "g6pd_deficient": "no", "chronic_liver_disease": "no",
    "alcohol_units_week": "3", "hbsag": "unknown", "anti_hbc": "unknown",
    "hcv_ab": "negative", "hiv": "negative", "tb_igra": "negative", "vzv_igg": "positive",
    "diabetes": "no", "hba1c_mmol_mol": "36", "glucose": "5.1",
    "ldl": "2.9", "osteoporosis_or_fragility_fracture": "no", "can_sit_upright": "yes",
    "glaucoma": "no", "severe_steroid_psychosis": "no",
}  # fmt: skip
FIRST_DECIDED = (
    {"advice": "R8"},
    {"advice": "R11", "regimen": "PRED"},
    {"advice": "R14", "regimen": "MTX", "amount": "15", "weekday": "Monday"},
    {
        "advice": "R30", "regimen": "RTX", "kind": "declined", "reason_code": "waiting",
        "reason": "Hepatitis B is open; tablets first, rituximab if they are not enough.",
    },
    {"advice": "R47", "regimen": "ATOV"},
    {"advice": "R48", "regimen": "CAVITD"},
    {"advice": "R56"},
    {"advice": "R10"},
    {"advice": "R32"},
)  # fmt: skip
WEEK_4 = NO_SIGNS | bloods("129 9.1 6.4 281 89 56 160 148 42") | {
    "weight_kg": "61.5", "sbp": "128", "dbp": "78", "treatment_phase": "induction_improving",
    "ambulation": "independent", "mmt8_80": "63", "md_global": "5", "patient_global": "5",
    "ck": "3900", "dysphagia": "none", "fvc_pct": "84", "hbsag": "negative",
    "anti_hbc": "negative", "glucose": "5.6", "esr": "14", "crp": "3", "ggt": "24", "alp": "61",
    "bilirubin": "8", "troponin_i": "8", "ecg": "normal", "cancer_panel": "clear",
    "pjp_review": "goes_on",
}  # fmt: skip
WEEK_12 = NO_SIGNS | bloods("130 8.2 5.7 274 91 55 68 74 43") | {
    "weight_kg": "62.5", "sbp": "131", "dbp": "80", "ambulation": "independent", "mmt8_80": "71",
    "md_global": "2.5", "patient_global": "3", "haq_di": "0.75", "extramuscular": "0.5",
    "adl_limitation": "none", "ck": "880", "dysphagia": "none", "fvc_pct": "86", "glucose": "5.8",
    "hba1c_mmol_mol": "40", "esr": "10", "crp": "2", "troponin_i": "7", "ecg": "normal",
    "ldl": "3.1", "pjp_review": "goes_on",
}  # fmt: skip
WEEK_21 = NO_SIGNS | bloods("128 7.1 4.8 262 92 57 42 46 43") | {
    "weight_kg": "63", "sbp": "129", "dbp": "79", "ambulation": "independent", "mmt8_80": "76",
    "md_global": "1.2", "patient_global": "1.5", "haq_di": "0.375", "extramuscular": "0",
    "ck": "360", "troponin_i": "7", "ecg": "normal", "ab_srp_titre": "61", "dysphagia": "none",
    "fvc_pct": "88", "pjp_review": "goes_on",
}  # fmt: skip
WEEK_27 = NO_SIGNS | bloods("127 6.9 4.5 270 92 55 76 83 42") | {
    "weight_kg": "62.5", "sbp": "126", "dbp": "78", "treatment_phase": "relapse",
    "ambulation": "independent", "mmt8_80": "66", "md_global": "4.5", "patient_global": "5",
    "haq_di": "1.125", "extramuscular": "0.5", "adl_limitation": "instrumental", "ck": "1680",
    "esr": "15", "crp": "4", "ab_srp_titre": "119", "mri_muscle": "oedema", "dysphagia": "none",
    "fvc_pct": "85", "fvc_lying_pct": "81", "troponin_i": "8", "ecg": "normal", "igg_g_l": "9.9",
    "hba1c_mmol_mol": "41", "pjp_review": "goes_on", "t_score": "-1.4",
    "spine_imaging": "no_fracture",
}  # fmt: skip
WEEK_27_DECIDED = (
    {
        "advice": "R11", "regimen": "PRED", "kind": "changed", "amount": "40",
        "often": "once daily in the morning",
        "reason": "Back to a dose at which CK still fell, because rituximab begins today.",
    },
    {"advice": "R30", "regimen": "RTX"},
    {"advice": "R23"},
    {"advice": "R59"},
)  # fmt: skip
WEEK_31 = NO_SIGNS | bloods("126 8.0 6.1 285 92 56 56 61 41") | {
    "weight_kg": "62.5", "sbp": "132", "dbp": "80", "treatment_phase": "induction_improving",
    "ambulation": "independent", "mmt8_80": "70", "md_global": "3", "patient_global": "3.5",
    "ck": "640", "esr": "12", "crp": "3", "dysphagia": "none", "troponin_i": "7", "ecg": "normal",
    "fvc_pct": "85", "glucose": "5.9", "pjp_review": "goes_on",
}  # fmt: skip
WEEK_39 = NO_SIGNS | bloods("128 6.2 4.0 254 93 57 32 34 42") | {
    "weight_kg": "63", "sbp": "130", "dbp": "79", "ambulation": "independent", "mmt8_80": "75",
    "md_global": "1.2", "patient_global": "1.5", "haq_di": "0.5", "extramuscular": "0",
    "adl_limitation": "none", "ck": "255", "esr": "9", "crp": "2", "dysphagia": "none",
    "fvc_pct": "88", "igg_g_l": "8.3", "troponin_i": "7", "ecg": "normal", "hba1c_mmol_mol": "42",
    "pjp_review": "goes_on",
}  # fmt: skip
WEEK_52 = NO_SIGNS | bloods("127 5.1 2.7 238 94 56 22 24 42") | {
    "weight_kg": "62.5", "sbp": "127", "dbp": "77", "treatment_phase": "maintenance",
    "ambulation": "independent", "mmt8_80": "78", "md_global": "0.4", "patient_global": "0.6",
    "haq_di": "0.125", "extramuscular": "0", "ck": "148", "esr": "8", "crp": "1",
    "ab_srp_titre": "24", "mri_muscle": "normal", "dysphagia": "none", "troponin_i": "7",
    "ecg": "normal", "fvc_pct": "90", "igg_g_l": "7.2", "glucose": "5.3", "pjp_review": "goes_on",
}  # fmt: skip

EVENTS = (
    Visit(0, FIRST, FIRST_DECIDED),
    Values(2 * WEEK, {"ck": "5600"} | bloods("130 8.8 6.2 290 88 55 190 176 42")),
    Visit(4 * WEEK, WEEK_4, ({"advice": "R58"},)),
    Taper(4 * WEEK, "PRED", "percent25_q4w", "5", weeks=0),
    Dose(4 * WEEK, "MTX", "20"),
    Values(6 * WEEK, {"ck": "2750"} | bloods("128 8.9 6.3 279 89 54 132 122 42")),
    Values(8 * WEEK, {"ck": "1850"} | bloods("129 8.6 6.0 281 90 56 109 101 42")),
    Values(10 * WEEK, {"ck": "1260"} | bloods("130 8.4 5.8 277 90 55 81 88 42")),
    Visit(12 * WEEK, WEEK_12, ({"advice": "R58"},)),
    Values(17 * WEEK, {"ck": "520"} | bloods("129 7.6 5.2 266 91 56 53 58 43")),
    Visit(21 * WEEK, WEEK_21),
    Values(25 * WEEK, {"ck": "790"} | bloods("128 7.0 4.7 265 92 56 57 62 43")),
    Values(26 * WEEK, {"ck": "1240"}),
    Judgment(27 * WEEK, "PRED", "good"),
    Judgment(27 * WEEK, "MTX", "partial"),
    Visit(27 * WEEK, WEEK_27, WEEK_27_DECIDED),
    Values(29 * WEEK, {"ck": "1130"} | bloods("126 8.3 6.4 288 92 55 71 77 41")),
    Taper(31 * WEEK, "PRED", "step_10_5_2.5_q4w", "5", weeks=4),
    Visit(31 * WEEK, WEEK_31, ({"advice": "R58"},)),
    Values(35 * WEEK, {"ck": "390"} | bloods("127 7.1 5.0 266 93 56 41 45 42")),
    Visit(39 * WEEK, WEEK_39, ({"advice": "R58"},)),
    Values(46 * WEEK, {"ck": "188"} | bloods("127 5.6 3.2 246 93 57 26 28 42")),
    Judgment(52 * WEEK, "RTX", "good"),
    Taper(52 * WEEK, "PRED", "percent25_q4w", "5", weeks=5),
    Visit(52 * WEEK, WEEK_52, ({"advice": "R60"},)),
    Values(54 * WEEK, {"hb": "126", "wbc": "3.7", "neutrophils": "1.4", "platelets": "231"}),
)
STORY = Story(person("E", 5, "1978-09-02", "female"), 56 * WEEK, EVENTS)
