"""Every test patient gets the plan that is expected of it, and every piece of advice has one
in which it must not fire.
"""

from .. import advice, vignettes
from ..expectations import STATUSES, shown_status
from .obstacle import Obstacle


def failing(content, on, before=()):
    """Every difference between what a vignette expects and the plan it gets."""
    for row in content.vignettes:
        for text in vignettes.differences(content, row):
            yield Obstacle(
                kind="vignette", text=text, collection="vignettes", key=row.key, field="expected"
            )


def silent(content, on, before=()):
    """Recommendations that no vignette forbids: nobody would notice if they fired always.

    A vignette forbids what it names as absent or not indicated, and what is not in its complete set
    of recommendations; what its plan leaves out only because the scope hides it does not count.
    """
    plans = vignettes.plans(content)
    forbidden = {key for row in content.vignettes for key in _forbidden(row, plans[row.key])}
    for row in content.recommendations:
        if row.key not in forbidden:
            yield Obstacle(
                kind="silent",
                text="there is no vignette in which it must not fire",
                collection="recommendations",
                key=row.key,
                field="when",
            )


def _forbidden(vignette, plan):
    for item in plan.advice:
        key, hidden = item.recommendation.key, shown_status(item) == advice.NOT_INDICATED
        if hidden and not item.gated and _forbids(vignette, key):
            yield key


def _forbids(vignette, key):
    expected = vignette.expected
    named = key in vignette.absent or key in _not_indicated(expected.get("holds"))
    return named or ("recommended" in expected and not _is_expected(expected, key))


def _not_indicated(holds):
    rows = holds.items() if isinstance(holds, dict) else ()
    return [key for key, status in rows if status == advice.NOT_INDICATED]


def _is_expected(expected, key):
    """Is a recommendation listed under any status that shows it?"""
    sets = [expected.get(status) or () for status in STATUSES]
    return any(key in keys for keys in sets)
