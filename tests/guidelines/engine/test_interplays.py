"""Advice that matters together: each interplay fires for its patient, and not beside it."""

import pytest

from tests.guidelines.engine.shipped import CONTENT, patient, state, status

CHECKPOINT = {"ici_exposure": "current", "cancer_history": "past"}
CRITICAL = {"dysphagia": "severe"}
HMGCR = {"ab_hmgcr": "positive"}

# key: (findings that make it fire, one change after which it does not)
CASES = {
    "C1": (CRITICAL | {"infection_status": "suspected"}, {"infection_status": "none"}),
    "C2": (CRITICAL, {"failed_therapies": ["plex"]}),
    "C3": ({"mmt8_80": 45, "ab_srp": "positive"}, {"failed_therapies": ["rituximab"]}),
    "C3b": ({"mmt8_80": 45}, {"ig_anaphylaxis": True}),
    "C4": ({}, {"hbsag": "positive"}),
    "C5": (HMGCR | {"mmt8_80": 75}, {"hba1c_mmol_mol": 64}),
    "C6": (HMGCR | {"ab_srp": "positive"}, {"ab_srp": "negative"}),
    "C7": ({"troponin_t": 99, "troponin_t_uln": 14}, {"troponin_i": 99}),
    "C8": ({"alt": 101}, {"alt": 100}),
    "C9": ({"creatinine_umol_l": 44}, {"creatinine_umol_l": 45}),
    "C10": ({"ab_srp": "positive", "live_vaccine_days": 27}, {"live_vaccine_days": 28}),
    "C11": ({"fvc_pct": None}, {"fvc_pct": 90}),
    "C12": ({"diagnosis_status": "suspected"}, {"diagnosis_status": "probable"}),
    "C13": (CHECKPOINT | {"ici_grade": 2, "mmt8_80": 45}, {"ici_grade": 3}),
    "C13b": (
        CHECKPOINT | {"ici_grade": 2, "dysphagia": "severe"},
        {"dysphagia": "none"},
    ),
    "C14": ({"treatment_phase": "maintenance", "mmt8_80": 45}, {"mmt8_80": 50}),
    "C15": ({"current_drugs": ["lipitor"]}, {"statin_exposure": "current"}),
    "C16": ({"biopsy": "other"}, {"biopsy": "imnm"}),
    "C17": (
        {"pregnancy_status": "pregnant", "childbearing_potential": False},
        {"childbearing_potential": True},
    ),
    "C18": ({"months_since_onset": 1}, {"months_since_onset": 0}),
    "C20": ({"mmt8_80": 45}, {"mmt8_80": 60}),
    "C21": ({"dysphagia": "severe"}, {"dysphagia": "mild"}),
    "C19": ({"ab_other": ["Jo1"]}, {"ab_other": []}),
}


def fired(result):
    return {row.key for row, _trace in result.interplays}


def test_every_interplay_of_the_guideline_is_tried_here():
    assert set(CASES) == {row.key for row in CONTENT.interplays}


@pytest.mark.parametrize("key", CASES)
def test_it_fires_for_its_patient_and_not_beside_it(key):
    findings, change = CASES[key]
    assert key in fired(patient(**findings))
    assert key not in fired(patient(**(findings | change)))


def test_ordinary_advice_stands_without_warnings():
    assert fired(patient(months_since_onset=0, hbsag="positive", alt=40)) == set()


def test_the_lower_checkpoint_dose_gives_way_to_the_higher():
    both = patient(**CASES["C13b"][0])
    assert status(both, "R36") == status(both, "R37") == "recommended"
    assert "IVMP_ICI" in both.doses
    assert "PRED_ICI2" not in both.doses
    assert not both.as_json()["regimens"]["PRED_ICI2"]["offered"]


def test_infection_wins_over_glucocorticoid_but_leaves_immunoglobulin_and_exchange():
    result = patient(**CASES["C1"][0])
    states = {code: state(result, code) for code in ("PRED", "IVMP", "IVIG", "PLEX")}
    assert states == {"PRED": "blocked", "IVMP": "blocked", "IVIG": "free", "PLEX": "free"}


def test_severity_that_could_be_higher_is_never_lowered():
    assert patient(fvc_pct=None).facts["severity"] == "moderate"


def test_a_recent_vaccine_does_not_hold_rituximab_in_proven_critical_disease():
    recent = {"ab_srp": "positive", "live_vaccine_days": 27}
    assert state(patient(**recent), "RTX") == "blocked"
    assert state(patient(**recent, **CRITICAL), "RTX") == "free"


def test_raised_liver_enzymes_alone_do_not_hold_methotrexate():
    assert state(patient(alt=400), "MTX") == "free"
