"""What the courses of a patient answer: medicines now, glucocorticoid doses, failures, phase.

Each answer is told from the courses and from what was stated before; None leaves that standing.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

from guidelines.engine import followup, wording
from guidelines.engine.followup import treatment
from guidelines.engine.followup.taper_shown import STOP_KEY
from guidelines.engine.followup.trials import full_length, trials
from guidelines.engine.logic import LISTS
from patients.visits import medicines

PREDNISONE, GLUCOCORTICOID = "prednisone", "glucocorticoid"  # words of the drug table
NO_MORE = "the record tells it no more: a course was corrected or taken back since the last visit"
YEAR = datetime.timedelta(days=365)
DOSE_NOW = "current_prednisone_mg_day"  # a question
UNTREATED = "untreated"  # an answer to treatment_phase
LACKS = {
    "response": "response not stated",
    "dose": "adequacy of the dose not stated",
    "time": "the next treatment began before 12 weeks",
}


class Answer(NamedTuple):
    """A value with where it is from; without a value, why the question stays open.

    `planned` tells that it rests on a dose that was planned and that nobody has confirmed.
    """

    value: object
    origin: str
    kept: dict | None = None
    planned: bool = False


def is_glucocorticoid(course, content):
    """Whether a course is a glucocorticoid of any name."""
    return GLUCOCORTICOID in medicines.words_of((course.regimen, course.name), content)


def _glucocorticoids(facts):
    content = facts.program.content
    return [row for row in facts.history.courses if is_glucocorticoid(row, content)]


def is_prednisone(course, content):
    """Whether a course is prednisone or prednisolone."""
    return PREDNISONE in medicines.words_of((course.regimen, course.name), content)


def is_daily_prednisone(course, content):
    """Whether the doses of a course are milligrams of prednisone or prednisolone a day."""
    return (course.unit, course.per) == ("mg", "day") and is_prednisone(course, content)


def _is_counted(facts, course):
    return is_daily_prednisone(course, facts.program.content)


# Medicines now


def current_drugs(facts, stated):
    """The other medicines as stated last, with those of open courses, without those stopped."""
    if not facts.history.courses:
        return None
    running = _drugs(facts, [row for row in facts.history.courses if row.is_open(facts.on)])
    if stated is None:
        names = wording.listed(running)
        text = f"{names} of the record; which others are taken was not answered" if names else ""
        return Answer(None, text) if names else None
    ended = {name for name in _ended_since(facts, stated["on"]) if name not in running}
    lines = _without(stated["typed"], ended, facts.program.content)
    known = {name for line in lines for name in _names(facts, line)}
    new = [name for name in running if name not in known]
    if not new and not ended & _names(facts, "\n".join(_lines(stated["typed"]))):
        return None
    day = wording.date(stated["on"])
    origin = f"courses of the record ({wording.listed(running) or 'none open'}), others as of {day}"
    return Answer([*lines, *new], origin, stated.get("kept"))


def _drugs(facts, courses):
    """The ingredients of courses, one after the other; a procedure is no medicine."""
    return list(dict.fromkeys(name for row in courses for name in _of_course(facts, row)))


def _of_course(facts, course):
    """The drug by the name recorded, if the table knows it: prednisolone of the same regimen."""
    content = facts.program.content
    named, given = medicines.ingredients(course.name, content), (course.regimen, course.name)
    own = medicines.of_treatment(*given, content)
    return named if {*own} <= medicines.words_of(("", course.name), content) else own


def _ended_since(facts, day):
    over = [row for row in facts.history.courses if row.stop and not row.is_open(facts.on)]
    return _drugs(facts, [row for row in over if row.stop.isoformat() >= day])


def _lines(typed):
    return typed.splitlines() if isinstance(typed, str) else typed


def _names(facts, text):
    return set(medicines.ingredients(text, facts.program.content))


def _without(typed, ended, content):
    """The lines without some ingredients; what else stands in a line stays."""
    lines = []
    for line in _lines(typed):
        names = medicines.ingredients(line, content)
        left = [name for name in names if name not in ended]
        lines.append(line) if len(left) == len(names) else lines.extend(left)
    return lines


# Glucocorticoid doses


def prednisone_now(facts, stated):
    """Milligrams of prednisone on the day, summed over the open courses; 0 when all ended."""
    found = _glucocorticoids(facts)
    if not found or (stated and stated["on"] > _last_change(found, facts.on).isoformat()):
        return None
    running = [row for row in found if row.is_open(facts.on)]
    for row in running:
        if not _is_counted(facts, row) or row.amount(facts.on) is None:
            return Answer(None, f"{row.name} has no prednisone dose a day in the record")
    total = sum((row.amount(facts.on) for row in running), Decimal(0))
    texts = [_since(row, facts.on) for row in running or found[-1:]]
    planned = any(_step(row, facts.on).on in row.planned for row in running)
    return Answer(_plain(total), wording.listed(texts), planned=planned)


def _step(course, on):
    return [step for step in course.steps if step.on <= on][-1]


def held(facts):
    """Why a dose that was only planned is asked: the record says to hold the taper; else empty."""
    stops = [signal for signal in followup.signals(facts) if signal.key == STOP_KEY]
    return f"{stops[0].title}: say what is in fact taken" if stops else ""


def _last_change(courses, on):
    days = [day for row in courses for day in (row.start, row.stop, *(s.on for s in row.steps))]
    return max(day for day in days if day and day <= on)


def _since(course, on):
    if not course.is_open(on):
        return f"{course.name} stopped on {wording.date(course.stop)}"
    step = _step(course, on)
    dose = f"{wording.amount(step.amount, course.unit)} a day"
    if step.on in course.planned:
        return f"{course.name} {dose}: planned step of {wording.date(step.on)}, not confirmed"
    if step.on == course.start:
        return f"{course.name} {dose} since {wording.date(course.start)}"
    return f"{course.name} since {wording.date(course.start)}, {dose} since {wording.date(step.on)}"


def prednisone_of_year(facts, stated):
    """Grams of prednisone in the 365 days before the day, never less than stated and taken since.

    Where more was stated than the record holds, the doses since then come on top of it.
    """
    first, since = facts.on - YEAR, stated["on"] if stated else ""
    found = [row for row in _glucocorticoids(facts) if row.stop is None or row.stop > first]
    if not found:
        return None
    counted = {row: _grams(row, first, facts.on) for row in found if _is_counted(facts, row)}
    missed = [row for row in found if counted.get(row) is None]
    names = wording.listed([f"{row.name} of {wording.date(row.start)}" for row in missed])
    if any((row.stop or facts.on).isoformat() > since for row in missed):
        return Answer(None, f"{names} cannot be summed as prednisone")
    total = sum((grams for grams in counted.values() if grams is not None), Decimal(0))
    if since > first.isoformat() and (more := _on_top(facts, stated, counted, total)):
        return more
    start = wording.date(max(first, min(row.start for row in found)))
    origin = f"doses of the courses since {start}; earlier ones are not in it"
    return Answer(_plain(total), f"{origin}, nor {names}" if missed else origin)


def _on_top(facts, stated, courses, total):
    """The grams stated on a day with those since; None where the record itself holds more."""
    since = datetime.date.fromisoformat(stated["on"])
    later = sum((_grams(row, since, facts.on) or 0 for row in courses), Decimal(0))
    if (grams := Decimal(stated["value"]) + later) < total:
        return None
    shown = wording.amount(Decimal(stated["value"]), "g")
    origin = f"{shown} as of {wording.date(since)}, and the doses of the courses since"
    return Answer(_plain(grams), origin)


def _grams(course, first, on):
    """The grams of a course from a day to the day before another; None with a dose unknown."""
    begin, end = max(first, course.start), min(course.stop or on, on)
    days = [begin, *(step.on for step in course.steps if begin < step.on < end)]
    total = Decimal(0)
    for day, until in zip(days, [*days[1:], end], strict=True):
        if (amount := course.amount(day)) is None and until > day:
            return None
        total += (amount or 0) * max((until - day).days, 0)
    return total / 1000


def _plain(value):
    return f"{value.normalize():f}"


# Failed treatments


def failed(facts, stated):
    """What the 12-week rule calls failed, with what was stated; open while a course is unclear."""
    before, since = (stated["value"], stated["on"]) if stated else ([], "")
    new = [row for row in trials(facts) if row.failed is not False and row.therapy not in before]
    if unclear := [row for row in new if row.failed is None and _is_newer(row.course, since)]:
        return Answer(None, wording.listed([_unclear(row) for row in unclear]))
    new = [row for row in new if row.failed]
    if not new:
        return None
    origin = wording.listed([_trial(row.course) for row in new])
    return Answer(sorted({*before, *(row.therapy for row in new)}), origin)


def _is_newer(course, since):
    """Whether a course counts as a trial, or was recorded, after the day of an answer."""
    full = full_length(course)
    due = full if treatment.is_in_cycles(course) else min(full, course.stop or full)
    return due.isoformat() > since or (course.entered or course.start).isoformat() >= since


def _unclear(trial):
    return f"{_span(trial.course)}: {wording.listed([LACKS[word] for word in trial.lacks])}"


def _trial(course):
    return f"{_span(course)} without enough effect"


def _span(course):
    end = f" to {wording.date(course.stop)}" if course.stop else ""
    return f"{course.name} from {wording.date(course.start)}{end}"


# The phase


def phase(facts, stated):
    """Nobody is still untreated after a treatment of the disease began; what it is now is asked."""
    if not stated or stated["value"] != UNTREATED:
        return None
    begun = [row for row in treatment.courses(facts) if row.start.isoformat() >= stated["on"]]
    names = wording.listed([f"{row.name} on {wording.date(row.start)}" for row in begun])
    return Answer(None, f"treatment began with {names}") if begun else None


ANSWERS = {
    "treatment_phase": phase,
    LISTS["takes"]: current_drugs,
    DOSE_NOW: prednisone_now,
    "gc_cumulative_g_12m": prednisone_of_year,
    LISTS["failed"]: failed,
}


def as_stated(findings):
    """The findings of a visit with what somebody stated in place of what the record answered.

    The record answers again from what it holds now: a course taken back since counts no more.
    """
    rows = {key: _stated(key, finding) for key, finding in findings.items()}
    return {key: finding for key, finding in rows.items() if finding is not None}


def _stated(key, finding):
    is_told = key in ANSWERS and "origin" in finding
    return finding.get("stated") if is_told else finding
