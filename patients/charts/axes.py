"""Where days and numbers stand in a drawing: scales, ticks and lines. Pure geometry, in pixels."""

import datetime
import math
from decimal import Decimal
from typing import NamedTuple

from guidelines.engine import wording

SHORTEST = datetime.timedelta(weeks=8)  # a single day is drawn within eight weeks
LONGEST_GAP = datetime.timedelta(weeks=26)  # values further apart are not joined; our choice
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


class Tick(NamedTuple):
    at: str
    label: str


def px(number) -> str:
    """A place in the drawing, to a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")


def figure(number) -> str:
    """A number beside an axis, written as in texts; places hold floats, so to six figures."""
    return wording.number(Decimal(f"{number:.6g}"))


class Days:
    """A time axis from a day to a day, between two places."""

    def __init__(self, first, last, left, right):
        if last - first < SHORTEST:
            first = last - SHORTEST
        self.first, self.last, self.left, self.right = first, last, left, right
        self.start, self.pixels_a_day = first.toordinal(), (right - left) / (last - first).days

    def at(self, day) -> float:
        """The place of a day; one outside stands at the edge."""
        place = self.left + (day.toordinal() - self.start) * self.pixels_a_day
        return min(max(place, self.left), self.right)

    def ticks(self, most=8) -> list[Tick]:
        """The first days of months, evenly spaced, at most `most` of them."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((s for s in MONTH_STEPS if months / s <= most), MONTH_STEPS[-1])
        start = self.first.year * 12 + self.first.month - 1
        numbers = range(-(-start // step) * step, start + months + 1, step)
        days = [datetime.date(number // 12, number % 12 + 1, 1) for number in numbers]
        return [
            Tick(px(self.at(day)), f"{wording.MONTHS[day.month - 1]} {day.year}")
            for day in days
            if self.first <= day <= self.last
        ]


class Linear:
    """An axis of equal steps."""

    def __init__(self, low, high, bottom, top):
        self.low, self.bottom = float(low), bottom
        self.start, self.span = self.of(low), self.of(high) - self.of(low)
        self.length = top - bottom

    def at(self, value) -> float:
        """The place of a number; one outside stands at the edge."""
        share = (self.of(value) - self.start) / self.span
        return self.bottom + min(max(share, 0), 1) * self.length

    def of(self, value):
        """The number as the axis counts it."""
        return float(value)


class Logarithmic(Linear):
    """An axis of equal ratios; what is not above its lowest number stands at the edge."""

    def of(self, value):
        return math.log10(max(float(value), self.low))

    def ticks(self) -> list[float]:
        """1, 3, 10, 30 …, or only the powers of ten on a long axis."""
        end = self.start + self.span
        powers = range(math.floor(self.start), math.ceil(end) + 1)
        heads = (1, 3) if self.span <= 3 else (1,)
        found = [head * 10.0**power for power in powers for head in heads]
        return [tick for tick in found if self.start - 0.001 <= math.log10(tick) <= end + 0.001]


def round_up(number) -> float:
    """The next number of the kind 1, 2, 4, 5, 6, 8 × 10ⁿ: the end of an axis."""
    number = float(number)
    if number <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(number))
    return next(head * power for head in (1, 2, 4, 5, 6, 8, 10) if number <= head * power * 1.0001)


def runs(points, breaks=()):
    """Points in groups to be joined: a long gap, or a day in `breaks` between two, parts them."""
    groups = []
    for point in points:
        if groups and _belong(groups[-1][-1].on, point.on, breaks):
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _belong(before, after, breaks):
    return after - before <= LONGEST_GAP and not any(before < day < after for day in breaks)


def place(x, y) -> str:
    """A point of the drawing, as SVG writes it."""
    return f"{x:.1f},{y:.1f}"


def path(places) -> str:
    """A line through places, as SVG path data."""
    return "M" + "L".join(places)
