"""Response by the 2016 score, between the start of treatment and now.

Only with all six core set measures. Not derived for necrotizing myopathy. Measures of one visit lie
at most 28 days apart (ours), so that no old value stands for a new one.
"""

import datetime
from typing import NamedTuple

from guidelines.engine.instruments.improvement_score import (
    ENZYME_RANGES,
    Enzyme,
    Visit,
    category,
    improvement,
)

from . import record, response, treatment

ONE_VISIT = datetime.timedelta(days=28)
SCALES = {  # element of the content by measure of the score
    "md_global": "md_global",
    "patient_global": "patient_global",
    "extramuscular": "extramuscular",
    "haq": "haq_di",
    "mmt": "mmt8_80",
}


class Measured(NamedTuple):
    """A number of one day, with the limit of its laboratory for an enzyme."""

    on: datetime.date
    amount: object
    limit: object = None


def response_tis(facts, row):
    """none, minimal, moderate or major by `tis_2016`; None unless all six measures are known."""
    start = treatment.start(facts) if facts.history else None
    age = facts["age_years"]
    if start is None or start >= facts.on or age is None or age < 18:
        return None
    found = improvement(*(_visit(chosen) for chosen in measured(facts, start)))
    return category(found.bounds[0]) if found.status == "complete" else None


def measured(facts, start) -> tuple[dict[str, Measured | None], dict[str, Measured | None]]:
    """The measures of the score by name, at the start of a treatment and now; None if missing."""

    def at_start(rows):
        found = response.baseline(rows, start)
        return found if found and found.on >= start - ONE_VISIT else None

    # The last values, all from the 28 days up to now and after the baseline's last day.
    first = max(facts.on - ONE_VISIT, start + datetime.timedelta(days=response.LATE_BASELINE + 1))
    return _choose(facts, at_start), _choose(
        facts, lambda rows: (record.between(rows, first) or [None])[-1]
    )


def _choose(facts, choose):
    chosen = {name: choose(_measured(facts, key)) for name, key in SCALES.items()}
    return chosen | {name: choose(_measured(facts, name, enzyme=True)) for name in ENZYME_RANGES}


def _visit(chosen):
    enzymes = {name: chosen[name] for name in ENZYME_RANGES if chosen[name]}
    return Visit(
        **{name: chosen[name].amount if chosen[name] else None for name in SCALES},
        mmt_max=record.MMT8_BEST,
        enzymes={name: Enzyme(row.amount, row.limit) for name, row in enzymes.items()},
    )


def _measured(facts, key, enzyme=False):
    """The values of an element, the last of each day; of an enzyme those with a limit."""
    limit = record.Limits(facts, key).of if enzyme else lambda row: None
    rows = [Measured(row.on, row.value, limit(row)) for row in record.numbers(facts, key)]
    return record.one_a_day([row for row in rows if row.limit or not enzyme], lambda day: day[-1])
