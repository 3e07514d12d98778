"""The worked examples of an instrument, and how a result is compared with one."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent / "examples"
SETS = ("flags", "warnings", "reasons", "errors")  # compared without order


def examples(name):
    """The examples of one instrument as test parameters, named by their notes."""
    listed = json.loads((EXAMPLES / f"{name}.json").read_text(), parse_float=Decimal)
    return [pytest.param(e["inputs"], e["expected"], id=e["note"] or str(e)) for e in listed]


def matches(found, expected):
    """Whether a result says all that is expected; it may say more."""
    if isinstance(expected, dict):
        return all(key in found and _same(key, found[key], expected[key]) for key in expected)
    if isinstance(expected, list) and isinstance(found, list):
        pairs = zip(found, expected, strict=False)
        return len(found) == len(expected) and all(matches(*pair) for pair in pairs)
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected  # 1 is not true
    return found == expected


def _same(key, found, expected):
    return set(found) == set(expected) if key in SETS else matches(found, expected)
