"""Patterns for tapering prednisone: the doses from the start to the floor, step by step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from .instrument import Constant, InputError, Instrument, chosen, gathered, needed, number
from .limits import hard

SMALLEST_START_MG = Decimal("0.5")
LARGEST_START_MG = hard("prednisone_mg_day")[1]
# The reduction of the first pattern, and how its doses are rounded; rounding is ours
KEPT_SHARE = Decimal("0.75")
ROUNDED_FROM = ((20, Decimal(5)), (10, Decimal("2.5")), (0, Decimal(1)))  # from mg, step in mg
# The fixed steps: from above this dose in mg, by so much
FIXED_STEPS = ((20, Decimal(10)), (10, Decimal(5)), (0, Decimal("2.5")))
LAST_INDIVIDUAL_MG, EVERY_TWO_WEEKS_MG = Decimal(25), Decimal(5)
USUAL_FLOORS_MG = (5, 10)  # memory


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One way to taper: `step` gives the next dose in mg, `days` how long each dose is taken.

    `cap_mg` is the highest usual start, `ends_at_mg` where the pattern itself ends.
    """

    label: str
    step: Callable[[Decimal], Decimal]
    days: int
    cap_mg: Decimal
    mark: str
    source: str = ""
    ends_at_mg: Decimal | None = None


def _three_quarters(dose):
    raw = dose * KEPT_SHARE
    step = next(step for low, step in ROUNDED_FROM if raw >= low)
    near = (raw / step).quantize(Decimal(1), ROUND_HALF_UP) * step  # a tie must not widen the step
    return near if near < dose else dose - step


def _fixed_step(dose):
    landing, step = next((low, step) for low, step in FIXED_STEPS if dose > low)
    return max(dose - step, Decimal(landing))


def _five_less(dose):
    return dose - EVERY_TWO_WEEKS_MG


PATTERNS = {
    "percent25_q4w": Pattern(
        label="25% less every 4 weeks",
        step=_three_quarters,
        days=28,
        cap_mg=Decimal(80),
        mark="memory",
    ),
    "step_10_5_2.5_q4w": Pattern(
        label="10 mg less every 4 weeks down to 20 mg, 5 mg down to 10 mg, then 2.5 mg",
        step=_fixed_step,
        days=28,
        cap_mg=Decimal(80),
        mark="read",
        source="Hospital Healthcare Europe 2018",
    ),
    "minus5_q2w_to_25": Pattern(
        label="5 mg less every 2 weeks down to 25 mg, then individual",
        step=_five_less,
        days=14,
        cap_mg=Decimal(75),
        mark="read",
        source="Therapeutic Guidelines",
        ends_at_mg=LAST_INDIVIDUAL_MG,
    ),
}


def taper(pattern: str, start_mg: Decimal, floor_mg: Decimal | None = None) -> list[Decimal]:
    """The doses in mg a day from the start to the floor, each taken for the days of the pattern.

    Rules and marks stand with the pattern, rounding is ours. Raises InputError for a start that is
    0, above 200 or below the floor, and for a missing floor unless the pattern ends by itself.
    """
    rule = PATTERNS[pattern]
    floor = _floor(rule, floor_mg)
    if not max(floor, SMALLEST_START_MG) <= start_mg <= LARGEST_START_MG:
        raise InputError("out_of_range:start_mg")
    doses = [start_mg]
    while doses[-1] > floor:
        doses.append(max(rule.step(doses[-1]), floor))
    return doses


def _floor(rule, floor_mg):
    if rule.ends_at_mg is not None:
        return max(rule.ends_at_mg, floor_mg or 0)
    if floor_mg is None:
        raise InputError("missing_input:floor_mg")
    return floor_mg


def pred_taper(inputs: Mapping) -> dict:
    """The doses of a pattern with their number and the cumulative dose of the taper."""
    pattern, start, floor = gathered(
        (
            partial(chosen, inputs, "pattern", PATTERNS),
            partial(needed, inputs, "start_mg", SMALLEST_START_MG, LARGEST_START_MG),
            partial(number, inputs, "floor_mg", 0, LARGEST_START_MG),
        )
    )
    doses = taper(pattern, start, floor)
    days = PATTERNS[pattern].days
    return {
        "doses_mg": doses,
        "interval_days": days,
        "steps": len(doses),
        "cumulative_mg": sum(doses) * days,
        "warnings": _warnings(PATTERNS[pattern], start, floor),
    }


def _warnings(rule, start, floor):
    low, high = USUAL_FLOORS_MG
    warnings = {
        "start_above_usual_cap": start > rule.cap_mg,
        "floor_outside_5_to_10": rule.ends_at_mg is None and not low <= floor <= high,
    }
    return [name for name, is_raised in warnings.items() if is_raised]


INSTRUMENTS = (
    Instrument(
        name="pred_taper",
        title="Prednisone taper",
        inputs=("pattern", "start_mg", "floor_mg"),
        calculate=pred_taper,
        constants=(
            *(Constant(rule.label, rule.mark, rule.source) for rule in PATTERNS.values()),
            Constant("Floor of 5 (to 10) mg; start 1 mg/kg, at most 60 to 80 mg", "memory"),
            Constant(
                "Start of at most 75 mg before 5 mg less every 2 weeks",
                "read",
                "Therapeutic Guidelines",
            ),
            Constant("Rounding to 5, 2.5 and 1 mg, ties up", "ours"),
        ),
        caution=(
            "Begin only on clinical response; hold or step back when CK or strength worsens. The "
            "list starts with the starting dose: the first weeks at full dose come before it."
        ),
    ),
)
