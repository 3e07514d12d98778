"""What a printed summary carries for machines: the consultation as FHIR, and the signed plan."""

import hashlib

from guidelines.printing import Attached
from patients.canonical import canonical
from patients.documents.sealed import sign
from patients.fhir import bundle
from patients.visits.signature import exactly

FHIR = "encounter.fhir.json"
PLAN = "plan.json"
FORM = "myopathway-plan-1"  # what the names in plan.json mean; another number, another meaning


def attached(encounter) -> list[Attached]:
    """The FHIR bundle and the signed plan; nothing for a draft, which nobody answers for yet."""
    if not encounter.is_signed:
        return []
    exported = fhir_json(encounter)
    rows = [
        (FHIR, exported, "application/fhir+json", "The consultation as a FHIR R4 bundle"),
        (PLAN, plan_json(encounter, exported), "application/json", "The plan, signed"),
    ]
    return [Attached(*row, modified=encounter.signed_at) for row in rows]


def fhir_json(encounter) -> bytes:
    """The FHIR bundle of a signed consultation as a file; the same one, the same bytes."""
    return canonical(bundle(encounter))


def plan_json(encounter, exported: bytes) -> bytes:
    """What the plan rests on, what it says and what was decided, with this server's signature.

    The signature also covers the digest of the FHIR bundle printed with it.
    """
    version = encounter.version
    return canonical(
        sign(
            {
                "form": FORM,
                "guideline": {
                    "key": version.guideline.key,
                    "version": version.number,
                    "digest": version.digest,
                },
                "on": encounter.on.isoformat(),
                "signed_at": encounter.signed_at.isoformat(),
                "encounter_digest": encounter.digest,
                "amends": encounter.amends.digest if encounter.amends else "",
                "findings": encounter.findings,
                "history": encounter.history,
                "plan": encounter.plan,
                "decisions": [_decision(row) for row in encounter.decisions.all()],
                "files": {FHIR: hashlib.sha256(exported).hexdigest()},
            }
        )
    )


def _decision(row):
    words = ("advice", "regimen", "kind", "dose", "weekday", "reason_code", "reason", "shown")
    return {name: getattr(row, name) for name in words} | {"amount": exactly(row.amount)}
