"""Results beyond the limit at which a monitoring row calls for action."""

from typing import NamedTuple

from .content import ActionLimit, MonitoringRule
from .history import Value


class Beyond(NamedTuple):
    """A limit that is passed: for which drugs taken, by which values as (element key, value).

    `note` says what could explain it away, where that is not known.
    """

    rule: MonitoringRule
    limit: ActionLimit
    regimens: tuple[str, ...]
    values: tuple[tuple[str, Value], ...]
    note: str = ""


def beyond(facts) -> list[Beyond]:
    """Every limit that a known result passes, of the tests that apply to this patient."""
    return []
