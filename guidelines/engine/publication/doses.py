"""Does every calculated dose have a unit, a hard limit and a schedule?"""

from .obstacle import Obstacle

COMPUTED = ("per_kg", "per_m2", "plasma_volume")


def doses(content, on, before=()):
    """Doses computed for a patient that lack an amount, a unit, a hard limit or a schedule.

    Regimens marked flat or without a calculator are exempt, and so is a drug of a flat amount
    inside a calculated regimen; a mark that the parts of a regimen contradict exempts nothing.
    """
    for row in content.regimens:
        if row.calculator == "calculated" and not row.parts:
            yield _at(row, "parts", "a calculated dose without a drug")
        for part in row.parts:
            for field, text in (*_unmarked(row, part), *_missing(row, part)):
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
    if part.basis in COMPUTED and part.hard_max is None and part.hard_max_per_kg is None:
        yield "parts", "a calculated dose without a hard limit"


def _at(row, field, text):
    return Obstacle(kind="dose", text=text, collection="regimens", key=row.code, field=field)
