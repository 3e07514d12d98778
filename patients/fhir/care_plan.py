"""The plan as it was decided: what is done, what was declined and why."""

from .medication_requests import advised, is_order, line, request_of
from .people import signed_as
from .terms import OURS, canonical_url


def care_plan(signed) -> dict:
    """One activity for each decision; orders are referred to, all else is told here."""
    found = signed.encounter
    return signed.entry(
        "CarePlan",
        signed.refer("CarePlan"),
        identifier=[signed_as(found)],
        instantiatesCanonical=[canonical_url(signed.plan)],
        status="revoked" if signed.amendment else "active",
        intent="plan",
        title=signed.plan["title"],
        description=signed.plan["headline"],
        subject=signed.subject,
        encounter=signed.context,
        created=signed.signed_at,
        author=signed.signer,
        replaces=[{"identifier": signed_as(found.amends)}] if found.amends else [],
        activity=[_activity(signed, row) for row in signed.decisions],
        note=[{"text": found.amendment_reason}] if found.amendment_reason else [],
    )


def _activity(signed, decision):
    if is_order(decision):
        display = line(signed, decision)
        return {"reference": request_of(signed, decision) | {"display": display}}
    if decision.is_given:
        return {"detail": {"code": advised(signed, decision), "status": "not-started"}}
    return {"detail": _declined(signed, decision)}


def _declined(signed, decision):
    """Advice that was declined: cancelled with the reason, never the order not to give it."""
    label = decision.get_reason_code_display()
    coding = {"system": f"{OURS}:decline-reason", "code": decision.reason_code, "display": label}
    text = ": ".join(filter(None, [label, decision.reason]))
    detail = {
        "code": advised(signed, decision),
        "status": "cancelled",
        "statusReason": {"coding": [coding], "text": text},
    }
    if decision.regimen:
        detail["description"] = f"Declined: {line(signed, decision)}"
    return detail
