"""What one plan says otherwise than another: for one patient under two versions of a guideline.

    advice_changes(plan_before, plan_after, given={("R11", "PRED")})

Only what reaches the patient counts: advice that is not indicated in both plans has no change.
How grave a change is, is our own ranking, with safety first.
"""

from collections.abc import Collection
from enum import IntEnum
from typing import NamedTuple

from . import advice as states
from . import dose_text, taken, wording
from .cards import URGENCY_LABELS
from .logic import LISTS
from .missing import unique
from .plan import Plan
from .text_difference import same_words

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
    status, treatments, state, reason, instead, dose, together, limit, signal, test, urgency, grade,
    sentence, rationale, sources, and the fields of a regimen in `KNOWN`.
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
        *pair.instead(),
        *pair.doses(),
        *pair.regimen_texts(),
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
            or any(_is_taken(plan, code) for plan in self.plans)
        )

    def instead(self):
        """What to do instead of a regimen that both plans stop, of those that matter."""
        for code in self._codes():
            is_stopped = all(_is_stopped(plan, code) for plan in self.plans)
            if is_stopped and self._is_concerned(code):
                texts = [_instead(plan, code) for plan in self.plans]
                yield from self._said_otherwise("instead", code, self._name(code), texts)

    def regimen_texts(self):
        """What there is to know of regimens that both plans offer."""
        for code in self._offered():
            rows = [regimens[code] for regimens in self.regimens]
            for name in KNOWN:
                texts = [getattr(row, name) for row in rows]
                yield from self._said_otherwise(name, code, self._name(code), texts)

    def _said_otherwise(self, kind, key, title, texts):
        """A text that tells somebody what to do: other words matter, other marks do not."""
        if texts[0] != texts[1]:
            words = (text or "none" for text in texts)
            yield AdviceChange(kind, key, title, *words, _text_severity(*texts))

    def _codes(self):
        return unique([*self.regimens[0], *self.regimens[1]])

    def _name(self, code):
        return (self.regimens[1].get(code) or self.regimens[0][code]).name

    def _offered(self):
        """The regimens that both plans offer."""
        for code in self._codes():
            if all(code in plan.regimens and plan.is_offered(code) for plan in self.plans):
                yield code

    def doses(self):
        """The orders of regimens that both plans offer."""
        for code in self._offered():
            (was, old), (now, new) = (_order(plan, code) for plan in self.plans)
            if old != new:
                yield AdviceChange("dose", code, self._name(code), was, now, Severity.MAJOR)

    def interplays(self):
        """Warnings, orders and precedences among the advice that came, went or say otherwise."""
        rows = [{row.key: row for row, _trace in plan.interplays} for plan in self.plans]
        for key in unique([*rows[0], *rows[1]]):
            was, now = (found.get(key) for found in rows)
            texts = [_together(row) for row in (was, now)]
            if texts[0] != texts[1]:
                severity = _together_severity(was, now)
                yield AdviceChange("together", key, (now or was).title, *texts, severity)

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
        """Sentence, urgency, grade and reasons of advice that either plan shows."""
        for key in self.keys:
            rows = [found.get(key) for found in self.advice]
            if None in rows or all(row.status == states.NOT_INDICATED for row in rows):
                continue
            was, now = (row.recommendation for row in rows)
            sentences = was.sentence, now.sentence
            yield from self._said_otherwise("sentence", key, now.sentence, sentences)
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


def _is_taken(plan, code):
    """Whether a regimen's drug has an open course, or stands among the current medicines."""
    facts = plan.facts
    regimen = facts.program.regimens.get(code)
    if regimen is None:
        return any(row.regimen == code for row in facts.history.open_courses(facts.on))
    words = facts[LISTS["takes"]] or ()
    return bool(taken.courses_of(facts, code)) or any(
        drug in words for drug in filter(None, regimen.ingredient.split("/"))
    )


def _is_stopped(plan, code):
    return code in plan.regimens and plan.regimens[code].state in STOPPED


def _instead(plan, code):
    return "; ".join(
        row.instead for row, trace in plan.regimens[code].rows
        if states.effect_of(row, trace.verdict) == plan.regimens[code].state
    )  # fmt: skip


def _text_severity(was, now):
    return Severity.WORDING if same_words(was, now) else Severity.MAJOR


def _together(row):
    """What advice given together says, and which of it gives way."""
    if row is None:
        return "none"
    ways = [
        f"{word} {wording.listed(keys)}"
        for word, keys in (("keeps", row.keeps), ("yields", row.yields)) if keys
    ]  # fmt: skip
    return "; ".join([f"{row.kind}: {row.text}", *ways])


def _together_severity(was, now):
    """An order tells nothing that advice and doses do not; a warning and a precedence do."""
    if all(row is None or row.kind == "order" for row in (was, now)):
        return Severity.MINOR
    return _text_severity(_together(was), _together(now))


def _order(plan, code):
    """The order of a regimen with its arithmetic as text, and what of it reaches the patient.

    Another limit or step in the arithmetic is none that counts as long as the dose is the same.
    """
    row, dose = plan.facts.program.regimens[code], plan.doses.get(code)
    line = dose_text.line(row, dose)
    labels = {key: element.label for key, element in plan.facts.program.elements.items()}
    drugs = dose.parts if dose else ()
    parts = [dose_text.text(part, labels) for part in drugs if part.amount is None]
    formulas = [part.formula for part in drugs]
    limits = [text for part in drugs for text in part.limits]
    often = [row.schedule, row.route, *(part.schedule for part in row.parts)]
    untold = [text for text in often if text not in line]
    text = "; ".join(filter(None, [line, *parts, *unique([*formulas, *limits, *untold])]))
    return text, (line, *often, *map(_figures, drugs))


def _figures(part):
    rule = part.row
    amounts = (part.amount, part.high, part.start, part.start_high)
    asked = (part.missing, part.held, part.limits)
    return (*amounts, *asked, rule.drug, rule.unit, rule.per, rule.doses_per_day)


def _passed(plan):
    return {f"{row.rule.test}: {row.limit.text}": row.limit.action for row in plan.beyond_limits}


def _signals(plan):
    return {row.title: "shown" for row in plan.signals}


def _tests(plan):
    return {
        row.rule.test: wording.listed([wording.date(day) for day in row.next]) or "overdue"
        for row in plan.tests_due
    }


def _urgency(row):
    return wording.lowered(URGENCY_LABELS[row.urgency])


def _grade(row):
    return f"{row.strength} / {row.certainty}"


KNOWN = (
    "duration", "contraindications", "cautions", "interactions", "before", "monitoring",
    "organ_advice", "information",
)  # fmt: skip
RECORD = (
    ("limit", _passed, Severity.MAJOR),
    ("signal", _signals, Severity.MINOR),
    ("test", _tests, Severity.MINOR),
)
TEXTS = (
    ("urgency", _urgency, Severity.MAJOR),
    ("grade", _grade, Severity.WORDING),
    ("rationale", lambda row: row.rationale, Severity.WORDING),
    ("sources", lambda row: "; ".join([*row.sources, row.own_source]), Severity.WORDING),
)
