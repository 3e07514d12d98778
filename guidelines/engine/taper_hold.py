"""What the record says against a taper before it begins, and the rules that end it."""

import datetime
from dataclasses import replace
from decimal import Decimal

from . import followup, wording
from .facts import Facts
from .followup import response, treatment
from .followup.record import MMT8_BEST
from .followup.signal import Signal
from .followup.taper_shown import CHECK_KEY, STOP_KEY
from .history import Course
from .instruments import flare
from .taper_checks import SHORT_COURSE

PLANNED = "planned"
RESPONDING, RELAPSE = ("induction_improving", "maintenance"), "relapse"  # phases of treatment
IMPROVING, INADEQUATE = "improving", "inadequate"  # levels of response
LOST_POINTS = Decimal(flare.PERCENT_OF_SCALE * MMT8_BEST) / 100
BREAK = datetime.timedelta(weeks=1)  # a shorter time without it is no break; ours

# Ours, as the alert to a flare has them
STOP_RULES = (
    f"CK rises above its upper limit and to at least {flare.TIMES_REFERENCE} times its lowest "
    f"value, in two samples {flare.DAYS_APART} or more days apart.",
    f"MMT-8 falls by {wording.number(LOST_POINTS)} or more of {MMT8_BEST} points from its best.",
    f"The physician's global activity rises by {flare.CENTIMETERS} cm or more from its lowest.",
    "Trouble with swallowing, breathing or the heart is new or worse.",
)
# The same for the patient, with what too little glucocorticoid feels like; ours
CALL_WHEN = (
    "You are weaker: stairs, getting up from a chair, lifting your arms or holding up your head is "
    "harder than before.",
    "Swallowing or breathing is harder, your heart races or stumbles, or your chest hurts.",
    "After a step down you are very tired, dizzy or sick, or you faint.",
    "You vomit or cannot take the tablets, have a fever, or need an operation.",
)
NEVER_ABRUPTLY = f"Never stop abruptly after more than {SHORT_COURSE.days // 7} weeks."


def signals(facts: Facts, course: Course) -> list[Signal]:
    """What the record says as if the course were being tapered already: hold it, or repeat CK."""
    planned = course._replace(taper=course.taper or PLANNED)
    courses = tuple(planned if row.key == course.key else row for row in facts.history.courses)
    seen = Facts(facts.program, facts.findings, facts.on, replace(facts.history, courses=courses))
    return [row for row in followup.signals(seen) if row.key in (STOP_KEY, CHECK_KEY)]


def stop(facts: Facts, course: Course) -> Signal | None:
    """The signal that forbids to go on with a taper, if there is one."""
    return next((row for row in signals(facts, course) if row.key == STOP_KEY), None)


def treated_since(facts: Facts, course: Course) -> datetime.date:
    """The first day of glucocorticoid without a break: of a course, or of those it follows."""
    first = course.start
    for row in reversed(treatment.courses(facts)):
        is_before = row.start < first and (row.stop is None or first - row.stop <= BREAK)
        if is_before and treatment.therapy(facts, row) == treatment.GLUCOCORTICOID:
            first = row.start
    return first


def caution(facts: Facts) -> str:
    """Why a taper may come too early; empty where strength improves and CK falls."""
    asked = all(key in facts.program.elements for key in followup.NEEDED)
    phase, found = facts["treatment_phase"], response.assess(facts) if asked else None
    if phase == RELAPSE:
        return "A relapse is recorded: return to the last effective treatment first (R59)."
    if found and found.level == INADEQUATE:
        return "The response is not enough: CK has not halved, or MMT-8 has not risen (R58)."
    if phase in RESPONDING or (found and found.level == IMPROVING):
        return ""
    return "Response is not proven: reduce only when strength improves and CK falls (R58)."
