"""Tests due for what the patient in fact takes: done, overdue, and next."""

import datetime
from typing import NamedTuple

from .content import MonitoringRule


class Due(NamedTuple):
    """One test: the drugs taken that call for it, when it was last complete, and what is next.

    `overdue_since` is the first date that passed without a result, None if there is none.
    `missing` are elements of the test without a result since then.
    """

    rule: MonitoringRule
    regimens: tuple[str, ...]
    last: datetime.date | None
    overdue_since: datetime.date | None
    next: tuple[datetime.date, ...]
    missing: tuple[str, ...] = ()


def tests_due(facts) -> list[Due]:
    """The tests that apply to the courses of the record, the overdue ones first."""
    return []
