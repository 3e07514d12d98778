"""Whole tablets for a single dose, as few as possible."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache, partial
from math import gcd

from guidelines.engine import wording

from .instrument import Constant, InputError, Instrument, chosen, gathered, needed, sequence
from .limits import hard

STRENGTHS_MG = {  # memory
    "prednisone": tuple(map(Decimal, ("20", "10", "5", "2.5", "1"))),
    "prednisolone": None,  # its markets differ: the strengths in stock have to be named
    "methotrexate": (Decimal("2.5"),),  # other strengths have caused fatal daily overdoses
    "azathioprine": (Decimal(50), Decimal(25)),
    "mycophenolate": (Decimal(500), Decimal(250)),  # the mofetil; the sodium is another drug
}
LARGEST_DOSES_MG = {
    "prednisone": hard("prednisone_mg_day")[1],
    "prednisolone": hard("prednisone_mg_day")[1],
    "methotrexate": hard("methotrexate_mg_week")[1],
    "azathioprine": hard("azathioprine_mg_day")[1],
    "mycophenolate": hard("mycophenolate_mg_day")[1],
}
FLAGS = {
    "methotrexate": ["once_weekly_not_daily"],
    "mycophenolate": ["per_dose_taken_twice_daily"],
}
DOSES_A_DAY = {"mycophenolate": 2}
GRAIN = Decimal("0.5")  # strengths are multiples of this
LARGEST_STRENGTH, MOST_STRENGTHS = 1000, 10
FINE = 10**6  # no strength is given more exactly


@lru_cache(maxsize=8192)
def combination(dose: Decimal, strengths: tuple[Decimal, ...]) -> dict[Decimal, int] | None:
    """Tablets per strength that add up exactly to `dose` (same unit); None if they cannot.

    Fewest tablets; ties by fewer different strengths, then by the larger ones (ours).
    """
    ordered = sorted(strengths, reverse=True)
    grain = _grain(ordered)
    if dose % grain:
        return None
    way = _best_ways(ordered, grain, int(dose / grain))[-1]
    return way and {mg: -count for mg, count in zip(ordered, way[2], strict=True) if count}


def neighbors(dose: Decimal, strengths: tuple[Decimal, ...]) -> tuple[Decimal, Decimal]:
    """The nearest doses below and above that whole tablets can make (same unit)."""
    ordered = sorted(strengths, reverse=True)
    grain = _grain(ordered)
    ways = _best_ways(ordered, grain, int((dose + ordered[-1]) / grain))
    reached = [place * grain for place, way in enumerate(ways) if way]
    return max(mg for mg in reached if mg <= dose), min(mg for mg in reached if mg > dose)


def _grain(strengths):
    """The largest amount of which every strength is a multiple."""
    return Decimal(gcd(*(int(strength * FINE) for strength in strengths))) / FINE


def _best_ways(strengths, grain, top):
    """For 0 to `top` grains the best way to make them, or None.

    A way is (tablets, different strengths, minus the count of each strength): the least is best.
    """
    best = [(0, 0, ()), *[None] * top]
    for unit in (int(strength / grain) for strength in strengths):
        holding = [None] * (top + 1)  # with one or more of this strength
        for place in range(unit, top + 1):
            first, more = best[place - unit], holding[place - unit]
            ways = (
                first and (first[0] + 1, first[1] + 1, (*first[2], -1)),
                more and _another(more),
            )
            holding[place] = min(filter(None, ways), default=None)
        without = [way and (*way[:2], (*way[2], 0)) for way in best]
        best = [
            min(filter(None, ways), default=None) for ways in zip(without, holding, strict=True)
        ]
    return best


def _another(way):
    return way[0] + 1, way[1], (*way[2][:-1], way[2][-1] - 1)


def shown(found: Mapping[Decimal, int] | None) -> dict[str, int] | None:
    """Tablets or vials with their strength as text: {'2.5': 6}."""
    return found and {wording.number(strength): count for strength, count in found.items()}


def text(dose: Decimal, strengths: tuple[Decimal, ...]) -> str:
    """'3 × 20 mg + 2 × 5 mg tablets', or '' when no whole tablets make the dose."""
    found = combination(dose, strengths) if strengths else None
    if not found:
        return ""
    pieces = [f"{count} × {wording.amount(strength, 'mg')}" for strength, count in found.items()]
    single = len(found) == 1 and next(iter(found.values())) == 1
    return f"{' + '.join(pieces)} tablet{'' if single else 's'}"


def tablets(inputs: Mapping) -> dict:
    """The tablets of one dose, or the doses next to it that tablets can make; never another dose.

    Mycophenolate is the dose of a day in two equal doses, methotrexate that of a week.
    """
    drug = chosen(inputs, "drug", STRENGTHS_MG)
    dose, strengths = gathered(
        (
            partial(needed, inputs, "dose_mg", 0, LARGEST_DOSES_MG[drug]),
            partial(_strengths, inputs, drug),
        )
    )
    single = dose / DOSES_A_DAY.get(drug, 1)
    result = {"exact": True, "per_dose_mg": single, "flags": list(FLAGS.get(drug, ()))}
    if drug == "methotrexate":
        result["prescription_names"] = ["weekday"]
    found = combination(single, strengths)
    if found is None:
        lower, higher = neighbors(single, strengths)
        return result | {"exact": False, "lower_mg": lower, "higher_mg": higher}
    return result | {"tablets": shown(found), "count": sum(found.values())}


def _strengths(inputs, drug):
    strengths = read_strengths(inputs, "strengths_mg") or STRENGTHS_MG[drug]
    if strengths is None:
        raise InputError("missing_input:strengths_mg")
    if drug == "methotrexate" and len(strengths) > 1:
        raise InputError("methotrexate_strengths_mixed")
    return strengths


def read_strengths(inputs: Mapping, name: str) -> tuple[Decimal, ...] | None:
    """Strengths of tablets or vials, each a multiple of the grain; None if they are missing."""
    listed = sequence(inputs, name)
    if listed is None:
        return None
    if not 0 < len(listed) <= MOST_STRENGTHS:
        raise InputError(f"out_of_range:{name}")
    strengths = {needed({name: value}, name, GRAIN, LARGEST_STRENGTH) for value in listed}
    if any(strength % GRAIN for strength in strengths):
        raise InputError(f"out_of_range:{name}")
    return tuple(sorted(strengths, reverse=True))


INSTRUMENTS = (
    Instrument(
        name="tablets",
        title="Tablets of a dose",
        inputs=("drug", "dose_mg", "strengths_mg"),
        calculate=tablets,
        constants=(
            Constant(
                "Strengths in mg: prednisone 1, 2.5, 5, 10, 20; methotrexate 2.5 only; "
                "azathioprine 25, 50; mycophenolate mofetil 250, 500",
                "memory",
            ),
            Constant("Fewest tablets, then fewer strengths, then larger ones", "ours"),
        ),
        caution=(
            "Arithmetic only: the prescriber decides. Mycophenolate sodium (180, 360 mg) is not "
            "interchangeable with the mofetil."
        ),
    ),
)
