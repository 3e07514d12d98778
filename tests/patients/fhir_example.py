"""A consultation with an order of every kind, signed: shared by tests of what it is exported to."""

from patients.visits import actions
from tests import factories_people as people

# With these answers most treatments are free; rituximab waits for the hepatitis B test.
ANSWERED = people.SEVERE | {
    "allergies": [],
    "pregnancy_status": "not_pregnant",
    "breastfeeding": "no",
    "creatinine_umol_l": "58",
    "on_dialysis": "no",
    "chronic_liver_disease": "no",
    "neutrophils": "4.8",
    "wbc": "7.25",
    "platelets": "260",
    "ig_anaphylaxis": "no",
    "hbsag": "unknown",
    "emg": "not_done",
    "tb_igra": "indeterminate",
}
DECIDED = (
    ("R11", "PRED", {}),
    ("R14", "MTX", {"amount": "10", "weekday": "Tuesday"}),
    ("R16", "MMF", {"amount": "2000", "reason": "early combination"}),
    ("R18", "IVIG", {}),
    ("R30", "RTX", {}),
    ("R48", "CAVITD", {}),
)
REASON = "enough with two"


def draft(patient, by):
    """An open consultation in which all of it is decided."""
    found = people.draft(patient, by, **ANSWERED)
    for advice, regimen, typed in DECIDED:
        _decide(found, advice, regimen, "accepted", by, typed)
    typed = {"reason_code": "patient_declines", "reason": REASON}
    _decide(found, "R15", "AZA", "declined", by, typed)
    return found


def signed(patient, by):
    """The same, signed."""
    found = draft(patient, by)
    actions.sign(encounter=found, revision=found.revision, by=by)
    return found


def _decide(encounter, advice, regimen, kind, by, typed):
    actions.decide(encounter=encounter, advice=advice, regimen=regimen, kind=kind, by=by, **typed)
