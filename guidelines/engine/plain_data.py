"""What plain data may hold: numbers that can be reckoned with, and names that are text."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

LARGEST = Decimal(10) ** 15
MOST_DECIMALS = 25
UNFIT = "a number has at most 15 digits before its point and 25 behind it"


def fits(number: Decimal) -> bool:
    """Whether a number is one, and neither so large nor so fine that a sum with it would fail."""
    if not number.is_finite():
        return False
    return number.adjusted() < LARGEST.adjusted() and number.as_tuple().exponent >= -MOST_DECIMALS


def misfit(value) -> str:
    """Why plain data, with all that stands in it, cannot be stored; "" if it can."""
    if isinstance(value, Mapping):
        wrong = [key for key in value if not isinstance(key, str)]
        if wrong:
            return f"the name {wrong[0]!r:.40} is not text: write it in quotation marks"
        return next(filter(None, map(misfit, value.values())), "")
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(misfit, value)), "")
    if value is None or isinstance(value, (str, bool)):
        return ""
    return _misfit_of_number(value)


def _misfit_of_number(value):
    try:
        number = Decimal(value if isinstance(value, int) else str(value))
    except InvalidOperation:
        return f"{value!r:.40} is neither text nor a number, yes, no, a list, or names with values"
    return "" if fits(number) else UNFIT
