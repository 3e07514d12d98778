"""The patient and the visit."""

from .terms import OURS, TERMINOLOGY


def patient(signed) -> dict:
    """Who it is, as the record says.

    The record knows the sex at birth, which is an observation, and no administrative gender. Which
    authority gave the record number is not known either, so it has no system.
    """
    person = signed.patient
    kind = {"system": f"{TERMINOLOGY}/v2-0203", "code": "MR", "display": "Medical record number"}
    return signed.entry(
        "Patient",
        signed.subject,
        identifier=[{"type": {"coding": [kind]}, "value": person.record_number}],
        name=[{"family": person.family_name, "given": [person.given_name]}],
        birthDate=person.birth_date.isoformat(),
    )


def encounter(signed) -> dict:
    """The visit: finished once it is signed. Nobody asked whether the patient was an inpatient."""
    found = signed.encounter
    day = found.visit_day.isoformat()
    unknown = {"system": f"{TERMINOLOGY}/v3-NullFlavor", "code": "UNK", "display": "unknown"}
    return signed.entry(
        "Encounter",
        signed.context,
        identifier=[signed_as(found)],
        status="finished",
        **{"class": unknown},
        subject=signed.subject,
        participant=[{"individual": signed.signer}],
        period={"start": day, "end": day},
    )


def signed_as(encounter) -> dict:
    """A signed consultation by what no other one has: the digest of its signature."""
    return {"system": f"{OURS}:signature", "value": encounter.digest}
