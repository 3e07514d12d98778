"""People for tests: dull, in sequence, nothing random."""

from datetime import date
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from patients.models import CareTeam, Patient
from patients.visits import actions, answers

numbers = count(1)

# As typed in the form: enough of a severe anti-SRP patient for drugs with doses.
SEVERE = {
    "weight_kg": "72",
    "height_cm": "168",
    "diagnosis_status": "confirmed",
    "treatment_phase": "untreated",
    "months_since_onset": "2",
    "nsti_signs": "no",
    "infection_status": "none",
    "mmt8_80": "44",
    "dysphagia": "mild",
    "ck": "8420",
    "ck_uln": "170",
    "ab_srp": "positive",
    "ab_hmgcr": "negative",
    "ici_exposure": "none",
    "current_drugs": [],
    "failed_therapies": [],
}

# The same with the answers that methotrexate waits for.
MTX_IS_FREE = SEVERE | {
    "creatinine_umol_l": "62",
    "pregnancy_status": "not_pregnant",
    "breastfeeding": "no",
    "on_dialysis": "no",
    "chronic_liver_disease": "no",
    "neutrophils": "4.8",
    "wbc": "7.25",
    "platelets": "260",
}


def user(role="Clinician", **fields):
    """An account with one role; None for an account without any."""
    found = get_user_model().objects.create_user(f"user{next(numbers)}", **fields)
    if role:
        found.groups.add(Group.objects.get(name=role))
    return found


def team(*members):
    """A care team that patients can reach."""
    numbers_to_call = {"phone": "555-0100", "after_hours": "555-0101", "emergency": "112"}
    found = CareTeam.objects.create(name=f"Team {next(numbers)}", **numbers_to_call)
    found.members.add(*members)
    return found


def patient(care_team, **fields):
    """A woman of 42 in 2026."""
    number = next(numbers)
    values = {
        "family_name": "Test",
        "given_name": f"Patient {number}",
        "record_number": f"T-{number:04}",
        "birth_date": date(1984, 3, 14),
        "sex_at_birth": "female",
    }
    return Patient.objects.create(care_team=care_team, **values | fields)


def draft(patient, by, **typed):
    """An open consultation with answers as typed."""
    encounter = actions.start(patient=patient, by=by)
    write(encounter, by, **typed)
    return encounter


def write(encounter, by, revision=None, **typed):
    """Save answers as if typed in the form."""
    elements = {element.key: element for element in encounter.content.elements}
    about = {"content": encounter.content, "day": encounter.day}
    found = {
        key: answers.read(elements[key], text, unit=elements[key].unit, **about)
        for key, text in typed.items()
    }
    return actions.record(
        encounter=encounter,
        answers={key: answer.finding() for key, answer in found.items()},
        revision=encounter.revision if revision is None else revision,
        by=by,
    )


def signed(patient, by, **typed):
    """A signed consultation."""
    encounter = draft(patient, by, **typed)
    actions.sign(encounter=encounter, revision=encounter.revision, by=by)
    return encounter
