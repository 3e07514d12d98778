"""What a course was before a change, in words."""

import datetime

from guidelines.engine import wording
from guidelines.engine.instruments.taper import PATTERNS
from patients.models import TreatmentCourse

LABELS = {
    "regimen": "treatment of the guideline",
    "weekday": "weekday",
    "stop": "first day without it",
    "stop_reason": "reason",
    "stop_note": "note",
    "response": "response",
    "adequate_dose": "dose adequate",
    "taper": "planned taper",
}
EMPTY = {
    "regimen": "none, by name",
    "stop": "going on",
    "response": "not stated",
    "adequate_dose": "not known",
    "taper": "none",
}
CHOICES = {
    "stop_reason": dict(TreatmentCourse.StopReason.choices),
    "response": dict(TreatmentCourse.Response.choices),
    "adequate_dose": {True: "yes", False: "no"},
    "taper": {code: row.label for code, row in PATTERNS.items()},
}


def before(change):
    """The fields that a change has changed, as they were: 'response: Good; weekday: Monday'."""
    rows = [(name, change.before[name]) for name in LABELS if name in change.before]
    texts = [
        f"{LABELS[name]}: {_shown(name, value)}" for name, value in rows if _is_told(name, value)
    ]
    return "; ".join(texts)


def _is_told(name, value):
    return value not in ("", None) or name in EMPTY


def _shown(name, value):
    if value in ("", None):
        return EMPTY[name]
    if name == "stop":
        return wording.date(datetime.date.fromisoformat(value))
    return CHOICES.get(name, {}).get(value, value)
