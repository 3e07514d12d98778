"""Whole tablets for a single dose, as few as possible."""

from decimal import Decimal
from functools import lru_cache

from . import wording


def combination(dose: Decimal, strengths: tuple[Decimal, ...]) -> dict[Decimal, int] | None:
    """Tablets per strength (mg) that add up exactly to `dose` (mg); None if they cannot.

    Fewest tablets; ties by fewer different strengths, then by the larger ones (instruments 10.2).
    """
    ordered = tuple(sorted(strengths, reverse=True))
    best = _fewest(dose, ordered)
    if best is None:
        return None
    return {strength: count for strength, count in zip(ordered, best[2], strict=True) if count}


@lru_cache(maxsize=8192)
def _fewest(rest, strengths):
    """(tablets, different strengths, counts) of the best way to make up `rest`, or None."""
    if not strengths:
        return (0, 0, ()) if rest == 0 else None
    ways = []
    for count in range(int(rest // strengths[0]), -1, -1):
        other = _fewest(rest - count * strengths[0], strengths[1:])
        if other is not None:
            ways.append((count + other[0], bool(count) + other[1], (count, *other[2])))
    return min(ways, key=lambda way: way[:2], default=None)


def text(dose: Decimal, strengths: tuple[Decimal, ...]) -> str:
    """'3 × 20 mg + 2 × 5 mg tablets', or '' when no whole tablets make the dose."""
    found = combination(dose, strengths) if strengths else None
    if not found:
        return ""
    pieces = [f"{count} × {wording.amount(strength, 'mg')}" for strength, count in found.items()]
    single = len(found) == 1 and next(iter(found.values())) == 1
    return f"{' + '.join(pieces)} tablet{'' if single else 's'}"
