"""What decisions do to what is taken already, in words."""

from decimal import Decimal

from guidelines.engine import taken


def effect(regimen, decision) -> str:
    """'6 mg a day → 60 mg a day; the planned steps fall away'; empty where nothing is taken.

    `regimen` is one of a plan. A course in another measure goes on beside the new one.
    """
    rows = regimen.get("taken")  # plans signed earlier have none
    if not rows or not decision.is_given:
        return ""
    course = course_of(regimen)
    if course is None:
        return f"Taken already: {rows[0]['text']}; that course goes on until it is stopped"
    if decision.amount is None and decision.dose and regimen["unit"]:
        return f"{course['dose']} → {decision.dose}{_ending(course)}"
    if decision.amount is None:
        return f"Taken already: {course['text']}"
    return _change(course, decision)


def course_of(regimen) -> dict | None:
    """The course that goes on with a regimen: taken in its unit, per the same time."""
    for row in regimen.get("taken", ()):
        if (row["unit"], row["per"]) == (regimen["unit"], regimen["unit"] and regimen["per"]):
            return row
    return None


def _change(course, decision):
    if course["amount"] is not None and Decimal(course["amount"]) == decision.amount:
        return f"Goes on: {course['text']}"
    now = taken.dose(decision.amount, course["unit"], course["per"])
    return f"{course['dose']} → {now}{_ending(course)}"


def _ending(course):
    return "; the planned steps fall away" if course["planned"] else ""


def taken_after(plan, decisions) -> list[tuple[str, str]]:
    """What is taken with the decisions of a visit, as (drug, dose): first what went on before.

    Nothing where nothing went on before: then the decisions themselves say it.
    """
    before = plan.get("taken")
    if not before:
        return []
    given = [row for row in decisions if row.is_given and row.regimen]
    about = [(plan["regimens"][row.regimen], row) for row in given]
    continued = {
        course["key"]: effect(regimen, decision)
        for regimen, decision in about
        if (course := course_of(regimen))
    }
    rows = [(row["name"], continued.get(row["key"], row["text"])) for row in before]
    return rows + [
        (regimen["name"], f"new: {decision.dose or regimen['line']}")
        for regimen, decision in about
        if not course_of(regimen)
    ]
