"""A guideline of a few questions, for tests of one rule of the engine at a time."""

import datetime

from guidelines.engine import plan as engine
from guidelines.engine.build import build
from guidelines.engine.facts import Facts
from guidelines.engine.program import program

DAY = datetime.date(2026, 11, 22)


def element(key, kind, **fields):
    return {"key": key, "label": key, "section": "all", "type": kind, "why": "Test.", **fields}


def options(*codes):
    return [{"code": code, "label": code.capitalize()} for code in codes]


ELEMENTS = [
    element("pain", "boolean"),
    element("fever", "boolean"),
    element("weight_kg", "quantity", unit="kg"),
    element("dose_now", "quantity", unit="mg"),
    element("dose_limit", "quantity", unit="mg"),
    element("walking", "choice", options=options("free", "aid", "unable")),
    element("current_drugs", "list", open_list=True),
    element("age_years", "quantity", unit="a"),
]
DRUGS = [{"name": "aspirin", "brands": ["bayer"], "classes": ["nsaid"]}]
AGE = {"key": "age_years", "label": "Age", "function": "age_years", "enterable": True}


def rule(key, when, **fields):
    """A recommendation with everything filled in that a test does not care about."""
    texts = dict.fromkeys(("sentence", "strength", "certainty", "rationale"), "Test.")
    row = {"key": key, "when": when, "category": "initial", "urgency": "days", "if_unknown": "ask"}
    return {**texts, **row, **fields}


def regimen(code, **part):
    """A regimen of one drug; no fields of a part mean text only."""
    row = {"code": code, "name": code, "use": "Test.", "route": "by mouth", "schedule": "daily"}
    parts = [{"drug": code, "unit": "mg", **part}] if part else []
    return {**row, "calculator": "calculated" if part else "none", "parts": parts}


def block(key, regimens, when, effect="block", if_unknown="ask"):
    row = {"key": key, "regimens": regimens, "when": when, "effect": effect}
    return {**row, "if_unknown": if_unknown, "reason": "Test.", "instead": "Test."}


def content(**collections):
    """A content with the toy questions and the given rows."""
    base = {
        "key": "toy",
        "title": "Toy",
        "version": 1,
        "sections": [{"key": "all", "title": "All"}],
        "elements": ELEMENTS,
        "derived": [AGE],
        "drugs": DRUGS,
    }
    return build(base | collections)


def findings(flat):
    return {
        key: {"value": "unknown" if value is None else value, "on": DAY.isoformat()}
        for key, value in flat.items()
    }


def evaluate(knowledge, **flat):
    """The plan of a toy content; adults unless the test says otherwise."""
    return engine.evaluate(knowledge, findings({"age_years": 50} | flat), DAY)


def verdict(when, **flat):
    """The verdict of one condition over the toy questions."""
    compiled = program(content())
    return compiled.node(when).verdict(Facts(compiled, findings(flat), DAY))
