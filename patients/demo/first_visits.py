"""Single visits: one signed after a statin, and two that are being written."""

# As typed in the form: anti-HMGCR myopathy after a statin, moderate weakness.
AFTER_STATIN = {
    "weight_kg": "72", "height_cm": "163", "diagnosis_status": "confirmed",
    "treatment_phase": "untreated", "onset_date": "20-Jul-2026", "rapid_progression": "no",
    "nsti_signs": "no", "infection_status": "none", "ambulation": "aid",
    "adl_limitation": "instrumental", "mmt8_80": "58", "ck": "6400", "ck_uln": "170",
    "alt": "210", "ab_hmgcr": "positive", "ab_srp": "negative", "dysphagia": "none",
    "resp_distress": "no", "fvc_pct": "88", "niv_or_ventilated": "no", "troponin_i": "12",
    "troponin_i_uln": "16", "ecg": "normal", "myocarditis": "none", "ici_exposure": "none",
    "cancer_history": "none", "statin_exposure": "current", "lipid_lowering_needed": "yes",
    "current_drugs": "Lipitor 40 mg\nAspirin 81 mg\nMetformin", "creatinine_umol_l": "58",
    "diabetes": "yes", "hba1c_mmol_mol": "50", "childbearing_potential": "no",
    "breastfeeding": "no", "conception_planned_6m": "no", "allergies": [],
    "failed_therapies": [], "current_prednisone_mg_day": "0", "gc_cumulative_g_12m": "0",
    "cardiac_symptoms": "no", "mg_status": "none", "myoglobinuria": "no", "ild": "none",
    "severe_steroid_psychosis": "no", "osteoporosis_or_fragility_fracture": "no",
    "glaucoma": "no", "nyha_class": "0", "thrombosis": "none", "ig_anaphylaxis": "no",
    "hbsag": "negative", "anti_hbc": "negative", "hbv_prophylaxis": "no", "hcv_ab": "negative",
    "hiv": "negative", "tb_igra": "negative", "live_vaccine_days": "999", "neutrophils": "4.8",
    "wbc": "7.2", "platelets": "260", "igg_g_l": "11", "iga_g_l": "1.9", "albumin": "41",
    "alcohol_units_week": "4", "tpmt": "normal", "nudt15": "normal", "sbp": "128", "dbp": "76",
    "potassium": "4.2", "calcium_corrected": "2.35", "can_sit_upright": "yes",
    "on_dialysis": "no", "chronic_liver_disease": "no", "g6pd_deficient": "no",
    "persistent_activity_despite_treatment": "no", "cutaneous_necrosis": "no",
}  # fmt: skip
DECIDED = [
    {"advice": "R25", "kind": "accepted"},
    {"advice": "R11", "regimen": "PRED", "kind": "accepted"},
    {"advice": "R14", "regimen": "MTX", "kind": "accepted", "amount": "10", "weekday": "Monday"},
    {
        "advice": "R28", "regimen": "IVIG", "kind": "declined", "reason_code": "not_available",
        "reason": "no product this week; ask again at the next visit",
    },
    {"advice": "R47", "regimen": "ATOV", "kind": "accepted"},
    {"advice": "R26", "kind": "accepted"},
]  # fmt: skip

# Severe anti-SRP myopathy in a woman of 42; hepatitis B and pregnancy are still open.
SEVERE_SRP = {
    "weight_kg": "72", "height_cm": "168", "childbearing_potential": "yes", "allergies": [],
    "diagnosis_status": "confirmed", "treatment_phase": "untreated", "onset_date": "14-Sep-2026",
    "rapid_progression": "yes", "nsti_signs": "no", "infection_status": "none",
    "ambulation": "aid", "adl_limitation": "self_care", "mmt8_80": "44", "ck": "8420",
    "ck_uln": "170", "ab_srp": "positive", "ab_hmgcr": "negative", "dysphagia": "mild",
    "resp_distress": "no", "fvc_pct": "81", "niv_or_ventilated": "no", "myocarditis": "none",
    "ici_exposure": "none", "cancer_history": "none", "statin_exposure": "never",
    "current_drugs": [], "failed_therapies": [], "creatinine_umol_l": "62", "tpmt": "poor",
}  # fmt: skip

# Checkpoint inhibitor triad: weak, breathless, with myocarditis.
CHECKPOINT = {
    "weight_kg": "80", "height_cm": "175", "diagnosis_status": "probable",
    "treatment_phase": "untreated", "rapid_progression": "yes", "nsti_signs": "no",
    "infection_status": "none", "ambulation": "unable", "adl_limitation": "self_care",
    "mmt8_80": "46", "ck": "9200", "ck_uln": "200", "dysphagia": "severe", "fvc_pct": "48",
    "troponin_i": "2400", "troponin_i_uln": "16", "ecg": "conduction_or_arrhythmia",
    "cardiac_symptoms": "yes", "myocarditis": "confirmed", "mg_status": "suspected",
    "ici_exposure": "current", "ici_grade": "4", "cancer_history": "active",
    "creatinine_umol_l": "90",
}  # fmt: skip
