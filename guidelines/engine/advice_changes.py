"""What one plan says otherwise than another: for one patient under two versions of a guideline.

    advice_changes(plan_before, plan_after, given={("R11", "PRED")})

Only what reaches the patient counts: advice that is not indicated in both plans has no change.
How grave a change is, is our own ranking, with safety first.
"""

from collections.abc import Collection
from enum import IntEnum
from typing import NamedTuple

from . import advice as states
from . import dose_text, wording
from .missing import unique
from .plan import Plan

STATUS_WORDS = {
    states.RECOMMENDED: "recommended",
    states.CHECK_FIRST: "check first",
    states.RULED_OUT: "ruled out",
    states.NEEDS_DATA: "needs data",
    states.NOT_INDICATED: "not indicated",
}
STATE_WORDS = {
    states.FREE: "free",
    states.CAUTION: "under caution",
    states.WAITS: "waits for an answer",
    states.BLOCKED: "blocked",
    states.HARD_STOP: "hard stop",
    None: "not in this version",
}
GIVEN = (states.RECOMMENDED, states.CHECK_FIRST)
STOPPED = (states.BLOCKED, states.HARD_STOP)


class Severity(IntEnum):
    """How much a change matters to the patient."""

    WORDING = 1
    MINOR = 2
    MAJOR = 3
    SAFETY = 4


SEVERITY_WORDS = {
    Severity.WORDING: "wording or grade only",
    Severity.MINOR: "a question, a reason or a treatment nobody asked for",
    Severity.MAJOR: "advice, drug, dose or urgency changed",
    Severity.SAFETY: (
        "a safety block or safety advice came or went, or advice accepted then is not given"
    ),
}


class AdviceChange(NamedTuple):
    """One difference: `kind` is what changed, `key` the row and `title` its name.

    `was` and `now` say it in words, from the earlier and the later plan. Kinds: scope, answers,
    status, treatments, state, reason, dose, together, limit, signal, test, urgency, grade, wording.
    """

    kind: str
    key: str
    title: str
    was: str
    now: str
    severity: Severity


def advice_changes(
    before: Plan, after: Plan, given: Collection[tuple[str, str]] = ()
) -> tuple[AdviceChange, ...]:
    """Everything the later plan says otherwise, the gravest first.

    `given` holds what a clinician decided to give, as (recommendation, regimen or "").
    """
    pair = _Pair(before, after, given)
    found = [
        *pair.scope(),
        *pair.statuses(),
        *pair.states(),
        *pair.doses(),
        *pair.interplays(),
        *pair.record(),
        *pair.texts(),
    ]
    return tuple(sorted(found, key=lambda change: -change.severity))


