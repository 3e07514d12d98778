"""What forbids a step of a prednisone taper, and what only calls for a second look.

Stopping abruptly after more than three weeks and doses beyond the hard limit are refused as the
regimen says; a rise, a repeat and days out of order are no taper. Where the pattern is left for
larger or faster steps, that is said, and is ours.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from . import wording
from .history import Course, Step
from .instruments import tablets
from .instruments.bone import HIGH_CUMULATIVE_G
from .instruments.taper import PATTERNS, USUAL_FLOORS_MG, Pattern

SHORT_COURSE = datetime.timedelta(weeks=3)  # longer ones never end abruptly; memory
AHEAD = datetime.timedelta(days=5 * 365)  # a later day is a slip of the hand; ours
YEAR = datetime.timedelta(days=365)
TARGET_MG = Decimal("7.5")  # a day, by 6 to 12 months; ours
MG_PER_G = 1000


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a taper is judged against.

    `course` is what is taken, `strengths` the tablets in stock; `floor` and `hard_max` are mg a
    day, `check_weeks` says how long after a reduction CK is checked.
    """

    course: Course
    pattern: str
    floor: Decimal
    strengths: tuple[Decimal, ...]
    today: datetime.date
    hard_max: Decimal | None = None
    check_weeks: Decimal | None = None

    @property
    def rule(self) -> Pattern:
        """The pattern in full."""
        return PATTERNS[self.pattern]

    def before(self, steps: Sequence[Step], place: int) -> Decimal | None:
        """The dose before a step: of the plan, before its first one what the record says."""
        return steps[place - 1].amount if place else self.taken(steps[0].on)

    def taken(self, on: datetime.date) -> Decimal | None:
        """The dose of the record on a day, without doses that were only planned so far."""
        kept = [step for step in self.course.steps if step.on <= self.today]
        return self.course._replace(steps=tuple(kept)).amount(on)

    def is_reduction(self, steps: Sequence[Step], place: int) -> bool:
        """Whether a step lowers the dose; the first one may keep it."""
        before = self.before(steps, place)
        return before is None or steps[place].amount < before


def errors(steps: Sequence[Step], place: int, frame: Frame) -> tuple[str, ...]:
    """Everything that forbids one step."""
    checks = (_day, _order, _limit, _fall, _end, _tablets)
    return tuple(text for check in checks for text in check(steps, place, frame))


def _day(steps, place, frame):
    """The first day fits the record, and no day is years away."""
    day, course = steps[place].on, frame.course
    if day - frame.today > AHEAD:
        yield "More than 5 years ahead. Check the year."
    if place:
        return
    taken = [step.on for step in course.steps if step.on <= frame.today]
    if day < course.start:
        yield f"The course began later, on {wording.date(course.start)}."
    elif taken and day < max(taken):
        yield f"The record has a later dose, of {wording.date(max(taken))}. Begin there or later."
    if course.stop and day >= course.stop:
        yield f"The course ended on {wording.date(course.stop)}."


def _order(steps, place, frame):
    if place and steps[place].on <= steps[place - 1].on:
        yield f"Not after the step before it, of {wording.date(steps[place - 1].on)}."


def _limit(steps, place, frame):
    amount = steps[place].amount
    if amount < 0 or (amount == 0 and place < len(steps) - 1):
        yield "Write a dose above 0; only the last step can be 0."
    if frame.hard_max is not None and amount > frame.hard_max:
        yield f"The hard limit is {wording.amount(frame.hard_max, 'mg')} a day."
    elif place == 0 and amount > frame.rule.cap_mg:
        yield f"This pattern starts from {wording.amount(frame.rule.cap_mg, 'mg')} a day at most."
    if 0 < amount < frame.floor:
        yield f"Below the floor of {wording.amount(frame.floor, 'mg')}. Lower the floor first."


def _fall(steps, place, frame):
    """A dose never rises; only the first one may be what is taken already."""
    amount, before = steps[place].amount, frame.before(steps, place)
    if before is None or amount < before or (not place and amount == before):
        return
    shown = wording.amount(before, "mg")
    if place:
        yield f"A taper only goes down: the step before it is {shown}."
    else:
        yield f"It would raise the dose: {shown} is taken then. Record a higher dose first."


def _end(steps, place, frame):
    """After more than three weeks nobody stops from more than the usual floor."""
    before = frame.before(steps, place)
    if steps[place].amount or before is None:
        return
    low, high = USUAL_FLOORS_MG
    lowest = min(max(frame.floor, low), high)
    if before > lowest and steps[place].on - frame.course.start > SHORT_COURSE:
        shown = wording.amount(before, "mg")
        yield f"Never stop abruptly after more than 3 weeks: go below {shown} step by step first."


def _tablets(steps, place, frame):
    """A dose that whole tablets cannot make is never rounded: the clinician chooses."""
    amount = steps[place].amount
    if amount <= 0 or amount > (frame.hard_max or amount):
        return
    if not frame.strengths:
        yield "Tick the tablets in stock."
    elif not tablets.combination(amount, frame.strengths):
        lower, higher = tablets.neighbors(amount, frame.strengths)
        nearest = wording.listed([wording.amount(mg, "mg") for mg in (lower, higher) if mg], "or")
        shown = wording.amount(amount, "mg")
        yield f"No whole tablets make {shown}. Write {nearest}, or tick another strength."


def warnings(steps: Sequence[Step], place: int, frame: Frame) -> tuple[str, ...]:
    """What one step does beyond the pattern."""
    before, step = frame.before(steps, place), steps[place]
    found = []
    if before is not None and 0 < step.amount < before:
        usual = max(frame.rule.step(before), frame.floor)
        if step.amount < usual:
            found.append(f"A larger step than the pattern's, to {wording.amount(usual, 'mg')}.")
    if place and frame.is_reduction(steps, place - 1):
        days = (step.on - steps[place - 1].on).days
        if 0 < days < frame.rule.days:
            found.append(
                f"{days} days after the step before it; the pattern waits {frame.rule.days}."
            )
    return tuple(found)


def of_plan(steps: Sequence[Step], frame: Frame, year_mg: Decimal) -> Iterator[str]:
    """What calls for a second look at the plan as a whole."""
    low, high = USUAL_FLOORS_MG
    if not low <= frame.floor <= high and frame.rule.ends_at_mg is None:
        yield f"The usual floor is {wording.amounts(Decimal(low), Decimal(high), 'mg')} a day."
    if year_mg >= HIGH_CUMULATIVE_G * MG_PER_G:
        yield (
            f"{wording.amount(year_mg / MG_PER_G, 'g', 1)} in the year from the first step: from "
            f"{wording.amount(Decimal(HIGH_CUMULATIVE_G), 'g')} the risk of fracture is very high."
        )
    by_then = [step.amount for step in steps if step.on <= frame.course.start + YEAR]
    if by_then and by_then[-1] > TARGET_MG:
        yield (
            f"{wording.amount(by_then[-1], 'mg')} a day a year after the start; the aim is "
            f"{wording.amount(TARGET_MG, 'mg')} or less by 6 to 12 months."
        )
    if steps and steps[-1].amount == 0:
        yield "The last step is 0: record the stop of the course when it is in fact stopped."
