"""A prednisone taper as dated steps: drawn from a pattern, then judged as it is edited."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from . import taper_checks
from .history import Step
from .instruments import tablets
from .instruments.taper import PATTERNS, taper
from .taper_checks import YEAR, Frame

WEEK = datetime.timedelta(weeks=1)
CK = "ck"


class Row(NamedTuple):
    """One step: its days until the next, the tablets of each day, and what is said about it.

    `errors` forbid saving, `warnings` do not. `check` is the day on which CK is checked after it.
    """

    step: Step
    days: int
    tablets: str
    check: datetime.date | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def mg(self) -> Decimal:
        """The milligrams of the whole step."""
        return self.step.amount * self.days


class TaperPlan(NamedTuple):
    """All steps, with what calls for a second look at the whole; `reduces` if any lowers it."""

    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    reduces: bool

    @property
    def cumulative_mg(self) -> Decimal:
        """Milligrams of all steps; the last dose counts for one interval of the pattern."""
        return sum((row.mg for row in self.rows), Decimal(0))

    @property
    def is_sound(self) -> bool:
        """Whether there is something to save, and nothing forbids it."""
        return self.reduces and not any(row.errors for row in self.rows)


def draw(
    pattern: str, start_mg: Decimal, floor_mg: Decimal, on: datetime.date, weeks: int
) -> list[Step]:
    """The steps of a pattern: `weeks` at the start dose from a day on, then the reductions.

    Without any weeks the first step is the first reduction. Raises InputError as `taper` does.
    """
    first, *reduced = taper(pattern, start_mg, floor_mg)
    interval = datetime.timedelta(days=PATTERNS[pattern].days)
    begin = on + weeks * WEEK
    steps = [Step(begin + place * interval, dose) for place, dose in enumerate(reduced)]
    return [Step(on, first), *steps] if weeks else steps


def judge(steps: Sequence[Step], frame: Frame) -> TaperPlan:
    """The steps with tablets, sums, and everything that speaks against them; doses in mg a day."""
    rows = tuple(_row(steps, place, frame) for place in range(len(steps)))
    reduces = any(frame.is_reduction(steps, place) for place in range(len(steps)))
    return TaperPlan(rows, tuple(taper_checks.of_plan(steps, frame, _first_year(rows))), reduces)


def _row(steps, place, frame):
    step = steps[place]
    following = [later.on for later in steps[place + 1 :]]
    days = (following[0] - step.on).days if following else frame.rule.days
    waits = frame.check_weeks if frame.is_reduction(steps, place) else None
    problems = taper_checks.errors(steps, place, frame)
    return Row(
        step=step,
        days=max(days, 0),
        tablets="" if problems else tablets.text(step.amount, frame.strengths),
        check=None
        if problems or waits is None
        else step.on + datetime.timedelta(weeks=float(waits)),
        errors=problems,
        warnings=taper_checks.warnings(steps, place, frame),
    )


def _first_year(rows):
    """The milligrams of the 365 days from the first step; the last dose goes on.

    Nothing is summed while a step is refused: its day may lie beyond any calendar.
    """
    if not rows or any(row.errors for row in rows):
        return Decimal(0)
    end = rows[0].step.on + YEAR
    total = Decimal(0)
    for row in rows:
        days = (end - row.step.on).days if row is rows[-1] else row.days
        total += row.step.amount * max(min(days, (end - row.step.on).days), 0)
    return total


def check_weeks(content, regimen: str) -> Decimal | None:
    """How long after a reduction the guideline checks CK, for a regimen; None if it does not."""
    rows = (row for row in content.monitoring if CK in row.elements and row.after_cut_weeks)
    own = (row for row in rows if not row.regimens or regimen in row.regimens)
    return next((row.after_cut_weeks[0] for row in own), None)
