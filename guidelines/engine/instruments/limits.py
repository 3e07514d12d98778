"""Limits of what is entered: usual, to be confirmed, or refused. All of them are our own choice."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from . import units
from .instrument import Constant, InputError, Instrument, chosen, gathered, needed, number


class Limits(NamedTuple):
    """Inclusive limits: between the soft ones a value is usual, beyond the hard ones refused."""

    hard_low: Decimal
    soft_low: Decimal
    soft_high: Decimal
    hard_high: Decimal

    def judge(self, value: Decimal) -> str:
        """'accept', 'confirm' or 'reject'."""
        if not self.hard_low <= value <= self.hard_high:
            return "reject"
        return "accept" if self.soft_low <= value <= self.soft_high else "confirm"


def _limits(*numbers):
    return Limits(*map(Decimal, numbers))


LIMITS = {  # ours
    "weight_kg": _limits(20, 35, 180, 400),
    "height_cm": _limits(100, 140, 205, 250),
    "age_years": _limits(0, 18, 100, 120),
    "ck_u_l": _limits(0, 10, 50_000, 500_000),
    "aldolase_u_l": _limits(0, 1, 100, 500),
    "ast_u_l": _limits(0, 5, 2000, 20_000),
    "alt_u_l": _limits(0, 5, 2000, 20_000),
    "ldh_u_l": _limits(0, 80, 5000, 50_000),
    "creatinine_mg_dl": _limits("0.1", "0.3", 6, 30),
    "creatinine_umol_l": _limits(9, 27, 530, 2650),
    "glucose_mg_dl": _limits(10, 50, 400, 1500),
    "glucose_mmol_l": _limits("0.6", "2.8", "22.2", 83),
    "prednisone_mg_day": _limits(0, 0, 80, 200),
    "methotrexate_mg_week": _limits(0, "2.5", 25, 40),
    "azathioprine_mg_day": _limits(0, 25, 200, 400),
    "mycophenolate_mg_day": _limits(0, 500, 3000, 4000),
    "ivig_g_per_kg_course": _limits(0, "0.4", 2, 2),
    "fvc_percent": _limits(10, 30, 130, 200),
    "t_score": _limits(-8, -5, 4, 8),
}
MEASURED = {  # what a field measures and in which unit, where it can be typed in another
    "weight_kg": ("weight", "kg"),
    "height_cm": ("height", "cm"),
    "ck_u_l": ("ck", "U/L"),
    "aldolase_u_l": ("aldolase", "U/L"),
    "ast_u_l": ("ast", "U/L"),
    "alt_u_l": ("alt", "U/L"),
    "ldh_u_l": ("ldh", "U/L"),
    "creatinine_mg_dl": ("creatinine", "mg/dL"),
    "creatinine_umol_l": ("creatinine", "umol/L"),
    "glucose_mg_dl": ("glucose", "mg/dL"),
    "glucose_mmol_l": ("glucose", "mmol/L"),
}
# Changes that are confirmed when they happen within three months; ours
THREE_MONTHS_DAYS = 92
LARGEST_WEIGHT_CHANGE = Decimal("0.1")  # of the earlier weight
LARGEST_HEIGHT_CHANGE_CM = Decimal(2)


def hard(field: str) -> tuple[Decimal, Decimal]:
    """The limits beyond which a value of the field is refused."""
    return LIMITS[field].hard_low, LIMITS[field].hard_high


def measured(inputs: Mapping, **fields: str) -> list[Decimal]:
    """Inputs that have to be there, each within the hard limits of its field, in this order."""
    return gathered(partial(needed, inputs, name, *hard(field)) for name, field in fields.items())


def likely_unit(field: str, value: Decimal) -> str | None:
    """The other unit in which an unusual value would be usual, if there is one."""
    if field not in MEASURED or LIMITS[field].judge(value) == "accept":
        return None
    analyte, own = MEASURED[field]
    for unit in units.UNITS[analyte]:
        if LIMITS[field].judge(units.convert(analyte, value, unit, own)) == "accept":
            return unit
    return None


def has_jumped(field: str, value: Decimal, previous: Decimal) -> bool:
    """Whether weight (kg) or height (cm) changed more than is usual within three months."""
    if field == "weight_kg":
        return abs(value - previous) > LARGEST_WEIGHT_CHANGE * previous
    return field == "height_cm" and abs(value - previous) > LARGEST_HEIGHT_CHANGE_CM


def plausibility(inputs: Mapping) -> dict:
    """Accept, confirm or reject one value of a field, with the reasons and the likely unit.

    `previous` is the last stored value and `days_since_previous` its age; without the age it
    counts as recent.
    """
    field = chosen(inputs, "field", LIMITS)
    previous = number(inputs, "previous", *hard(field))
    days = number(inputs, "days_since_previous", 0)
    try:
        value = needed(inputs, "value")
    except InputError as error:
        return _refused(error)
    result, reasons = LIMITS[field].judge(value), []
    if result != "accept":
        reasons.append("outside_hard_limits" if result == "reject" else "outside_soft_limits")
    is_recent = previous is not None and (days is None or days <= THREE_MONTHS_DAYS)
    if is_recent and has_jumped(field, value, previous):
        reasons.append("changed_within_3_months")
        result = "confirm" if result == "accept" else result
    return {"result": result, "reasons": reasons, "likely_unit": likely_unit(field, value)}


def _refused(error):
    """Text and other things that are no number are rejected; a missing value is an error."""
    code = error.codes[0].partition(":")[0]
    if code == "missing_input":
        raise error
    reason = "outside_hard_limits" if code == "out_of_range" else code
    return {"result": "reject", "reasons": [reason], "likely_unit": None}


INSTRUMENTS = (
    Instrument(
        name="plausibility",
        title="Limits of what is entered",
        inputs=("field", "value", "previous", "days_since_previous"),
        calculate=plausibility,
        constants=(
            *(
                Constant(
                    f"{field}: usual {limits.soft_low} to {limits.soft_high}, "
                    f"accepted {limits.hard_low} to {limits.hard_high}",
                    "ours",
                )
                for field, limits in LIMITS.items()
            ),
            Constant("Weight change above 10% or height change above 2 cm in 3 months", "ours"),
        ),
    ),
)
