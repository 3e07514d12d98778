"""Small charts of the other tests: one each, with the limits at which to act."""

import math
from typing import NamedTuple

from guidelines.engine import wording
from guidelines.engine.action_lines import action_lines
from guidelines.engine.facts import Facts
from guidelines.engine.followup import record
from guidelines.engine.history import Value
from guidelines.engine.phrases import Phrases
from patients.charts.axes import Days, Linear, Tick, figure, path, place, px, round_up, runs

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 250, 96, 40, 240, 10, 76
IN_THE_MAIN_CHART = {"ck", "mmt8_80", "ab_hmgcr_titre", "ab_srp_titre"}
# Shown at once: inflammation, breathing, heart, blood, liver and kidney.
WATCHED = {
    "esr", "crp", "fvc_pct", "troponin_i", "igg_g_l", "hb", "wbc", "neutrophils", "lymphocytes",
    "platelets", "alt", "ast", "ggt", "albumin", "creatinine_umol_l", "egfr",
}  # fmt: skip
BORN_WITH = ("birth_date", "sex_at_birth")


class Limit(NamedTuple):
    """A dashed line at a limit."""

    at: str
    text: str
    title: str


class SmallChart:
    """The values of one test in time, on an axis that holds all of them and their limits."""

    width, height, left, right = WIDTH, HEIGHT, str(LEFT), str(RIGHT)
    top, bottom = str(TOP), str(BOTTOM)

    def __init__(self, key, values, limits, phrases, days):
        self.key, self.label, self.values = key, phrases.label(key), values
        self.last, self.unit = values[-1], wording.unit(phrases.unit(key))
        self.phrases = phrases
        numbers = [row.value for row in values] + [value for value, _text, _title in limits]
        self.low, self.high = ends(min(numbers), max(numbers))
        scale = Linear(self.low, self.high, BOTTOM, TOP)
        places = {row: place(days.at(row.on), scale.at(row.value)) for row in values}
        self.line = "".join(
            path(places[row] for row in run) for run in runs(values) if len(run) > 1
        )
        self.dots = "".join(f"M{at}h0" for at in places.values())
        self.ticks = [
            Tick(px(scale.at(number)), figure(number)) for number in (self.low, self.high)
        ]
        self.limits = [Limit(px(scale.at(value)), text, title) for value, text, title in limits]
        self.days = (wording.date(days.first), wording.date(days.last))

    def _say(self, value):
        return self.phrases.value(self.key, value)

    @property
    def last_text(self):
        return self._say(self.last.value)

    @property
    def title(self):
        """The drawing in words."""
        first, numbers = self.values[0], [row.value for row in self.values]
        text = f"{self.label}: {self.last_text} on {wording.date(self.last.on)}"
        if len(numbers) > 1:
            lowest, highest = self._say(min(numbers)), self._say(max(numbers))
            text += f"; {len(numbers)} values since {wording.date(first.on)}"
            text += f", lowest {lowest}, highest {highest}"
        return f"{text}. {'; '.join(limit.title for limit in self.limits)}".strip()


def small_charts(timeline) -> list[SmallChart]:
    """A chart of every other number that is followed over time and has a value."""
    facts, phrases = timeline.facts, Phrases(timeline.facts.program)
    lines = action_lines(facts)
    days = Days(timeline.first, timeline.today, LEFT, RIGHT)
    return [
        SmallChart(key, values, [*_of_laboratory(facts, key), *_to_act(lines, key)], phrases, days)
        for key, values in _series(facts)
        if values
    ]


def _series(facts):
    """(key, values) in the order of the questions; eGFR stands after creatinine."""
    for key, element in facts.program.elements.items():
        if element.names and element.type in ("quantity", "integer"):
            if key not in IN_THE_MAIN_CHART:
                yield key, record.numbers(facts, key)
            if key == "creatinine_umol_l":
                yield "egfr", _egfr(facts)


def _egfr(facts):
    """eGFR for each creatinine, with the age on its day; none while age or sex is not known."""
    person = {key: facts.findings[key] for key in BORN_WITH if key in facts.findings}
    found = []
    for row in record.numbers(facts, "creatinine_umol_l"):
        then = person | {"creatinine_umol_l": {"value": row.value, "on": row.on.isoformat()}}
        found.append(Value(row.on, Facts(facts.program, then, row.on)["egfr"]))
    return [row for row in found if row.value is not None]


def _of_laboratory(facts, key):
    """The upper limit that came with the last value, or is known now: (value, text, title)."""
    element = facts.program.elements.get(key)
    if element is None or not element.limit:
        return []
    limit = record.Limits(facts, key).of(record.numbers(facts, key)[-1])
    shown = wording.number(limit) if limit else ""
    return [(limit, f"limit {shown}", f"Upper limit of the laboratory: {shown}")] if limit else []


def _to_act(lines, key):
    """The limits at which to act: (value, text, title)."""
    return [
        (
            line.value,
            f"act {'above' if line.is_upper else 'below'} {wording.number(line.value)}",
            f"Act: {line.text}",
        )
        for line in lines.get(key, ())
    ]


def ends(low, high) -> tuple[float, float]:
    """Round ends of an axis around numbers; from zero where they do not lie far above it."""
    low, high = _apart(float(low), float(high))
    if 0 <= low <= high / 2:
        return 0.0, round_up(high)
    step = round_up((high - low) / 3 or abs(high) / 10 or 1)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return (bottom - step, top + step) if bottom == top else (bottom, top)


def _apart(low, high):
    """Ends a quarter of their size apart at least, so that noise does not look like a change."""
    lacking = max(abs(low), abs(high)) / 4 - (high - low)
    return (low - lacking / 2, high + lacking / 2) if lacking > 0 else (low, high)
