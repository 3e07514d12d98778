"""Calculated doses brought to what can be given: oral doses by weight, and immune globulin."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, Decimal
from functools import partial

from .instrument import (
    Constant,
    InputError,
    Instrument,
    gathered,
    needed,
    number,
    rounded,
)
from .limits import hard
from .tablets import combination, read_strengths, shown

LARGEST_CHANGE = Decimal("0.1")  # more than this by rounding is flagged; ours
SMALLEST = Decimal("0.001")  # of a dose in mg/kg or a step in mg; less is a slip of the hand
MOST_MG_PER_KG, LARGEST_STEP_MG = 100, 1000  # ours
VIALS_G = (Decimal(20), Decimal(10), Decimal(5))  # read: drugs.com dosage forms
STEP_G = Decimal(5)  # ours
SMALLEST_G, LARGEST_STEP_G, SMALLEST_STEP_G = Decimal("0.01"), 100, Decimal("0.5")  # ours
MOST_DAYS = 10  # usual are 2 to 5; ours
ML_PER_G = 10  # of a 10% product; read
DAY_G_PER_KG = 1  # a day above this is flagged; ours


def nearest_step(raw: Decimal, step: Decimal) -> Decimal:
    """The nearest multiple of the step, ties down (ours); same unit."""
    return (raw / step).quantize(Decimal(1), ROUND_HALF_DOWN) * step


def step_below(raw: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of the step that is not above the raw dose; same unit."""
    return (raw / step).quantize(Decimal(1), ROUND_DOWN) * step


def days_of(total: Decimal, step: Decimal, days: int) -> list[Decimal]:
    """A total shared out over days in whole steps, the larger days first."""
    share, extra = divmod(int(total / step), days)
    return [step * (share + (day < extra)) for day in range(days)]


def weight_dose_round(inputs: Mapping) -> dict:
    """An oral dose by weight, rounded to the step and then capped."""
    _, rate, weight, step, cap = gathered(
        (
            partial(_label, inputs, "drug"),
            partial(needed, inputs, "mg_per_kg", SMALLEST, MOST_MG_PER_KG),
            partial(needed, inputs, "weight_kg", *hard("weight_kg")),
            partial(needed, inputs, "step_mg", SMALLEST, LARGEST_STEP_MG),
            partial(number, inputs, "max_mg", SMALLEST),
        )
    )
    raw = rate * weight
    dose = nearest_step(raw, step)
    is_capped = cap is not None and dose > cap
    final = cap if is_capped else dose
    return {
        "raw_mg": raw,
        "rounded_mg": final,
        "difference_percent": _percent(raw, final),
        "capped": is_capped,
        "flags": _rounding_flags(raw, dose),
        "warnings": ["cap_is_no_multiple_of_step"] if is_capped and cap % step else [],
    }


def ivig_round(inputs: Mapping) -> dict:
    """A course of immune globulin: always down to the step, its days, vials and volume."""
    rate, weight, days, vials, step = gathered(
        (
            partial(needed, inputs, "g_per_kg", SMALLEST_G, hard("ivig_g_per_kg_course")[1]),
            partial(needed, inputs, "weight_kg", *hard("weight_kg")),
            partial(_days, inputs),
            partial(read_strengths, inputs, "vials_g"),
            partial(number, inputs, "step_g", SMALLEST_STEP_G, LARGEST_STEP_G),
        )
    )
    step = STEP_G if step is None else step
    raw = rate * weight
    total = step_below(raw, step)
    shares = days_of(total, step, days)
    found = [combination(share, vials or VIALS_G) for share in shares]
    flags = _rounding_flags(raw, total)
    if shares[0] > DAY_G_PER_KG * weight:
        flags.append("day_dose_over_1_g_per_kg")
    return {
        "raw_g": raw,
        "rounded_g": total,
        "difference_percent": _percent(raw, total),
        "days_g": shares,
        "volume_ml_10_percent": total * ML_PER_G,
        "vials_per_day": [shown(vials_of_day) for vials_of_day in found],
        "flags": flags,
        "warnings": _ivig_warnings(shares, found),
    }


def _ivig_warnings(shares, found):
    warnings = {"days_without_dose": 0 in shares, "vials_do_not_add_up": None in found}
    return [name for name, is_raised in warnings.items() if is_raised]


def _percent(raw, dose):
    return rounded((dose - raw) / raw * 100, 1)


def _rounding_flags(raw, dose):
    return ["rounding_over_10_percent"] if abs(dose - raw) > LARGEST_CHANGE * raw else []


def _label(inputs, name):
    if not isinstance(inputs.get(name, ""), str | None):
        raise InputError(f"not_a_choice:{name}")


def _days(inputs):
    days = needed(inputs, "days", 1, MOST_DAYS)
    if days != int(days):
        raise InputError("out_of_range:days")
    return int(days)


INSTRUMENTS = (
    Instrument(
        name="weight_dose_round",
        title="Oral dose by weight, rounded",
        inputs=("drug", "mg_per_kg", "weight_kg", "step_mg", "max_mg"),
        calculate=weight_dose_round,
        constants=(
            Constant("Nearest step, ties down, then the cap; flag above 10%", "ours"),
            Constant("Azathioprine 2 (to 2.5) mg/kg; prednisone 1 mg/kg, at most 80 mg", "memory"),
        ),
        caution="Arithmetic only: the prescriber decides. Azathioprine after TPMT and NUDT15.",
    ),
    Instrument(
        name="ivig_round",
        title="Course of immune globulin in days and vials",
        inputs=("g_per_kg", "weight_kg", "days", "vials_g", "step_g"),
        calculate=ivig_round,
        constants=(
            Constant("Always down to the step, at most 2 g/kg a course", "ours"),
            Constant("2 g/kg a course every 4 weeks, usually over 2 to 5 days", "read", "ProDERM"),
            Constant("10% product: 10 mL a gram", "read", "secondary page"),
            Constant("Vials of 5, 10 and 20 g; brands differ", "read", "drugs.com"),
            Constant("Flags: rounding above 10%, a day above 1 g/kg", "ours"),
        ),
        caution=(
            "The weight is the dose weight: actual below a BMI of 30, adjusted from 30 on; state "
            "it on the order. Do not mix brands in one infusion. Boxed warnings: thrombosis, "
            "kidney failure."
        ),
    ),
)
