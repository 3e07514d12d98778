"""Rows of a plan by hand, each with the fields that every such row has."""


def advice(key, sentence, **fields):
    row = {
        "key": key,
        "sentence": sentence,
        "status": "recommended",
        "quiet": False,
        "gated": False,
        "category": "initial",
        "urgency": "days",
        "urgency_label": "Within days",
        "strength": "strong",
        "certainty": "low",
        "graded_by": "ours",
        "grade_note": "",
        "statements": [],
        "sources": [],
        "own_source": "",
        "rationale": "",
        "conflicts": [],
        "mark": "read",
        "mark_label": "",
        "shown_because": "",
        "unknown": [],
        "asks": [],
        "why": [],
        "phrase": "",
        "regimens": [],
        "also_regimens": [],
        "choose_from": [],
        "follows_advice": False,
        "note": "",
        "tree": {},
    }
    return row | fields


def regimen(code, name, **fields):
    row = {
        "code": code,
        "name": name,
        "use": "",
        "state": "free",
        "by": [],
        "reasons": [],
        "waits_for": [],
        "requested_by": [],
        "offered": True,
        "line": name,
        "dose": None,
        "route": "by mouth",
        "unit": "",
        "per": "",
        "weekly": False,
        "schedule": "",
        "duration": "",
        "before": "",
        "cautions": "",
        "interactions": "",
        "monitoring": "",
        "information": "",
        "organ_advice": "",
        "contraindications": "",
        "flags": [],
        "sources": [],
        "mark_label": "",
    }
    return row | fields


def reason(key, effect, text, instead, verdict="true", **fields):
    row = {
        "key": key,
        "effect": effect,
        "verdict": verdict,
        "text": text,
        "instead": instead,
        "sources": [],
        "own_source": "",
        "mark_label": "",
        "phrase": "",
        "unknown": [],
    }
    return row | fields


def dose(text, formula, tablets="", **fields):
    row = {
        "amount": "0",
        "high": None,
        "start": None,
        "per_dose": None,
        "unit": "mg",
        "text": text,
        "formula": formula,
        "parts": [],
        "missing": [],
        "limits": [],
        "tablets_text": tablets,
        "weight_text": "",
    }
    return row | fields


def source(number, key, citation, **fields):
    row = {
        "n": number,
        "key": key,
        "citation": citation,
        "identifier": "",
        "verified": True,
        "read": "",
        "mark_label": "",
    }
    return row | fields


def finding(key, label, section, value, on="2026-11-22"):
    return {
        "key": key,
        "label": label,
        "section": section,
        "value_text": value,
        "on": on,
        "stale": False,
    }
