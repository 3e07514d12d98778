"""Worsening at two visits in a row, against the values at the start of treatment."""

import datetime

from guidelines.engine import wording
from guidelines.engine.followup import record, response, tis, treatment
from guidelines.engine.instruments.worsening import PRODERM

from .score import Answers, Table, calculated, listed

NAME = "imacs_worsening"
VARIANT = "proderm"
MOST_VISITS = 6
HEAD = ("Visit", "Criteria met", "Worse by 30% or more", "Not evaluable")


def score(facts):
    """The last visits against the start of treatment; not evaluable without both."""
    answers = Answers(facts)
    start = treatment.start(facts)
    if start is None:
        return answers.score(NAME, "Not evaluable: no treatment is recorded to count from.")
    baseline = _baseline(facts, start)
    answers.note("start", "Values at the start of treatment", wording.date(start))
    answers.lack(*(f"{listed([name])} at the start" for name in PRODERM if name not in baseline))
    days = _visits(facts, start)
    if not days:
        return answers.score(NAME, "Not evaluable: no core set measure since the start.")
    inputs = {"variant": VARIANT, "baseline": baseline, "visits": list(days.values())}
    result = calculated(NAME, inputs)
    return answers.score(NAME, _outcome(result), table=_table(days, result))


def _baseline(facts, start):
    before, _now = tis.measured(facts, start)
    return {name: before[name].amount for name in PRODERM if before[name]}


def _visits(facts, start):
    """The measures of each of the last days on which one was recorded."""
    first = start + datetime.timedelta(days=response.LATE_BASELINE + 1)
    days = {}
    for name in PRODERM:
        for row in record.between(record.numbers(facts, tis.SCALES[name]), first):
            days.setdefault(row.on, {})[name] = row.value
    return {on: days[on] for on in sorted(days)[-MOST_VISITS:]}


def _outcome(result):
    if result["confirmed"]:
        return "Worsening confirmed at two visits in a row"
    if result["visits"][-1]["met"]:
        return "Worse at the last visit, not yet confirmed by a second one"
    return "No worsening in what was measured at the last visit"


def _table(days, result):
    rows = zip(days, result["visits"], strict=True)
    return Table(HEAD, tuple(_row(on, visit) for on, visit in rows))


def _row(on, visit):
    criteria = ", ".join(visit["criteria"]) or "none"
    return (
        wording.date(on),
        criteria,
        listed(visit["worsened_30pct"]),
        listed(visit["not_evaluable"]),
    )