class _Pair:
    """Two plans of one patient, side by side."""

    def __init__(self, before, after, given):
        self.plans = (before, after)
        self.given = frozenset(given)
        self.advice = [{row.recommendation.key: row for row in plan.advice} for plan in self.plans]
        self.keys = unique([*self.advice[0], *self.advice[1]])
        self.regimens = [plan.facts.program.regimens for plan in self.plans]

    def scope(self):
        """Whom the guideline is for, and answers that it refuses."""
        titles = [plan.scope.title if plan.scope else "within the scope" for plan in self.plans]
        if titles[0] != titles[1]:
            yield AdviceChange("scope", "", "Scope", *titles, Severity.SAFETY)
        errors = [" ".join(notice.message for notice in plan.facts.errors) for plan in self.plans]
        if errors[0] != errors[1]:
            texts = (text or "all answers accepted" for text in errors)
            yield AdviceChange("answers", "", "Refused answers", *texts, Severity.MAJOR)

    def statuses(self):
        """Recommendations with another status, or with other treatments."""
        for key in self.keys:
            rows = [found.get(key) for found in self.advice]
            was, now = (row.status if row else states.NOT_INDICATED for row in rows)
            title = (rows[1] or rows[0]).recommendation.sentence
            if was != now:
                words = STATUS_WORDS[was], STATUS_WORDS[now]
                severity = self._status_severity(key, rows, was, now)
                yield AdviceChange("status", key, title, *words, severity)
            elif was in GIVEN and set(rows[0].regimens) != set(rows[1].regimens):
                yield self._treatments(key, title, rows)

    def _status_severity(self, key, rows, was, now):
        stopped = states.RULED_OUT in (was, now)
        is_given = [status in GIVEN for status in (was, now)]
        lost = not is_given[1] and any(advice == key for advice, _regimen in self.given)
        about_safety = any(row and row.recommendation.category == "safety" for row in rows)
        if stopped or lost or (about_safety and is_given[0] != is_given[1]):
            return Severity.SAFETY
        return Severity.MAJOR if any(is_given) else Severity.MINOR

    def _treatments(self, key, title, rows):
        lost = {code for code in rows[0].regimens if code not in rows[1].regimens}
        severity = Severity.SAFETY if {(key, c) for c in lost} & self.given else Severity.MAJOR
        words = [
            wording.listed([names[code].name for code in row.regimens]) or "none"
            for names, row in zip(self.regimens, rows, strict=True)
        ]
        return AdviceChange("treatments", key, title, *words, severity)

    def states(self):
        """Regimens that became free, blocked or otherwise, or for another reason."""
        if not all(plan.regimens for plan in self.plans):
            return  # one of them is outside a scope that lists regimens
        for code in self._codes():
            was, now = (found.get(code) for found in (plan.regimens for plan in self.plans))
            kinds = was and was.state, now and now.state
            texts = _state_text(was), _state_text(now)
            concerned = self._is_concerned(code)
            if kinds[0] != kinds[1]:
                severity = _state_severity(kinds) if concerned else Severity.MINOR
                yield AdviceChange("state", code, self._name(code), *texts, severity)
            elif concerned and texts[0] != texts[1]:
                yield AdviceChange("reason", code, self._name(code), *texts, Severity.MINOR)

    def _is_concerned(self, code):
        """Is the regimen advised in either plan, taken, or was it given?"""
        return (
            any(code in plan.requested_by for plan in self.plans)
            or any(regimen == code for _advice, regimen in self.given)
            or any(row.regimen == code for row in self._courses())
        )

    def _courses(self):
        facts = self.plans[0].facts
        return facts.history.open_courses(facts.on)

    def _codes(self):
        return unique([*self.regimens[0], *self.regimens[1]])

    def _name(self, code):
        return (self.regimens[1].get(code) or self.regimens[0][code]).name

    def doses(self):
        """The orders of regimens that both plans offer."""
        for code in self._codes():
            if all(code in plan.regimens and plan.is_offered(code) for plan in self.plans):
                (was, old), (now, new) = (_order(plan, code) for plan in self.plans)
                if old != new:
                    yield AdviceChange("dose", code, self._name(code), was, now, Severity.MAJOR)

    def interplays(self):
        """Warnings, orders and precedences among the advice that came or went."""
        rows = [{row.key: row for row, _trace in plan.interplays} for plan in self.plans]
        for key in unique([*rows[0], *rows[1]]):
            was, now = (found.get(key) for found in rows)
            if (was and was.text) != (now and now.text):
                row = now or was
                heavy = row.kind == "warning" and not (was and now)
                severity = Severity.MAJOR if heavy else Severity.MINOR
                yield AdviceChange("together", key, row.title, *_texts(was, now), severity)

    def record(self):
        """What the record over time says: limits passed, signals, and tests due."""
        if not self.plans[0].facts.history:
            return
        for kind, read, severity in RECORD:
            found = [read(plan) for plan in self.plans]
            for key in unique([*found[0], *found[1]]):
                was, now = (rows.get(key, "none") for rows in found)
                if was != now:
                    yield AdviceChange(kind, key, key, was, now, severity)

    def texts(self):
        """Urgency, grade and wording of advice that either plan shows."""
        for key in self.keys:
            rows = [found.get(key) for found in self.advice]
            if None in rows or all(row.status == states.NOT_INDICATED for row in rows):
                continue
            was, now = (row.recommendation for row in rows)
            for kind, read, severity in TEXTS:
                if read(was) != read(now):
                    yield AdviceChange(kind, key, now.sentence, read(was), read(now), severity)


def _state_severity(kinds):
    return Severity.SAFETY if any(kind in STOPPED for kind in kinds) else Severity.MAJOR


def _state_text(found):
    """A state with the reasons of the rows that give it."""
    if found is None:
        return STATE_WORDS[None]
    rows = [
        row.reason for row, trace in found.rows
        if states.effect_of(row, trace.verdict) == found.state
    ]  # fmt: skip
    return ": ".join(filter(None, [STATE_WORDS[found.state], "; ".join(rows)]))


def _order(plan, code):
    """The order of a regimen with its arithmetic as text, and what of it reaches the patient.

    Another limit or step in the arithmetic is none that counts as long as the dose is the same.
    """
    row, dose = plan.facts.program.regimens[code], plan.doses.get(code)
    line = dose_text.line(row, dose)
    if dose is None:
        return line, (line, row.schedule, row.route)
    labels = {key: element.label for key, element in plan.facts.program.elements.items()}
    parts = [dose_text.text(part, labels) for part in dose.parts if part.amount is None]
    formulas = [part.formula for part in dose.parts]
    limits = [text for part in dose.parts for text in part.limits]
    text = "; ".join(filter(None, [line, *parts, *unique(formulas), *unique(limits)]))
    return text, (line, row.schedule, row.route, *map(_figures, dose.parts))


def _figures(part):
    rule = part.row
    amounts = (part.amount, part.high, part.start, part.start_high)
    asked = (part.missing, part.held, part.limits)
    return (*amounts, *asked, rule.drug, rule.unit, rule.per, rule.doses_per_day)


def _texts(was, now):
    return (row.text if row else "none" for row in (was, now))


def _passed(plan):
    return {f"{row.rule.test}: {row.limit.text}": row.limit.action for row in plan.beyond_limits}


def _signals(plan):
    return {row.title: "shown" for row in plan.signals}


def _tests(plan):
    return {
        row.rule.test: wording.listed([wording.date(day) for day in row.next]) or "overdue"
        for row in plan.tests_due
    }


def _grade(row):
    return f"{row.strength} / {row.certainty}"


RECORD = (
    ("limit", _passed, Severity.MAJOR),
    ("signal", _signals, Severity.MINOR),
    ("test", _tests, Severity.MINOR),
)
TEXTS = (
    ("urgency", lambda row: row.urgency, Severity.MAJOR),
    ("grade", _grade, Severity.WORDING),
    ("wording", lambda row: row.sentence, Severity.WORDING),
)
