"""The named statements on which advice rests: when each is true, false, and unknown."""

import pytest

from tests.guidelines.engine.shipped import CONTENT, MISSING, patient
from tests.guidelines.engine.test_recommendations import (
    FULL,
    HMGCR,
    ICI,
    NO_ACTIVITY,
    NOT_ENOUGH,
    SEVERE,
    SRP,
)

CALM = FULL | {"current_prednisone_mg_day": 0}
GRADE_1 = ICI | {"ici_grade": 1, "mmt8_80": 79}
STATINS = "atorvastatin fluvastatin lovastatin pitavastatin pravastatin rosuvastatin simvastatin"
SECOND_AGENTS = [
    "methotrexate",
    "azathioprine",
    "mycophenolate",
    "tacrolimus",
    "ciclosporin",
    "ivig",
    "plex",
    "rituximab",
    "cyclophosphamide",
]
LATENT = {"tb_igra": "positive"}
SUSPECTED = {"diagnosis_status": "suspected"}
EXCLUDED = {"diagnosis_status": "excluded"}
STEROIDS_HARM = {"osteoporosis_or_fragility_fracture": True}
MAINTENANCE = {"treatment_phase": "maintenance"}
LIVER_NORMAL = {
    "ck": 851,
    "alt": 120,
    "ggt": 40,
    "ggt_uln": 40,
    "alp": 120,
    "alp_uln": 120,
    "bilirubin": 20,
    "bilirubin_uln": 20,
}


def failed(*therapies):
    return NOT_ENOUGH | {"failed_therapies": ["glucocorticoid", *therapies]}


