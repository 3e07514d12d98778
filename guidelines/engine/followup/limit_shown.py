"""A CK whose laboratory limit nobody stated: relapse cannot be judged by it, and that is said."""

from guidelines.engine import wording
from guidelines.engine.instruments.flare import TIMES_REFERENCE

from . import record, treatment
from .relapse_shown import ASK_FIRST
from .signal import Signal

KEY = "ck_without_limit"
RULE = (
    "A CK is judged by the upper limit of its own laboratory: the one entered with it, or one of "
    "the same day. The limit of another laboratory could hide a relapse or feign one; ours."
)
ASK = "Enter the upper limit of its laboratory."


def signal(facts) -> Signal | None:
    """Ask for the limit of the last CK; None where it is known."""
    if not record.lacks_limit(facts):
        return None
    rows = record.plain_ck(facts)
    last = rows[-1]
    lowest = min(record.between(rows, treatment.since(facts)) or [last], key=lambda r: r.value)
    has_doubled = last.value >= TIMES_REFERENCE * lowest.value and last.on > lowest.on
    return Signal(
        key=KEY,
        level="risen" if has_doubled else "missing",
        title=f"CK of {wording.date(last.on)} has no limit: relapse cannot be judged",
        text=_about_rise(facts, lowest) if has_doubled else ASK,
        rule=RULE,
        values=tuple(("ck", row) for row in ([lowest, last] if has_doubled else [last])),
        missing=("ck_uln",),
        advice=("R57",),
    )


def _about_rise(facts, lowest):
    unit = facts.program.elements["ck"].unit
    return (
        f"By its number alone it is twice the lowest one or more "
        f"({wording.amount(lowest.value, unit)} of {wording.date(lowest.on)}). {ASK} Until then "
        f"make no further step of a taper. {ASK_FIRST}"
    )
