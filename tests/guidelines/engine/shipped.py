"""The shipped guideline without a database, and patients written as flat findings."""

import datetime

from guidelines.engine import plan as engine
from guidelines.engine.build import build
from guidelines.exchange import SHIPPED, read_directory

CONTENT = build(read_directory(SHIPPED))
ELEMENTS = {element.key: element for element in CONTENT.elements}
VIGNETTES = {vignette.key: vignette for vignette in CONTENT.vignettes}
DAY = datetime.date(2026, 11, 22)

# The woman of the boundary table: 50 years, 70 kg, 170 cm, antibodies negative, strength full.
WOMAN = VIGNETTES["X6"].findings
WEAK = WOMAN | {"mmt8_80": 60}
MISSING = object()


def findings(flat, **finding):
    """Findings of the day; None is asked and not known, MISSING is not asked."""
    return {
        key: {"value": "unknown" if value is None else value, "on": DAY.isoformat(), **finding}
        for key, value in flat.items()
        if value is not MISSING
    }


def confirmed(flat):
    """Findings whose unusual numbers a person has confirmed; lists of words are left open."""
    return {
        key: finding if isinstance(finding["value"], list) else finding | {"confirmed": str(DAY)}
        for key, finding in findings(flat).items()
    }


def plan(flat, on=DAY):
    """The plan for flat findings, unusual numbers confirmed."""
    return engine.evaluate(CONTENT, confirmed(flat), on)


def patient(**changes):
    """The plan for the weak woman of the boundary table with some answers changed."""
    return plan(WEAK | changes)


def statuses(plan):
    """The status of each recommendation."""
    return {item.recommendation.key: item.status for item in plan.advice}


def status(plan, key):
    return statuses(plan)[key]


def state(plan, code):
    return plan.regimens[code].state


def reasons(plan, code):
    """The rows that give a regimen its state."""
    return plan.as_json()["regimens"][code]["by"]


def dose(plan, code):
    """A dose as the plan shows it."""
    return plan.as_json()["doses"][code]


def numbers(plan, code):
    """The amount of a dose and the upper end of its range, as numbers."""
    shown = dose(plan, code)
    return tuple(float(shown[key]) for key in ("amount", "high") if shown[key] is not None)


def missing(plan, code):
    """What must be known before a dose gets a number."""
    return [row["key"] for row in dose(plan, code)["missing"]]
