"""Whole tablets for a single dose, as few as possible."""

from decimal import Decimal

from . import wording


def combination(dose: Decimal, strengths: tuple[Decimal, ...]) -> dict[Decimal, int] | None:
    """Tablets per strength (mg) that add up exactly to `dose` (mg); None if they cannot.

    Fewest tablets; ties by fewer different strengths, then by the larger ones (instruments 10.2).
    """
    best = None
    for counts in _counts(dose, tuple(sorted(strengths, reverse=True))):
        used = [count for count in counts if count]
        rank = (sum(used), len(used), tuple(-count for count in counts))
        if best is None or rank < best[0]:
            best = (rank, counts)
    if best is None:
        return None
    ordered = sorted(strengths, reverse=True)
    return {strength: count for strength, count in zip(ordered, best[1], strict=True) if count}


def _counts(rest, strengths):
    if not strengths:
        if rest == 0:
            yield ()
        return
    for count in range(int(rest // strengths[0]), -1, -1):
        for others in _counts(rest - count * strengths[0], strengths[1:]):
            yield (count, *others)


def text(dose: Decimal, strengths: tuple[Decimal, ...]) -> str:
    """'3 × 20 mg + 2 × 5 mg tablets', or '' when no whole tablets make the dose."""
    found = combination(dose, strengths) if strengths else None
    if not found:
        return ""
    pieces = [f"{count} × {wording.amount(strength, 'mg')}" for strength, count in found.items()]
    single = len(found) == 1 and next(iter(found.values())) == 1
    return f"{' + '.join(pieces)} tablet{'' if single else 's'}"
