"""Patient F: checkpoint-inhibitor myositis, myocarditis feared and excluded, to recovery."""

from datetime import timedelta

from patients.demo.story import WEEK, Dose, Stop, Story, Taper, Values, Visit, bloods, person

NO_SIGNS = {
    "nsti_signs": "no", "infection_status": "none", "niv_or_ventilated": "no",
    "resp_distress": "no", "cardiac_symptoms": "no",
}  # fmt: skip
FIRST = NO_SIGNS | {
    "weight_kg": "79", "height_cm": "177", "allergies": [], "diagnosis_status": "probable",
    "treatment_phase": "untreated", "onset_date": timedelta(days=-16), "rapid_progression": "yes",
    "sbp": "134", "dbp": "80", "myoglobinuria": "no", "ambulation": "aid",
    "adl_limitation": "self_care", "mmt8_80": "52", "md_global": "7.5", "patient_global": "7",
    "haq_di": "1.75", "extramuscular": "4", "ck": "5200", "ck_uln": "200", "ast": "310",
    "alt": "242", "esr": "22", "crp": "9", "ab_srp": "negative", "ab_hmgcr": "negative",
    "biopsy": "imnm", "mri_muscle": "oedema", "dysphagia": "mild", "fvc_pct": "72",
    "fvc_lying_pct": "66", "ild": "none", "troponin_i": "185", "troponin_i_uln": "16",
    "ecg": "other_abnormal", "lvef_pct": "55", "myocarditis": "suspected", "nyha_class": "0",
    "mg_status": "suspected", "ici_exposure": "current", "ici_drug": "a PD-1 inhibitor",
    "ici_last_dose": timedelta(days=-19), "ici_grade": "3", "cancer_history": "active",
    "current_drugs": [], "statin_exposure": "never", "lipid_lowering_needed": "no",
    "current_prednisone_mg_day": "0", "gc_cumulative_g_12m": "0", "failed_therapies": [],
    "creatinine_umol_l": "78", "on_dialysis": "no", "potassium": "4.3",
    "calcium_corrected": "2.35", "hb": "138", "wbc": "7.9", "neutrophils": "5.2",
    "platelets": "244", "mcv": "89", "ggt": "31", "ggt_uln": "60", "alp": "72", "alp_uln": "120",
    "bilirubin": "10", "bilirubin_uln": "21", "albumin": "39", "igg_g_l": "11.4", "iga_g_l": "2.3",
    "ig_anaphylaxis": "no", "tpmt": "normal", "g6pd_deficient": "no",
    "chronic_liver_disease": "no", "alcohol_units_week": "5", "hbsag": "negative",
    "anti_hbc": "negative", "hbv_prophylaxis": "no", "hcv_ab": "negative", "hiv": "negative",
    "tb_igra": "negative", "live_vaccine_days": "999", "diabetes": "no", "hba1c_mmol_mol": "38",
    "glucose": "5.9", "ldl": "2.6", "osteoporosis_or_fragility_fracture": "no",
    "can_sit_upright": "yes", "glaucoma": "no", "thrombosis": "none",
    "severe_steroid_psychosis": "no", "conception_planned_6m": "no", "nudt15": "normal",
}  # fmt: skip
FIRST_DECIDED = (
    {"advice": "R34"},
    {"advice": "R35"},
    {"advice": "R42"},
    {"advice": "R44"},
    {"advice": "R46"},
    {"advice": "R37", "regimen": "IVMP_ICI", "amount": "160"},
    {"advice": "R39", "regimen": "IVIG"},
    {"advice": "R41"},
)  # fmt: skip
WEEK_1 = NO_SIGNS | bloods("135 11.8 9.4 251 89 80 202 176 38") | {
    "weight_kg": "78.5", "sbp": "138", "dbp": "82", "treatment_phase": "induction_improving",
    "ambulation": "aid", "adl_limitation": "instrumental", "mmt8_80": "60", "md_global": "5",
    "ck": "1450", "dysphagia": "none", "fvc_pct": "80", "troponin_i": "41", "ecg": "normal",
    "lvef_pct": "58", "myocarditis": "none", "mg_status": "none", "achr_ab": "negative",
    "ici_exposure": "within_12m", "ici_grade": "2", "current_prednisone_mg_day": "75",
    "gc_cumulative_g_12m": "0.9", "glucose": "8.2", "potassium": "4.0", "rapid_progression": "no",
}  # fmt: skip
WEEK_1_DECIDED = (
    {"advice": "R34"},
    {"advice": "R36", "regimen": "PRED_ICI2", "amount": "70"},
    {"advice": "R47", "regimen": "COTRI"},
    {"advice": "R48", "regimen": "CAVITD"},
)  # fmt: skip
WEEK_4 = NO_SIGNS | bloods("132 10.9 8.1 248 90 79 55 58 40") | {
    "weight_kg": "79", "diagnosis_status": "confirmed", "sbp": "136", "dbp": "81",
    "ambulation": "independent", "mmt8_80": "68", "md_global": "2.5", "patient_global": "3",
    "haq_di": "0.75", "extramuscular": "0.5", "ck": "310", "esr": "15", "crp": "3",
    "dysphagia": "none", "fvc_pct": "88", "troponin_i": "9", "ecg": "normal", "glucose": "6.4",
    "pjp_review": "goes_on",
}  # fmt: skip
ASKED_AGAIN = NO_SIGNS | {  # answers that do not hold for long
    "ici_exposure": "within_12m", "rapid_progression": "no", "myoglobinuria": "no",
    "myocarditis": "none", "adl_limitation": "none", "thrombosis": "none",
    "live_vaccine_days": "999", "hbv_prophylaxis": "no", "conception_planned_6m": "no",
}  # fmt: skip
WEEK_12 = ASKED_AGAIN | bloods("136 8.4 5.9 239 91 77 32 34 41") | {
    "weight_kg": "80", "ici_grade": "1", "sbp": "131", "dbp": "79",
    "ambulation": "independent", "mmt8_80": "75", "md_global": "1", "patient_global": "1",
    "haq_di": "0.25", "extramuscular": "0", "ck": "168", "esr": "11", "crp": "2",
    "dysphagia": "none", "fvc_pct": "93", "troponin_i": "8", "ecg": "normal",
    "hba1c_mmol_mol": "43", "glucose": "5.9", "ldl": "2.8", "pjp_review": "goes_on",
}  # fmt: skip
WEEK_25 = ASKED_AGAIN | bloods("139 6.6 4.1 231 90 76 25 26 42") | {
    "weight_kg": "79.5", "sbp": "128", "dbp": "78", "treatment_phase": "maintenance",
    "ambulation": "independent", "mmt8_80": "79", "md_global": "0.3", "patient_global": "0.5",
    "haq_di": "0", "ck": "112", "esr": "8", "crp": "1", "mri_muscle": "normal",
    "dysphagia": "none", "fvc_pct": "96", "troponin_i": "7", "ecg": "normal",
    "hba1c_mmol_mol": "39",
}  # fmt: skip
WEEK_36 = ASKED_AGAIN | bloods("141 6.2 3.9 236 89 77 23 24 43") | {
    "weight_kg": "80", "sbp": "127", "dbp": "77", "ambulation": "independent", "mmt8_80": "80",
    "md_global": "0", "patient_global": "0.3", "ck": "94", "esr": "7", "crp": "1",
    "dysphagia": "none", "fvc_pct": "97", "troponin_i": "7", "ecg": "normal",
}  # fmt: skip
WEEK_46 = ASKED_AGAIN | bloods("142 6.0 3.7 240 89 78 21 22 43") | {
    "weight_kg": "80.5", "sbp": "129", "dbp": "78", "ambulation": "independent", "mmt8_80": "80",
    "md_global": "0", "patient_global": "0.2", "haq_di": "0", "ck": "88", "esr": "8", "crp": "1",
    "dysphagia": "none", "fvc_pct": "98", "troponin_i": "6", "ecg": "normal",
}  # fmt: skip

