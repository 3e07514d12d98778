"""How decisions stand beside a plan: what may be decided, and what the plan has overtaken."""

from django.core.exceptions import ValidationError

from patients.models import Decision

Kind = Decision.Kind
SHOWN = ("recommended", "check_first", "ruled_out")


def shown(plan, advice, regimen):
    """What the plan says of a piece of advice and regimen, in one line; empty if nothing now."""
    row = _advice(plan, advice)
    if row is None or row["status"] not in SHOWN:
        return ""
    if not regimen:
        return f"{row['status']}: {row['sentence']}"
    if regimen not in [*row["regimens"], *row["also_regimens"]]:
        return ""
    found = plan["regimens"][regimen]
    return f"{row['status']}, {found['state']}: {found['line']}"


def _advice(plan, key):
    return next((row for row in plan["advice"] if row["key"] == key), None)


def is_outdated(plan, decision):
    """Whether the plan no longer says what was decided upon."""
    return shown(plan, decision.advice, decision.regimen) != decision.shown


def check(plan, advice, regimen, kind):
    """Raise ValidationError where the plan leaves no room for this decision."""
    if not shown(plan, advice, regimen):
        raise ValidationError("This advice is not part of the plan now.")
    state = plan["regimens"][regimen]["state"] if regimen else "free"
    if state == "hard_stop" and kind != Kind.DECLINED:
        raise ValidationError("This is a hard stop: nobody may override it.")
    if state == "blocked" and kind in (Kind.ACCEPTED, Kind.CHANGED):
        raise ValidationError("This treatment is ruled out. It can be overridden with a reason.")
    if state != "blocked" and kind == Kind.OVERRIDDEN:
        raise ValidationError("There is nothing to override here.")


def check_words(decision):
    """Raise ValidationError where a decision lacks the dose or the reason it needs."""
    if decision.kind in (Kind.CHANGED, Kind.OVERRIDDEN) and not decision.dose:
        raise ValidationError("Write the dose, with unit and how often.")
    if decision.kind == Kind.DECLINED and decision.reason_code not in Decision.Reason.values:
        raise ValidationError("Choose a reason for declining.")
    if decision.kind in (Kind.CHANGED, Kind.OVERRIDDEN) and not decision.reason:
        raise ValidationError("Write the reason.")
    decision.full_clean(exclude=["encounter", "by"], validate_unique=False)
