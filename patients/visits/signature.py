"""What a signature covers, as one fingerprint: later readers can tell whether anything changed."""

from patients.visits import decided


def digest(encounter, decisions):
    """SHA-256 of all that a signature covers, as canonical JSON, in hexadecimal."""
    patient, version = encounter.patient, encounter.version
    covered = {
        "patient": [patient.record_number, str(patient), patient.birth_date.isoformat()],
        "guideline": [version.guideline.key, version.number],
        "on": encounter.on.isoformat(),
        "findings": encounter.findings,
        "plan": encounter.plan,
        "decisions": [_covered(decision, encounter.history) for decision in decisions],
        "amends": encounter.amends and encounter.amends.digest,
        "signed": [encounter.signed_by.get_username(), encounter.signed_at.isoformat()],
    }
    if encounter.history:
        covered["history"] = encounter.history
    return decided.fingerprint(covered)


def _covered(decision, history):
    """What a signature covers of a decision; before there was a history, a dose was text alone."""
    dose = [exactly(decision.amount), decision.weekday] if history else []
    about = [decision.advice, decision.regimen, decision.kind, decision.dose]
    return [*about, *dose, decision.reason_code, decision.reason]


def exactly(amount):
    """A stored amount as text, whatever the database makes of its zeros."""
    return "" if amount is None else f"{amount.normalize():f}"