EVENTS = (
    Visit(0, FIRST, FIRST_DECIDED),
    Values(1, {"troponin_i": "172", "ecg": "other_abnormal", "ck": "4700", "potassium": "4.2"}),
    Values(2, {"troponin_i": "118", "ecg": "normal", "ck": "3650", "potassium": "4.0"}),
    Dose(3, "IVMP_ICI", "80"),
    Dose(5, "IVMP_ICI", "60"),
    Stop(WEEK, "IVMP_ICI", "replaced", "good", adequate=True),
    Visit(WEEK, WEEK_1, WEEK_1_DECIDED),
    Values(2 * WEEK, {"ck": "760", "troponin_i": "21", "ecg": "normal", "glucose": "7.4"}),
    Values(3 * WEEK, {"ck": "470", "troponin_i": "13", "ecg": "normal", "glucose": "6.8"}),
    Visit(4 * WEEK, WEEK_4, ({"advice": "R58"},)),
    Taper(
        4 * WEEK, "PRED_ICI2", "step_10_5_2.5_q4w", "0", weeks=1,
        doses=("60", "50", "40", "30", "20", "15", "10", "7.5", "5", "2.5", "0"),
    ),
    Values(5 * WEEK, {"troponin_i": "8", "ecg": "normal"}),
    Values(8 * WEEK, {"ck": "214"} | bloods("134 9.6 7.0 244 90 78 39 41 41")),
    Stop(10 * WEEK, "IVIG", "completed", "good", adequate=True),
    Visit(12 * WEEK, WEEK_12, ({"advice": "R58"},)),
    Values(18 * WEEK, {"ck": "131"} | bloods("137 7.3 4.8 235 90 76 28 29 42")),
    Stop(21 * WEEK, "COTRI", "completed"),
    Stop(25 * WEEK, "PRED_ICI2", "remission", "good", adequate=True),
    Stop(25 * WEEK, "CAVITD", "completed"),
    Visit(25 * WEEK, WEEK_25, ({"advice": "R60"},)),
    Visit(36 * WEEK, WEEK_36, ({"advice": "R60"},)),
    Visit(46 * WEEK, WEEK_46, ({"advice": "R60"},)),
)  # fmt: skip
STORY = Story(person("F", 6, "1961-02-17", "male"), 50 * WEEK, EVENTS)
