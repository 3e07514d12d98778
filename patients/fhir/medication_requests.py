"""What was ordered: one request for each treatment decided on and given.

The words of the dose are those of the page. Numbers for machines stand beside them only where they
are one administration's: a total of a day in several doses, or of a course over days, is left to
the words.
"""

from guidelines.engine import wording
from guidelines.engine.orders_kept import schedule_kept

from .terms import canonical_url, concept, own_system, quantity, without_empty

ONE_ADMINISTRATION = ("week", "infusion", "dose", "session")
AMENDED = "The consultation was amended on {}: see there."


def medication_requests(signed) -> list[dict]:
    """One entry for each decided treatment, in the order of the decisions."""
    return [_request(signed, row) for row in signed.decisions if is_order(row)]


def is_order(decision) -> bool:
    """Whether a decision is to give a treatment."""
    return bool(decision.regimen) and decision.is_given


def request_of(signed, decision) -> dict:
    """The reference to the request that follows from a decision."""
    return signed.refer("MedicationRequest", decision.advice, decision.regimen)


def line(signed, decision) -> str:
    """The order as the page and the summary print it."""
    return decision.dose or signed.plan["regimens"][decision.regimen]["line"]


def _request(signed, decision):
    regimen = signed.plan["regimens"][decision.regimen]
    system = own_system("regimen", signed.content.key)
    return signed.entry(
        "MedicationRequest",
        request_of(signed, decision),
        **_status(signed, regimen),
        intent="order",
        medicationCodeableConcept=concept(system, regimen["code"], regimen["name"]),
        subject=signed.subject,
        encounter=signed.context,
        authoredOn=signed.signed_at,
        requester=signed.signer,
        reasonCode=[advised(signed, decision)],
        instantiatesCanonical=[canonical_url(signed.plan)],
        note=notes(signed, decision),
        dosageInstruction=[_dosage(signed, decision, regimen)],
    )


def _status(signed, regimen):
    """Active, unless it waits for an answer or a signed amendment took its place."""
    if signed.amendment:
        text = AMENDED.format(wording.date(signed.amendment.on))
        return {"status": "stopped", "statusReason": {"text": text}}
    if regimen["state"] == "waits":
        missing = wording.listed(row["label"] for row in regimen["waits_for"])
        text = f"Not known: {missing}. Do not give until known."
        return {"status": "on-hold", "statusReason": {"text": text}}
    return {"status": "active"}


def advised(signed, decision) -> dict:
    """The recommendation that a decision is about."""
    rows = {row["key"]: row["sentence"] for row in signed.plan["advice"]}
    system = own_system("recommendation", signed.content.key)
    return concept(system, decision.advice, rows[decision.advice])


def notes(signed, decision) -> list[dict]:
    """How it was decided, where that was not plainly to accept."""
    if decision.kind == decision.Kind.ACCEPTED:
        return []
    reason = ": ".join(filter(None, [decision.get_kind_display(), decision.reason]))
    texts = [reason]
    if decision.regimen and decision.is_given:
        texts.append(f"The plan said: {signed.plan['regimens'][decision.regimen]['line']}")
    return [{"text": text} for text in texts]


def _dosage(signed, decision, regimen):
    number = _one_administration(signed, decision, regimen)
    return without_empty(
        {
            "text": line(signed, decision),
            "timing": _timing(decision, regimen),
            "route": {"text": regimen["route"]},
            "doseAndRate": [{"doseQuantity": number}] if number else [],
        }
    )


def _timing(decision, regimen):
    """Once a week as figures, with the day; how often anything else is given is left to words."""
    if regimen["per"] != "week" or not regimen["weekly"]:
        return {}
    day = decision.weekday[:3].lower()
    return {
        "repeat": without_empty(
            {"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": [day] if day else []}
        )
    }


def _one_administration(signed, decision, regimen):
    """The decided number, if it is what is given at one time."""
    if decision.amount is None or not regimen["unit"]:
        return {}
    once_a_day = regimen["per"] == "day" and _is_once_daily(signed, decision, regimen)
    if not once_a_day and regimen["per"] not in ONE_ADMINISTRATION:
        return {}
    return quantity(decision.amount, regimen["unit"])


def _is_once_daily(signed, decision, regimen):
    """Whether the rule is one dose a day, and the order kept the schedule of the rule."""
    rules = {row.code: row.parts for row in signed.content.regimens}.get(regimen["code"], ())
    kept = bool(regimen["schedule"]) and schedule_kept(regimen, line(signed, decision))
    return kept and [part.doses_per_day for part in rules] == [1]
