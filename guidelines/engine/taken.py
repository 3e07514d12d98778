"""What is taken on the day of an evaluation, in words and in figures: doses now and planned."""

from . import wording
from .followup import treatment
from .formula import PER_WORDS


def courses_of(facts, code) -> list:
    """The open courses of a regimen, or of another regimen of the same drug."""
    regimens = facts.program.regimens
    wanted, taken = regimens[code], facts.history.open_courses(facts.on)
    return [
        course
        for course in taken
        if course.regimen == code or _is_same_drug(regimens.get(course.regimen), wanted)
    ]


def _is_same_drug(regimen, wanted):
    return regimen is not None and wanted.ingredient and regimen.ingredient == wanted.ingredient


def as_json(course, on) -> dict:
    """An open course as plain data; `text` is '6 mg a day since 25-Oct-2026, planned 5 mg from …'.

    `amount` is the dose on the day as text, per `per` in `unit`; None without a number.
    """
    amount = course.amount(on)
    coming = next((step for step in course.steps if step.on > on), None)
    since = max((step.on for step in course.steps if step.on <= on), default=course.start)
    now = dose(amount, course.unit, course.per)
    word = "last on" if course.per in treatment.IN_CYCLES else "since"
    text = f"{now} {word} {wording.date(since)}".strip()
    if since in course.planned:
        text += " (as planned, not confirmed)"
    if coming and coming.amount is not None:
        planned = wording.amount(coming.amount, course.unit)
        text += f", planned {planned} from {wording.date(coming.on)}"
    return {
        "key": course.key,
        "regimen": course.regimen,
        "name": course.name,
        "text": text,
        "amount": None if amount is None else f"{amount.normalize():f}",
        "unit": course.unit,
        "per": course.per,
        "dose": now,
        "planned": coming is not None,
    }


def dose(amount, unit, per) -> str:
    """A dose of a course in words: '10 mg once a week'; empty where no number is to be expected."""
    if amount is None:
        return "no dose recorded" if unit else ""
    return f"{wording.amount(amount, unit)} {PER_WORDS.get(per, '')}".strip()
