"""The stop rule of a taper in words: it stands before everything else."""

from guidelines.engine import wording

from . import taper
from .relapse_shown import ASK_FIRST, laboratories, times
from .signal import Signal

AGAINST = ("R58", "R60")  # advice to reduce prednisone
STOP_KEY, CHECK_KEY = "taper_stop", "taper_check"
RULE = (
    "The taper stops when CK above its limit has at least doubled in two samples a week or more "
    "apart, MMT-8 has fallen by 8 points, the physician's global has risen by 2 cm, or trouble "
    "with swallowing, breathing or the heart is new; compared with the best since the course began "
    "or its dose was last raised. An app rule of our own, not a validated definition."
)


def signal(facts) -> Signal | None:
    """Hold the taper, or repeat CK before its next step; None where nothing worsened."""
    tapered = taper.tapering(facts)
    found = tapered and taper.worsening(facts, tapered.since)
    if not found or not (found.stops or found.chemistry == "repeat"):
        return None
    about = {"rule": RULE, "values": tuple(_values(found)), "advice": ("R58", "R59")}
    about["sources"] = ("seed",)
    course = " ".join(_about_course(tapered.course, facts.on))
    if not found.stops:
        title = f"Repeat CK before the next step of {wording.lowered(tapered.course.name)}"
        text = f"{' '.join(_about_ck(found))} {course} {ASK_FIRST}"
        return Signal(CHECK_KEY, "repeat", title, text, **about)
    title = f"Hold the taper of {wording.lowered(tapered.course.name)} or step back"
    text = " ".join([*_sentences(found), course])
    return Signal(STOP_KEY, "stop", title, text, urgent=True, against=AGAINST, **about)


def _sentences(found):
    if found.chemistry != "none":
        yield from _about_ck(found)
    if found.strength:
        best, now = found.strength
        yield f"MMT-8 fell by {wording.number(best.value - now.value)} points."
    if found.globals_:
        lowest, now = found.globals_
        yield f"The physician's global rose by {wording.amount(now.value - lowest.value, 'cm')}."
    if found.new:
        yield "Swallowing, breathing or the heart is worse."
    if found.chemistry == "suspected":
        yield ASK_FIRST


def _about_ck(found):
    lowest, now = found.cks[0], found.cks[-1]
    yield f"CK rose from {times(lowest)} to {times(now)} its upper limit."
    yield from laboratories(lowest, now)


def _about_course(course, on):
    """The dose now, and the next one if it is planned."""
    now = course.amount(on)
    if now is not None:
        yield f"Dose now: {_dose(course, now)}."
    coming = next((step for step in course.steps if step.on > on and step.amount is not None), None)
    if coming:
        yield f"Planned: {_dose(course, coming.amount)} from {wording.date(coming.on)}."


def _dose(course, amount):
    per = f" a {course.per}" if course.per else ""
    return wording.amount(amount, course.unit) + per


def _values(found):
    yield from (("ck", row.value) for row in found.cks)
    yield from (("mmt8_80", row) for row in found.strength)
    yield from (("md_global", row) for row in found.globals_)
    for change in found.new:
        yield from change.values
