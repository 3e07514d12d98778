"""Test patients: their findings as the engine reads them, and the plan they get."""

import datetime
from functools import lru_cache

from . import expectations
from .build import ContentError
from .plan import evaluate

# The day all test patients are seen, so that their plans never change by themselves.
DAY = datetime.date(2026, 11, 22)


@lru_cache(maxsize=8)
def plans(content) -> dict:
    """The plan of every test patient of a content, by key; raises like `plan_of`."""
    return {row.key: plan_of(content, row) for row in content.vignettes}


def plan_of(content, vignette):
    """The plan of one test patient; it may belong to another content of the same guideline.

    Raises ContentError where the numbers of a draft make no sum.
    """
    try:
        return evaluate(content, findings_of(vignette.findings), DAY)
    except ArithmeticError as error:
        text = f"test patient {vignette.key} cannot be evaluated: {type(error).__name__}"
        raise ContentError(text) from error


def differences(content, vignette) -> tuple[str, ...]:
    """What the plan of a test patient does otherwise than expected, a sentence each; none: passes.

    The vignette may be one that is being edited and not yet part of the content.
    """
    is_own = vignette in content.vignettes
    plan = plans(content)[vignette.key] if is_own else plan_of(content, vignette)
    return tuple(expectations.differences(plan, vignette))


def findings_of(flat) -> dict:
    """Findings of the day from flat values; None is asked and not known.

    Unusual numbers count as confirmed; a list is left open, so that its words are looked up.
    """
    return {key: _finding(value) for key, value in flat.items()}


def _finding(value):
    finding = {"value": "unknown" if value is None else value, "on": DAY.isoformat()}
    return finding if isinstance(value, list) else finding | {"confirmed": DAY.isoformat()}
