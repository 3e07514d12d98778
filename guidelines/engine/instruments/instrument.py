"""What an instrument is: a named calculation whose constants show where they come from.

Inputs are as read from JSON: numbers are int or Decimal, what is missing is None or left out.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

# Far beyond any value of an instrument but 0; more or less is a slip of the hand
SMALLEST, LARGEST = Decimal(10) ** -9, Decimal(10) ** 9
FINEST, COARSEST = -28, 9  # powers of ten: a number outside them would take forever to compute
JUDGMENT = "Supports, does not replace, clinical judgment."


class InputError(ValueError):
    """Inputs that cannot be used; `codes` says why, one code each."""

    def __init__(self, *codes: str):
        super().__init__(", ".join(codes))
        self.codes = codes


class Constant(NamedTuple):
    """A published number or table: what it is, its mark (read, memory, uncertain, ours), source."""

    text: str
    mark: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One instrument: `calculate` maps inputs to the result; `caution` stands beside every result.

    `inputs` are the names that it reads; it raises InputError for values that it cannot use.
    """

    name: str
    title: str
    inputs: tuple[str, ...]
    calculate: Callable[[Mapping], dict]
    constants: tuple[Constant, ...]
    caution: str = ""

    def result(self, inputs: Mapping) -> dict:
        """The result for these inputs, or `status: error` with the codes in `errors`."""
        try:
            only(inputs, self.inputs)
            return self.calculate(inputs)
        except InputError as error:
            return {"status": "error", "errors": list(error.codes)}


def number(inputs: Mapping, name: str, low=None, high=None) -> Decimal | None:
    """The number of an input within `low` to `high` (inclusive); None if it is missing."""
    value = inputs.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise InputError(f"not_a_number:{name}")
    value = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not value.is_finite():
        raise InputError(f"not_a_number:{name}")
    if _is_outsized(value) or not _is_within(value, low, high):
        raise InputError(f"out_of_range:{name}")
    return value


def _is_outsized(value):
    exponent = value.as_tuple().exponent
    if not FINEST <= exponent <= COARSEST:
        return True
    return value != 0 and not SMALLEST <= value.copy_abs() <= LARGEST


def _is_within(value, low, high):
    return (low is None or value >= low) and (high is None or value <= high)


def needed(inputs: Mapping, name: str, low=None, high=None) -> Decimal:
    """The number of an input that has to be there."""
    value = number(inputs, name, low, high)
    if value is None:
        raise InputError(f"missing_input:{name}")
    return value


def truth(inputs: Mapping, name: str) -> bool | None:
    """True, false, or None if it is missing."""
    value = inputs.get(name)
    if value is not None and not isinstance(value, bool):
        raise InputError(f"not_a_choice:{name}")
    return value


def choice(inputs: Mapping, name: str, options) -> str | None:
    """One of the options, or None if it is missing."""
    value = inputs.get(name)
    if value is not None and (not isinstance(value, str) or value not in options):
        raise InputError(f"not_a_choice:{name}")
    return value


def chosen(inputs: Mapping, name: str, options) -> str:
    """One of the options; it has to be there."""
    value = choice(inputs, name, options)
    if value is None:
        raise InputError(f"missing_input:{name}")
    return value


def mapping(inputs: Mapping, name: str) -> Mapping:
    """The object of named inputs under a name; it has to be there."""
    value = inputs.get(name)
    if value is None:
        raise InputError(f"missing_input:{name}")
    if not isinstance(value, Mapping):
        raise InputError(f"not_an_object:{name}")
    return value


def sequence(inputs: Mapping, name: str) -> list | tuple | None:
    """The list under a name, or None if it is missing."""
    value = inputs.get(name)
    if value is not None and not isinstance(value, list | tuple):
        raise InputError(f"not_a_list:{name}")
    return value


def only(inputs: Mapping, names) -> None:
    """Refuse names that nobody reads: a misspelled input must not count as missing."""
    strange = [f"unknown_input:{name}" for name in inputs if name not in names]
    if strange:
        raise InputError(*strange)


@contextmanager
def within(place: str):
    """Say in the codes where the inputs stand: `out_of_range:baseline:haq`."""
    try:
        yield
    except InputError as error:
        codes = (code.replace(":", f":{place}:", 1) for code in error.codes)
        raise InputError(*codes) from None


def gathered(readers: Iterable[Callable]) -> list:
    """What each of the readers gives; if some refuse, the codes of all of them at once."""
    values, codes = [], []
    for reader in readers:
        try:
            values.append(reader())
        except InputError as error:
            codes += [code for code in error.codes if code not in codes]
    if codes:
        raise InputError(*codes)
    return values


def rounded(value: Decimal | None, places: int) -> Decimal | None:
    """Rounded half up for display, without a minus before zero; None stays None."""
    if value is None:
        return None
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
