"""The improvement score of 2016, from the start of treatment to the last values."""

from guidelines.engine import wording
from guidelines.engine.followup import record, tis, treatment
from guidelines.engine.instruments.improvement_score import ENZYME_RANGES, MEASURES

from .score import Answers, Table, calculated, listed, shown
from .words import words

NAME = "tis_2016"
HEAD = ("Measure", "At the start", "Now", "Change, % of the range", "Points")
ENZYME = "enzyme"


def score(facts):
    """Always shown: without treatment it says that there is no start to count from."""
    answers = Answers(facts)
    start = treatment.start(facts)
    if start is None:
        return answers.score(NAME, "Not calculable: no treatment is recorded to count from.")
    before, now = tis.measured(facts, start)
    inputs = {"baseline": _visit(before), "followup": _visit(now), "age": answers.take("age_years")}
    answers.note("start", *_about_start(facts, start))
    result = calculated(NAME, inputs)
    _note_gaps(answers, result, before, now)
    return answers.score(
        NAME,
        _outcome(result),
        table=_table(facts, result, before, now),
        worsened=tuple(words(name) for name in result.get("worsened", ())),
        notes=tuple(words(code) for code in result.get("warnings", ())),
    )


def _about_start(facts, start):
    """Which start counts: the first one, or the restart after a recorded relapse."""
    first = treatment.courses(facts)[0].start
    if start == first:
        return "Start of treatment", wording.date(start)
    relapse = wording.date(treatment.relapses(facts)[-1])
    label = f"Treatment restarted after the relapse of {relapse}"
    return label, f"{wording.date(start)}, first treated from {wording.date(first)}"


def _visit(chosen):
    visit = {name: chosen[name].amount for name in tis.SCALES if chosen[name]}
    enzymes = {
        name: {"value": chosen[name].amount, "uln": chosen[name].limit, "unit": "U/L"}
        for name in ENZYME_RANGES
        if chosen[name]
    }
    return visit | {"mmt_max": record.MMT8_BEST, "enzymes": enzymes}


def _note_gaps(answers, result, before, now):
    enzyme = result.get("enzyme_used")
    for name in result.get("missing", ()):
        key = enzyme if name == ENZYME else name
        visits = {"at the start": before, "now": now}
        gaps = [when for when, chosen in visits.items() if key is None or chosen[key] is None]
        answers.lack(f"{words(name)} {wording.listed(gaps)}")


def _outcome(result):
    if result["status"] == "complete":
        return f"{shown(result['tis'])} of 100 points: {listed([result['category']])} improvement"
    if result["status"] == "incomplete":
        least, most = shown(result["lower_bound"]), shown(result["upper_bound"])
        category = listed([result["category_at_least"]])
        return f"Between {least} and {most} points: at least {category} improvement"
    if result["status"] == "not_applicable":
        return "Not for children: other limits apply below 18 years."
    return "Not calculable without physician global activity and strength at both times."


def _table(facts, result, before, now):
    rows = []
    for name in MEASURES if result.get("measures") else ():
        key = result["enzyme_used"] if name == ENZYME else name
        part = result["measures"][name]
        values = [_shown(facts, key, chosen) for chosen in (before, now)]
        label = f"{words(name)} ({words(key)})" if name == ENZYME and key else words(name)
        rows.append((label, *values, shown(part["apc"]), shown(part["score"])))
    return Table(HEAD, tuple(rows)) if rows else None


def _shown(facts, key, chosen):
    """A value with its day; of an enzyme with the limit of its laboratory."""
    row = chosen.get(key)
    if row is None:
        return "missing"
    unit = facts.program.elements[tis.SCALES.get(key, key)].unit
    limit = f", limit {wording.number(row.limit)}" if row.limit else ""
    return f"{wording.amount(row.amount, unit)}{limit} ({wording.date(row.on)})"
