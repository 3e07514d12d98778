"""Dull rows for tests: sequences, no random values."""

import copy
from itertools import count

from django.contrib.auth import get_user_model
from django.utils import timezone

from guidelines import actions, exchange, frozen
from guidelines.models import GuidelineVersion

numbers = count(1)

# Two questions, one drug, and one row of every other kind.
SMALL_GUIDELINE = {
    "key": "small",
    "title": "A small guideline",
    "version": 1,
    "notice": "For tests only.",
    "sections": [{"key": "person", "title": "Person"}],
    "gates": [
        {
            "key": "child",
            "when": "weight_kg < 20",
            "title": "Not for children",
            "text": "Only the emergency advice is shown.",
            "shows": ["R2"],
            "regimens": "none",
        }
    ],
    "elements": [
        {
            "key": "weight_kg",
            "label": "Weight",
            "section": "person",
            "type": "quantity",
            "why": "Doses per kg need it.",
            "unit": "kg",
            "units": [{"code": "lb", "factor": 0.45359237}],
            "plausible_low": 35,
            "plausible_high": 180,
            "absolute_low": 2.5,
            "absolute_high": 400,
            "max_age_days": 7,
        },
        {
            "key": "infection",
            "label": "Infection",
            "section": "person",
            "type": "choice",
            "why": "It forbids the drug.",
            "options": [
                {"code": "absent", "label": "Absent"},
                {"code": "proven", "label": "Proven"},
                {"code": "pending", "label": "Pending", "unknown": True},
            ],
        },
    ],
    "derived": [
        {
            "key": "severity",
            "label": "Severity",
            "function": "highest_proven",
            "inputs": ["weight_kg"],
            "levels": [{"code": "severe", "label": "Severe", "when": "weight_kg < 40"}],
        }
    ],
    "criteria": [{"key": "is_heavy", "label": "Heavy", "when": "weight_kg > 100"}],
    "recommendations": [
        {
            "key": "R1",
            "sentence": "Give the drug.",
            "category": "initial",
            "urgency": "days",
            "when": "is_heavy or weight_kg > 60",
            "if_unknown": "ask",
            "strength": "strong",
            "certainty": "low",
            "rationale": "It helps.",
            "regimens": ["DRUG"],
            "statements": ["S1"],
            "sources": ["Smith2020"],
            "conflicts": ["U1"],
        },
        {
            "key": "R2",
            "sentence": "Look for infection.",
            "category": "safety",
            "urgency": "now",
            "when": "infection = proven",
            "if_unknown": "safe",
            "strength": "strong",
            "certainty": "expert consensus",
            "rationale": "Infection comes first: “sepsis” kills within hours, ≥ 1 in 10.",
        },
    ],
    "regimens": [
        {
            "code": "DRUG",
            "name": "Drug",
            "use": "Treatment",
            "calculator": "calculated",
            "route": "by mouth",
            "schedule": "once daily",
            "flags": ["immunosuppressant"],
            "parts": [
                {
                    "drug": "drug",
                    "basis": "per_kg",
                    "unit": "mg",
                    "low": 0.75,
                    "step": 2.5,
                    "hard_max": 80,
                    "tablets": [20, 2.5],
                }
            ],
            "adjustments": [{"when": "is_heavy", "effect": "factor", "text": "half", "low": 0.5}],
        }
    ],
    "blocks": [
        {
            "key": "B1",
            "regimens": ["DRUG"],
            "when": "infection = proven",
            "effect": "block",
            "if_unknown": "ask",
            "reason": "Proven infection",
            "instead": "Treat the infection first.",
        }
    ],
    "interplays": [
        {
            "key": "C1",
            "title": "Drug and infection",
            "when": "requested(DRUG) and infection = proven",
            "kind": "warning",
            "text": "Treat the infection first.",
            "recommendations": ["R1", "R2"],
        }
    ],
    "monitoring": [
        {
            "key": "M1",
            "test": "Weight",
            "schedule": "weeks 0 and 2, then every 4",
            "act_if": "Loss of 5 kg",
            "regimens": ["DRUG"],
            "weeks": [0, 2],
            "repeat_weeks": 4,
            "elements": ["weight_kg"],
        }
    ],
    "statements": [{"key": "S1", "text": "The drug helps.", "cites": "[1]"}],
    "references": [{"key": "Smith2020", "citation": "Smith J. Drugs. 2020", "mark": "memory"}],
    "conflicts": [
        {
            "key": "U1",
            "topic": "Dose",
            "differs": "1 or 2 mg",
            "choice": "1 mg",
            "positions": [{"source": "REF1", "says": "2 mg"}],
        }
    ],
    "appraisals": [
        {
            "key": "A1",
            "instrument": "agree_ii",
            "title": "The aims are stated",
            "text": "They are.",
            "score": 5,
        }
    ],
    "gaps": [{"key": "G1", "text": "How long?", "filled_by": "Two years", "due": "2027-05-22"}],
    "languages": [{"code": "es"}],
    "patient_texts": [
        {
            "key": "R1-advice",
            "about": "R1",
            "kind": "advice",
            "text": "Stay in bed.",
            "translations": [{"language": "es", "text": "Quédese en la cama."}],
        }
    ],
    "drugs": [{"name": "drug", "synonyms": ["thing"], "brands": ["Brand"], "classes": ["statin"]}],
    "vignettes": [
        {
            "key": "V1",
            "title": "Light and well",
            "findings": {"weight_kg": 50.5, "infection": "absent"},
            "expected": {"holds": {"R1": "not_indicated", "R2": "not_indicated"}},
            "absent": ["R1"],
        }
    ],
}

AGE = {
    "key": "age_years",
    "label": "Age",
    "section": "person",
    "type": "integer",
    "why": "Doses are for adults",
    "unit": "a",
}


def small_guideline(**changes):
    """The plain data of a small guideline, with some of its fields replaced."""
    return copy.deepcopy(SMALL_GUIDELINE) | changes


def make_user(**fields):
    """An account with a sequential name."""
    username = f"account{next(numbers)}"
    return get_user_model().objects.create_user(**{"username": username} | fields)


def make_draft(**changes):
    """A draft version of the small guideline."""
    return exchange.load(small_guideline(**changes))


def make_published(on=None, **changes):
    """A published version of the small guideline, in force from a day on, without its checks."""
    return as_published(make_draft(**changes), on)


def as_published(version, on=None):
    """Publish as if review and checks were passed, for tests of what comes after."""
    GuidelineVersion.objects.filter(pk=version.pk).update(
        status="published", published_at=timezone.now(), published_by=actions.shipped_account(),
        effective_from=on or timezone.localdate(), digest=exchange.digest(frozen.load(version)),
    )  # fmt: skip
    version.refresh_from_db()
    frozen._remembered.cache_clear()  # a test before had another version under this number
    return version
