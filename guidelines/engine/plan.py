"""One evaluation of a guideline version for one patient on one day.

    plan = evaluate(content, findings, on, history)

Pure: the same content, findings, day and history give the same plan, byte for byte. `statuses`
gives the statuses alone, for cohorts. `report.as_json` turns a plan into the form that is shown
and stored.
"""

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from . import advice, due, followup, limits
from .ask import ask_next
from .content import Content, Recommendation
from .dosing import Dose, dose
from .facts import Facts
from .history import NOTHING, History
from .logic import Trace
from .missing import unique, unknown_elements
from .program import program
from .relevance import Relevance


class Advice(NamedTuple):
    """A recommendation with its one status, the trace that gave it, and what it still needs."""

    recommendation: Recommendation
    status: str
    trace: Trace
    gated: bool
    regimens: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def quiet(self):
        """Needs data, but not shown among the questions (HIDE)."""
        return self.status == advice.NEEDS_DATA and self.recommendation.if_unknown == "hide"

    @property
    def is_open(self):
        """Would an answer change the status?"""
        waits = self.status in (advice.NEEDS_DATA, advice.CHECK_FIRST)
        return waits or (self.status == advice.RECOMMENDED and bool(self.unknown))


class RegimenState(NamedTuple):
    """A regimen with its state, and every block row that speaks: (row, trace)."""

    code: str
    state: str
    rows: tuple[tuple, ...]
    waits_for: tuple[str, ...]


class Plan:
    """The result of one evaluation. Advice is in screen order: urgency, then safety first."""

    def __init__(self, facts: Facts, content: Content):
        self.facts, self.content = facts, content
        advice.judge(facts)
        self.scope = facts["scope"]
        self.advice = tuple(self._advice())
        self.regimens = {} if self._lists_none else self._regimens()
        self.interplays = [
            (row, node.trace(facts))
            for row, node in facts.program.interplays
            if node.verdict(facts)
        ]
        self.doses = self._doses()

    @property
    def _lists_none(self):
        return self.scope is not None and self.scope.regimens == "none"

    def _advice(self):
        return [_advice(self.facts, row, name) for row, name in self.facts.program.in_screen_order]

    def _regimens(self):
        return {row.code: _regimen_state(self.facts, row.code) for row in self.content.regimens}

    @cached_property
    def requested_by(self) -> dict[str, tuple[str, ...]]:
        """For each regimen the true recommendations that name it."""
        names = {}
        for item in self.advice:
            for code in item.regimens:
                names.setdefault(code, []).append(item.recommendation.key)
        return {code: tuple(keys) for code, keys in names.items()}

    @cached_property
    def yielding(self) -> frozenset[str]:
        """Recommendations whose doses give way to others by a precedence that is in force."""
        rows = [row for row, _trace in self.interplays if row.kind == "precedence"]
        return frozenset(key for row in rows for key in row.yields)

    def is_offered(self, code):
        """Is a regimen of a true rule free, under caution or waiting, and not giving way?"""
        askers = set(self.requested_by.get(code, ())) - self.yielding
        return bool(askers) and not self.facts[f"blocked {code}"]

    @property
    def has_calculator(self):
        """Doses are for known adults within the scope, without refused values."""
        age = self.facts["age_years"]
        adult = age is not None and age >= 18
        return adult and self.scope is None and not self.facts.errors

    def held(self, *kinds):
        """Findings to confirm before a number is given."""
        return unique(notice.key for notice in self.facts.questions if notice.kind in kinds)

    def _doses(self) -> dict[str, Dose]:
        if not self.has_calculator:
            return {}
        return {
            row.code: dose(self.facts, row, self.held("implausible"), self.held("bmi"))
            for row in self.content.regimens
            if row.calculator != "none" and self.is_offered(row.code)
        }

    @cached_property
    def signals(self):
        """What the record over time says: relapse, response, a stop rule of the taper."""
        return followup.signals(self.facts)

    @cached_property
    def tests_due(self):
        """When each test is due for what the patient takes, and what is overdue."""
        return due.tests_due(self.facts, self.beyond_limits)

    @cached_property
    def beyond_limits(self):
        """Results beyond the limit at which a monitoring row calls for action."""
        return limits.beyond(self.facts)

    @cached_property
    def undecided(self):
        """What each open recommendation waits for."""
        return {a.recommendation.key: list(a.unknown) for a in self.advice if a.is_open}

    @cached_property
    def ask_next(self):
        return ask_next(self.facts, self.undecided)

    @cached_property
    def relevance(self):
        return Relevance(self.facts)

    @cached_property
    def relevant(self):
        """The unanswered elements that can still change the plan."""
        return self.relevance.elements()

    def missing_for(self, name):
        """The unanswered elements that could still change a derived value or criterion."""
        return self.relevance.of(name)

    def as_json(self, trace=True) -> dict:
        """The plan as plain data: what is shown, printed, frozen and exported."""
        from . import report

        return report.as_json(self, trace)


def evaluate(
    content: Content, findings: Mapping, on: datetime.date, history: History = NOTHING
) -> Plan:
    """The plan for these findings on the day `on`. Values in `findings` are in own units.

    `history` is the record up to that day: without one, nothing is said about the course.
    """
    return Plan(Facts(program(content), findings, on, history), content)


def statuses(content: Content, findings: Mapping, on: datetime.date) -> dict[str, str]:
    """The status of each recommendation, without traces and doses."""
    facts = Facts(program(content), findings, on)
    advice.judge(facts)
    return {row.key: advice.status(facts, row, name) for row, name in facts.program.rule_names}


def _advice(facts, row, name):
    verdict, status = facts[name], facts[f"status {row.key}"]
    trace = facts.program.nodes[name].trace(facts)
    gate = facts["scope"]
    gated = gate is not None and row.key not in gate.shows
    regimens = advice.regimens_of(facts, row) if verdict else ()
    unknown = unknown_elements(trace, facts) if verdict is None else ()
    if status == advice.CHECK_FIRST:
        unknown = _waits_for(facts, row, regimens)
    return Advice(row, status, trace, gated, regimens, tuple(unknown))


def _waits_for(facts, row, regimens):
    keys = [key for code in regimens for key in waits_for(facts, code)]
    for name in row.choose_from:
        if facts[f"rule {name}"] is None:
            keys += unknown_elements(facts.program.nodes[f"rule {name}"].trace(facts), facts)
    return unique(keys)


def waits_for(facts, code) -> list[str]:
    """The elements that a waiting regimen needs, from the rows that make it wait."""
    if facts[f"state {code}"] != advice.WAITS:
        return []
    nodes = [
        facts.program.nodes[f"block {row.key}"]
        for row in facts.program.blocks_of[code]
        if advice.effect_of(row, facts[f"block {row.key}"]) == advice.WAITS
    ]
    return unique(key for node in nodes for key in unknown_elements(node.trace(facts), facts))


def _regimen_state(facts, code):
    rows = [
        (row, facts.block_trace(row.key))
        for row in facts.program.blocks_of[code]
        if advice.effect_of(row, facts[f"block {row.key}"]) is not None
    ]
    return RegimenState(code, facts[f"state {code}"], tuple(rows), tuple(waits_for(facts, code)))
