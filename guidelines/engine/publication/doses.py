"""Does every calculated dose have a unit, a hard limit and a schedule?"""

from .obstacle import Obstacle


def doses(content, on, before=None):
    """Calculated regimens of which a drug lacks its unit, its hard limit or its schedule.

    Regimens marked flat or without a calculator are exempt, and so is a drug of a flat amount
    inside a calculated regimen: nothing of its dose is computed.
    """
    for row in content.regimens:
        if row.calculator != "calculated":
            continue
        if not row.schedule.strip() and not all(part.schedule.strip() for part in row.parts):
            yield _at(row, "schedule", "a calculated dose without a schedule")
        if not row.parts:
            yield _at(row, "parts", "a calculated dose without a drug")
        for part in row.parts:
            yield from (_at(row, "parts", f"part {part.drug}: {text}") for text in _missing(part))


def _missing(part):
    if not part.unit.strip():
        yield "a calculated dose without a unit"
    if part.low is None and part.basis != "none":
        yield "a calculated dose without an amount"
    is_limited = part.hard_max is not None or part.hard_max_per_kg is not None
    if part.basis != "flat" and not is_limited:
        yield "a calculated dose without a hard limit"


def _at(row, field, text):
    return Obstacle(kind="dose", text=text, collection="regimens", key=row.code, field=field)
