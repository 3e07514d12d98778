"""How decisions stand beside a plan: what may be decided, and what the plan has overtaken."""

import hashlib

from django.core.exceptions import ValidationError

from guidelines.engine.order_words import other_drugs
from guidelines.engine.reading import ACTIVE, SHOWN
from patients.canonical import canonical
from patients.models import Decision
from patients.visits.orders import LENGTHS, Order

Kind = Decision.Kind
CARRIED = "to check again, "  # before what was shown, in a decision of the consultation amended


def fingerprint(value):
    """SHA-256 of a value as canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def shown(plan, advice, regimen):
    """What the plan says of something to decide, in one line; empty if it is no choice now."""
    row = _advice(plan, advice)
    if row is None or row["status"] not in SHOWN:
        return ""
    if regimen not in (row["regimens"] or [""]):
        return ""
    if not regimen:
        return f"{row['status']}: {row['sentence']}"
    found = plan["regimens"][regimen]
    return f"{row['status']}, {found['state']}: {found['line']}"


def _advice(plan, key):
    return next((row for row in plan["advice"] if row["key"] == key), None)


def is_outdated(plan, decision):
    """Whether the plan no longer says what was decided upon, or leaves no room for it."""
    about = (decision.advice, decision.regimen)
    if shown(plan, *about) != decision.shown:
        return True
    try:
        check(plan, *about, decision.kind)
    except ValidationError:
        return True
    return False


def is_carried(plan, decision):
    """Whether it was made in the consultation amended, and the plan still says the same."""
    return decision.shown == CARRIED + shown(plan, decision.advice, decision.regimen)


def check(plan, advice, regimen, kind):
    """Raise ValidationError where the plan leaves no room for this decision."""
    if kind not in Kind.values:
        raise ValidationError("This is not a way to decide.")
    if not shown(plan, advice, regimen):
        raise ValidationError("This is not a choice of the plan now.")
    state = plan["regimens"][regimen]["state"] if regimen else "free"
    if state == "hard_stop" and kind != Kind.DECLINED:
        raise ValidationError("This is a hard stop: nobody may override it.")
    if state == "blocked" and kind in (Kind.ACCEPTED, Kind.CHANGED):
        raise ValidationError("This treatment is ruled out. It can be overridden with a reason.")
    if state != "blocked" and kind == Kind.OVERRIDDEN:
        raise ValidationError("There is nothing to override here.")
    _check_advice(_advice(plan, advice), regimen, kind)


def _check_advice(row, regimen, kind):
    if row["status"] not in ACTIVE and kind in (Kind.ACCEPTED, Kind.CHANGED):
        raise ValidationError("This advice is ruled out.")
    if not regimen and kind == Kind.CHANGED:
        raise ValidationError("There is no dose to change here.")


def rival(plan, decisions, advice, regimen):
    """The name of another treatment decided on where the plan says to choose one, or empty."""
    options = {
        key
        for row in plan["advice"]
        if regimen and advice in row.get("choose_from", ())
        for key in row["choose_from"]
    }
    for row in decisions:
        if row.advice in options and row.regimen not in ("", regimen) and row.is_given:
            return plan["regimens"].get(row.regimen, {}).get("name", row.regimen)
    return ""


def words(plan, decisions, about, kind, typed, content):
    """Dose and reason of a decision as they are kept; ValidationError by field if one is amiss.

    `content` is the guideline's, whose other drugs are not ordered in the words of this one.
    """
    advice, regimen = about
    if kind == Kind.DECLINED or not regimen:
        return _without_dose(kind, typed)
    others = other_drugs(content, regimen)
    order = Order(plan["regimens"][regimen], kind, rival(plan, decisions, *about), others)
    answers = order.read(typed)
    return {
        "dose": order.line(answers),
        "amount": order.amount(answers),
        "weekday": answers.get("weekday", ""),
        "reason": answers.get("reason", ""),
    }


def _without_dose(kind, typed):
    if kind != Kind.DECLINED:
        return {}
    code, reason = typed.get("reason_code", ""), typed.get("reason", "").strip()
    if code not in Decision.Reason.values:
        raise ValidationError({"reason_code": "Choose a reason for declining."})
    if len(reason) > LENGTHS["reason"]:
        raise ValidationError({"reason": "This is longer than 1000 characters. Shorten it."})
    return {"reason_code": code, "reason": reason}


def to_be_seen(plan):
    """What holds for several pieces of advice together and has to be read before signing."""
    return [row for row in plan["interplays"] if row["kind"] in ("warning", "order")]


def reviewed(plan, decisions):
    """Fingerprint of what a review shows; what is signed has to be the same."""
    return fingerprint(
        [
            plan["on"],
            plan["headline"],
            plan["notices"],
            plan["errors"],
            [[row["key"], row["status"], row["sentence"]] for row in plan["advice"]],
            [[row["code"], row["state"], row["line"]] for row in plan["regimens"].values()],
            [row["key"] for row in plan["interplays"]],
            [plan[name] for name in ("signals", "limits", "taken")],
            [row["key"] for row in plan["due"] if row["overdue_since"]],
            [[d.advice, d.regimen, d.kind, d.dose, d.reason_code, d.reason] for d in decisions],
        ]
    )