CASES = {
    "dx_any": [(SUSPECTED, True), (EXCLUDED, False), ({"diagnosis_status": None}, None)],
    "dx_ok": [({"diagnosis_status": "probable"}, True), (SUSPECTED, False)],
    "active_phase": [({"treatment_phase": "relapse"}, True), (MAINTENANCE, False)],
    "resp_failure": [
        ({"fvc_pct": 49.9}, True),
        ({"fvc_pct": 50}, False),
        ({"fvc_pct": None}, None),
    ],
    "troponin_i_raised": [({"troponin_i": 27}, True), ({"troponin_i_uln": None}, None)],
    "troponin_t_raised": [
        ({}, False),
        ({"troponin_t": None}, False),
        ({"troponin_t": 15}, None),
        ({"troponin_t": 15, "troponin_t_uln": 14}, True),
        ({"troponin_t": 14, "troponin_t_uln": 14}, False),
    ],
    "muscle_origin": [
        (LIVER_NORMAL, True),
        (LIVER_NORMAL | {"ck": 850}, False),  # exactly 5 times the limit
        (LIVER_NORMAL | {"ggt": 41}, False),
        (LIVER_NORMAL | {"alp": 121}, False),
        (LIVER_NORMAL | {"bilirubin": 21}, False),
        (LIVER_NORMAL | {"ggt": None}, None),
        (LIVER_NORMAL | {"alp_uln": None}, None),
        (LIVER_NORMAL | {"ck_uln": None}, None),
    ],
    "activity_evidence": [
        ({"ck": 171}, True),
        ({"ck": 170, "mri_muscle": "oedema"}, True),
        ({"ck": 170, "mri_muscle": "fatty_replacement"}, False),
        ({"ck": 170}, None),
    ],
    "ici_context": [(ICI, True), ({}, False), (ICI | EXCLUDED, False)],
    "ici_steroid_needed": [
        ({}, False),
        (ICI | {"ck": 100}, False),
        (ICI | {"ici_grade": 3, "ck": 100}, True),
        (ICI | {"myocarditis": "suspected", "ck": 100}, True),
        (ICI | {"fvc_pct": 49, "ck": 100}, True),
        (ICI | {"ck": 510}, True),
        (ICI | {"ck": 509}, False),
        (GRADE_1 | {"ck": 171}, True),
        (GRADE_1 | {"ck": 170}, False),
        (GRADE_1 | {"ck": 171, "mmt8_80": 80}, False),
        (ICI | {"ici_grade": None, "ck": 600}, None),
    ],
    "takes_statin": [
        ({}, False),
        ({"current_drugs": None}, None),
        ({"current_drugs": ["red yeast rice"]}, True),
        ({"current_drugs": ["red_yeast_rice"]}, True),
        *[({"current_drugs": [name]}, True) for name in [*STATINS.split(), "statin"]],
    ],
    "seronegative": [({}, True), (HMGCR, False), ({"ab_srp": "pending"}, None)],
    "ab_hmgcr_missing": [({"ab_hmgcr": "not_done"}, True), ({}, False)],
    "ab_srp_missing": [({"ab_srp": MISSING}, True), ({}, False)],
    "hbsag_unprotected": [
        ({"hbsag": "positive", "hbv_prophylaxis": MISSING}, True),
        ({"hbsag": "positive", "hbv_prophylaxis": True}, False),
        ({"hbsag": None}, False),
    ],
    "ltbi_untreated": [
        (LATENT, True),
        (LATENT | {"tb_treatment": "none"}, True),
        (LATENT | {"tb_treatment": "completed"}, False),
        ({"tb_igra": "indeterminate"}, False),
    ],
    "induction_needed": [
        ({}, True),
        ({"treatment_phase": "relapse"}, True),
        (FULL, False),
        (NOT_ENOUGH, False),
        (SUSPECTED, False),
    ],
    "ssi_choice_needed": [
        ({}, True),
        (NOT_ENOUGH, True),
        (NOT_ENOUGH | NO_ACTIVITY | {"mri_muscle": "normal"}, False),
        (NOT_ENOUGH | SUSPECTED, False),
        (FULL, False),
        (ICI, False),
    ],
    "steroid_high_risk": [
        ({"hba1c_mmol_mol": 64}, True),
        ({"severe_steroid_psychosis": True}, True),
        (STEROIDS_HARM, True),
        ({"hba1c_mmol_mol": None}, None),
        ({}, False),
    ],
    "steroid_free_option": [
        (HMGCR | FULL, True),
        (HMGCR | {"mmt8_80": 70}, True),
        (HMGCR | {"mmt8_80": 69}, False),
        (HMGCR | {"mmt8_80": 69} | STEROIDS_HARM, True),
        (HMGCR | SEVERE | STEROIDS_HARM, False),
        (HMGCR | FULL | {"treatment_phase": "relapse"}, False),
        (FULL, False),
    ],
    "refractory": [
        *[(failed(agent), True) for agent in SECOND_AGENTS],
        (failed(), False),
        (failed("ivig") | {"failed_therapies": ["ivig"]}, False),
        (failed("ivig") | {"treatment_phase": "relapse"}, True),
        (failed("ivig") | MAINTENANCE, False),
        (failed("ivig") | SUSPECTED, False),
        (failed("ivig") | NO_ACTIVITY | {"mri_muscle": "normal"}, False),
        (failed("ivig") | NO_ACTIVITY, None),
        (failed("ivig") | {"failed_therapies": None}, None),
    ],
    "gc_planned": [
        ({}, True),
        (CALM, False),
        (CALM | {"current_prednisone_mg_day": 2.5}, True),
        (CALM | {"current_prednisone_mg_day": 2.4}, False),
        (HMGCR | STEROIDS_HARM, False),
        (HMGCR | {"mmt8_80": 75}, True),
        (STEROIDS_HARM, True),
        (ICI | {"ck": 100}, False),
        (ICI | {"ici_grade": 3}, True),
    ],
    "gc_very_high_dose": [
        ({}, True),
        (CALM, False),
        (CALM | {"current_prednisone_mg_day": 29}, False),
        (CALM | {"current_prednisone_mg_day": 30}, True),
        (CALM | {"gc_cumulative_g_12m": 4.9}, False),
        (CALM | {"gc_cumulative_g_12m": 5}, True),
        (CALM | ICI | {"ici_grade": 3}, True),
        (HMGCR | STEROIDS_HARM, False),
    ],
    "pjp_indicated": [
        ({}, True),
        (CALM, False),
        (CALM | {"current_prednisone_mg_day": 19}, False),
        (CALM | {"current_prednisone_mg_day": 20}, True),
        (CALM | failed("ivig"), True),
        (CALM | ICI | {"ici_grade": 3} | SUSPECTED, True),
        (CALM | ICI | {"ici_grade": 1, "current_prednisone_mg_day": 5}, True),
        (SRP | NOT_ENOUGH, True),
        (SRP | NOT_ENOUGH | {"mmt8_80": 70}, False),
        (SRP | MAINTENANCE, False),
        (NOT_ENOUGH, False),
    ],
    "cancer_window": [
        ({"months_since_onset": 36}, True),
        ({"months_since_onset": 37}, False),
        ({"months_since_onset": None}, None),
    ],
    "ivig_requested": [(SEVERE, True), ({}, False), (SEVERE | {"ig_anaphylaxis": True}, False)],
}


def test_every_criterion_is_tried_here():
    assert list(CASES) == [row.key for row in CONTENT.criteria]


@pytest.mark.parametrize(
    ("key", "flat", "expected"),
    [(key, flat, expected) for key, rows in CASES.items() for flat, expected in rows],
)
def test_a_criterion(key, flat, expected):
    assert patient(**flat).facts[key] is expected
