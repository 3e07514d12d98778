"""Does every calculated dose have a unit, a hard limit that limits, and a schedule?"""

from decimal import Decimal

from .. import wording
from .obstacle import Obstacle

COMPUTED = ("per_kg", "per_m2", "plasma_volume")
# What an amount is multiplied with in a usual patient (kg, m², L), and how many times the dose of
# that patient a hard limit may be before it can only be a slip of the unit or the point. Ours.
USUAL = {"per_kg": 70, "per_m2": Decimal("1.8"), "plasma_volume": 3}
MOST_TIMES = 10


def doses(content, on, before=()):
    """Doses computed for a patient that lack an amount, a unit, a hard limit or a schedule.

    Regimens marked flat or without a calculator are exempt; a mark that the parts of a regimen
    contradict exempts nothing. A hard limit that no dose comes near is none, in any regimen.
    """
    for row in content.regimens:
        if row.calculator == "calculated" and not row.parts:
            yield _at(row, "parts", "a calculated dose without a drug")
        for part in row.parts:
            for field, text in (*_unmarked(row, part), *_missing(row, part), *_slips(part)):
                yield _at(row, field, f"part {part.drug}: {text}")


def _unmarked(row, part):
    """What a regimen is marked as, where its parts say otherwise."""
    if row.calculator != "calculated" and part.basis in COMPUTED:
        yield "calculator", f"marked {row.calculator}, but computed from the patient"
    elif row.calculator == "none" and part.low is not None:
        yield "calculator", "marked as without a calculator, but it has an amount"


def _missing(row, part):
    is_calculated = row.calculator == "calculated" and part.basis != "none"
    if is_calculated and not part.unit.strip():
        yield "parts", "a calculated dose without a unit"
    if is_calculated and part.low is None:
        yield "parts", "a calculated dose without an amount"
    if is_calculated and not (row.schedule + part.schedule).strip():
        yield "schedule", "a calculated dose without a schedule"
    is_limited = part.hard_max is not None or part.hard_max_per_kg is not None
    if (is_calculated or part.basis in COMPUTED) and not is_limited:
        yield "parts", "a calculated dose without a hard limit"


def _slips(part):
    """Limits far above every dose; for a dose of its own amount also those below it."""
    if part.low is None or part.basis == "none":
        return
    usual = (part.high or part.low) * USUAL.get(part.basis, 1)
    if part.hard_max is not None and part.hard_max > MOST_TIMES * usual:
        limit = wording.amount(part.hard_max, part.unit)
        dose = wording.amount(usual, part.unit)
        yield "parts", f"the hard limit of {limit} is far above the usual {dose}: check the unit"
    if part.basis == "flat" and part.hard_max is not None and part.hard_max < part.low:
        yield "parts", "the amount is above its own hard limit"


def _at(row, field, text):
    return Obstacle(kind="dose", text=text, collection="regimens", key=row.code, field=field)
