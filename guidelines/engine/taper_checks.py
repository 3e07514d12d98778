"""What forbids a step of a prednisone taper, and what only calls for a second look.

Stopping abruptly after more than three weeks and doses beyond the hard limit are refused as the
regimen says; what is abrupt is ours. A rise, a repeat, days out of order and days that are over
are no taper. Where the pattern is left for larger or faster steps, that is said, and is ours.
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
# What is abrupt after that; ours
HALVED_ABOVE_MG = Decimal(10)  # a larger dose is cut by half at most
LAST_MG = Decimal(5)  # the highest dose before none
SHORTEST_DAYS, LAST_DAYS = 7, 14  # how long a dose is taken, and the last one before none
AHEAD = datetime.timedelta(days=5 * 365)  # a later day is a slip of the hand; ours
TOO_FAR = "More than 5 years ahead. Check the year."
LONG = f"After more than {SHORT_COURSE.days // 7} weeks of treatment"
GRADUALLY = (
    f"{LONG}, no dose above {wording.amount(HALVED_ABOVE_MG, 'mg')} is cut by more than half, "
    f"every dose is taken for {SHORTEST_DAYS} days or longer, and the end comes only from "
    f"{wording.amount(LAST_MG, 'mg')} or less, taken for {LAST_DAYS} days or longer."
)
YEAR = datetime.timedelta(days=365)
TARGET_MG = Decimal("7.5")  # a day, by 6 to 12 months; ours
MG_PER_G = 1000


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a taper is judged against.

    `course` is what is taken, `strengths` the tablets in stock; `floor` and `hard_max` are mg a
    day, `check_weeks` says how long after a reduction CK is checked. `treated_since` is the first
    day of glucocorticoid without a break, by default that of the course.
    """

    course: Course
    pattern: str
    floor: Decimal
    strengths: tuple[Decimal, ...]
    today: datetime.date
    hard_max: Decimal | None = None
    check_weeks: Decimal | None = None
    treated_since: datetime.date | None = None

    @property
    def rule(self) -> Pattern:
        """The pattern in full."""
        return PATTERNS[self.pattern]

    def before(self, steps: Sequence[Step], place: int) -> Decimal | None:
        """The dose before a step: of the plan, before its first one what the record says."""
        return steps[place - 1].amount if place else self.taken(steps[0].on)

    def since(self, steps: Sequence[Step], place: int) -> datetime.date:
        """The day from which the dose before a step is taken."""
        if place and self.is_reduction(steps, place - 1):
            return steps[place - 1].on
        return max((step.on for step in self.given), default=self.course.start)

    @property
    def given(self) -> tuple[Step, ...]:
        """The doses of the record, without those that were only planned so far."""
        return tuple(step for step in self.course.steps if step.on <= self.today)

    def taken(self, on: datetime.date) -> Decimal | None:
        """The dose of the record on a day."""
        return self.course._replace(steps=self.given).amount(on)

    def is_long(self, step: Step) -> bool:
        """Whether more than three weeks are treated by the day of a step."""
        return step.on - (self.treated_since or self.course.start) > SHORT_COURSE

    def is_reduction(self, steps: Sequence[Step], place: int) -> bool:
        """Whether a step lowers the dose; the first one may keep it."""
        before = self.before(steps, place)
        return before is None or steps[place].amount < before


def errors(steps: Sequence[Step], place: int, frame: Frame) -> tuple[str, ...]:
    """Everything that forbids one step."""
    checks = (_day, _first_day, _order, _limit, _fall, _cut, _end, _tablets)
    return tuple(text for check in checks for text in check(steps, place, frame))


def _day(steps, place, frame):
    """No day is years away, and nothing is planned for a day that is over."""
    day, amount = steps[place]
    if day - frame.today > AHEAD:
        yield TOO_FAR
    if day < frame.today and amount != frame.taken(day):
        yield "This day is over. Plan from today on; record what was in fact taken as a dose."


def _first_day(steps, place, frame):
    """The first day fits the record."""
    day, course = steps[place].on, frame.course
    if place:
        return
    last = frame.since(steps, place)
    if day < course.start:
        yield f"The course began later, on {wording.date(course.start)}."
    elif day < last:
        yield f"The record has a later dose, of {wording.date(last)}. Begin there or later."
    elif frame.taken(day) is None:
        yield "Record the dose taken now first: the record has no number for that day."
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


def _cut(steps, place, frame):
    """After more than three weeks a large dose is cut by half at most, and not within days."""
    amount, before = steps[place].amount, frame.before(steps, place)
    if not amount or before is None or amount >= before or not frame.is_long(steps[place]):
        return
    if before > HALVED_ABOVE_MG and amount < before / 2:
        yield (
            f"{LONG}, no dose above {wording.amount(HALVED_ABOVE_MG, 'mg')} is cut by more than "
            f"half: write {wording.amount(before / 2, 'mg')} or more."
        )
    yield from _too_soon(steps, place, frame, SHORTEST_DAYS)


def _end(steps, place, frame):
    """After more than three weeks nobody stops from more than a small dose, nor soon after it."""
    before = frame.before(steps, place)
    if steps[place].amount or not before or not frame.is_long(steps[place]):
        return
    if before > LAST_MG:
        shown = wording.amount(LAST_MG, "mg")
        yield f"Never stop abruptly. {LONG}, go down to {shown} or less step by step first."
    yield from _too_soon(steps, place, frame, LAST_DAYS)


def ends_abruptly(course: Course, on: datetime.date) -> bool:
    """Whether prednisone in mg a day, stopped from a day on, calls for a taper first.

    A dose that is not known does.
    """
    amount = course.amount(on - datetime.timedelta(days=1))
    return on - course.start > SHORT_COURSE and (amount is None or amount > LAST_MG)


def _too_soon(steps, place, frame, least):
    days = (steps[place].on - frame.since(steps, place)).days
    if 0 <= days < least:
        shown = wording.amount(frame.before(steps, place), "mg")
        taken = f"{shown} is taken for {days} {'day' if days == 1 else 'days'} before this"
        yield f"{taken}. {LONG}, wait at least {least} days."


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
