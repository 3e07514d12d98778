"""Doses for one patient: exact arithmetic, limits, rounding, and the formula as a sentence.

A number is given only for an adult, with every input known and nothing left to confirm; else the
rule is stated and what is missing is named. Amounts are `Decimal` in the part's unit per day, week,
course, infusion, session or single dose, as the part says.
"""

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, Decimal
from functools import lru_cache

from . import tablets, wording
from .missing import missing_of, unknown_elements

PLASMA_ML_PER_KG = Decimal("0.065")  # liters of blood per kg; from memory, see PLEX
BASIS_INPUTS = {
    "per_kg": ("weight_kg",),
    "per_m2": ("weight_kg", "height_cm"),
    "plasma_volume": ("weight_kg", "hct"),
}
PER_WORDS = {
    "day": "a day",
    "week": "once a week",
    "course": "per course",
    "infusion": "per infusion",
    "session": "per session",
    "dose": "per dose",
}


@dataclass(frozen=True, slots=True)
class PartDose:
    """The dose of one drug. `amount` is None when there is no number; `missing` says why."""

    drug: str
    unit: str
    per: str
    rule: str
    amount: Decimal | None = None
    high: Decimal | None = None
    start: Decimal | None = None
    start_high: Decimal | None = None
    per_dose: Decimal | None = None
    formula: str = ""
    schedule: str = ""
    doses_per_day: int = 1
    tablets: str = ""
    limits: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """The dose of a regimen: the figures of its one part, or one entry for each drug."""

    code: str
    parts: tuple[PartDose, ...]
    missing: tuple[str, ...] = ()
    texts: tuple[str, ...] = field(default=())

    @property
    def single(self):
        return self.parts[0] if len(self.parts) == 1 else None


@dataclass(slots=True)
class _Rule:
    """The dose rule of a part after the adjustments that apply to this patient."""

    part: object
    low: Decimal | None
    high: Decimal | None
    start: Decimal | None
    start_high: Decimal | None
    factors: tuple = (1, 1)
    start_factors: tuple = (1, 1)
    caps: tuple = ()
    texts: tuple = ()
    no_number: bool = False


def dose(facts, regimen, held=()) -> Dose:
    """The dose of a regimen for these facts; `held` are findings to confirm before any number.

    Source and mark of each rule stand in the regimen's row. Raises nothing: what is not known
    gives no number and is listed in `missing`.
    """
    changes, unknown = _changes(facts, regimen)
    parts = tuple(_part(facts, part, changes, (*unknown, *held)) for part in regimen.parts)
    missing = tuple(dict.fromkeys(key for part in parts for key in part.missing))
    return Dose(regimen.code, parts, missing, tuple(change.text for change in changes))


def _changes(facts, regimen):
    """The adjustments that apply, and the findings that others still need."""
    applied, unknown = [], []
    for change, node in facts.program.adjustments[regimen.code]:
        verdict = node.verdict(facts)
        if verdict:
            applied.append(change)
        elif verdict is None and change.if_unknown == "hold":
            unknown += unknown_elements(node.trace(facts), facts)
    return applied, unknown


def _part(facts, part, changes, unknown):
    rule = _adjusted(part, changes)
    missing = tuple(dict.fromkeys([*missing_of(inputs(part), facts), *unknown]))
    if part.basis == "none" or rule.low is None:
        return _part_dose(part)
    if missing or rule.no_number:
        return _part_dose(part, missing=missing, limits=rule.texts)
    return _calculated(facts, part, rule)


def _part_dose(part, **figures):
    return PartDose(
        part.drug,
        part.unit,
        part.per,
        rule_text(part),
        schedule=part.schedule,
        doses_per_day=part.doses_per_day,
        **figures,
    )


def inputs(part):
    """The findings and derived values that the arithmetic of a part needs."""
    if part.basis == "per_kg" and part.weight == "dose_weight":
        return ("weight_kg", "height_cm", "dose_weight")
    if part.basis == "flat":
        limited = part.hard_max_per_kg is not None or part.soft_max_per_kg is not None
        return ("weight_kg",) if limited else ()
    return BASIS_INPUTS.get(part.basis, ())


def _adjusted(part, changes):
    rule = _Rule(part, part.low, part.high, part.start, part.start_high)
    for change in changes:
        _EFFECTS[change.effect](rule, change)
        rule.texts += (change.text,)
    return rule


def _factor(rule, change):
    high = change.high if change.high is not None else change.low
    rule.factors = (rule.factors[0] * change.low, rule.factors[1] * high)
    rule.start_factors = (rule.start_factors[0] * change.low, rule.start_factors[1] * high)


def _start_factor(rule, change):
    high = change.high if change.high is not None else change.low
    rule.start_factors = (rule.start_factors[0] * change.low, rule.start_factors[1] * high)


def _subtract(rule, change):
    rule.low -= change.low
    rule.high = None if rule.high is None else rule.high - change.low


def _replace(rule, change):
    rule.low, rule.high = change.low, change.high


def _start_replace(rule, change):
    rule.start, rule.start_high = change.low, change.high


def _cap(rule, change):
    rule.caps += (("flat", change.low),)


def _cap_per_kg(rule, change):
    rule.caps += (("per_kg", change.low),)


def _no_number(rule, change):
    rule.no_number = True


_EFFECTS = {
    "factor": _factor,
    "start_factor": _start_factor,
    "subtract": _subtract,
    "replace": _replace,
    "start_replace": _start_replace,
    "cap": _cap,
    "cap_per_kg": _cap_per_kg,
    "no_number": _no_number,
}


def _calculated(facts, part, rule):
    base = _base(facts, part)
    limit = _limit(facts, part, rule)
    low, high = _band(part, rule, base, limit)
    start = _starting(part, rule.start, rule.start_factors[0], limit, low)
    start_high = _starting(part, rule.start_high, rule.start_factors[1], limit, high or low)
    return _part_dose(
        part,
        amount=low,
        high=None if high == low else high,
        start=start,
        start_high=None if start_high == start else start_high,
        per_dose=low / part.doses_per_day,
        formula=_formula(facts, part, rule, base, low, high, limit),
        tablets=tablets.text((start or low) / part.doses_per_day, part.tablets),
        limits=(*rule.texts, *_limit_texts(facts, part, rule, base, low, high, limit)),
    )


def _base(facts, part):
    """What the rule's amount is multiplied with: kg, m², liters of plasma, or 1."""
    if part.basis == "per_kg":
        return facts["dose_weight"] if part.weight == "dose_weight" else facts["weight_kg"]
    if part.basis == "per_m2":
        return facts["bsa"]
    if part.basis == "plasma_volume":
        return PLASMA_ML_PER_KG * facts["weight_kg"] * (1 - facts["hct"])
    return Decimal(1)


def _band(part, rule, base, limit):
    low = rounded(part, rule.low * rule.factors[0] * base)
    top = rule.low if rule.high is None else rule.high
    top_raw = top * rule.factors[1] * base
    high = rounded(part, top_raw)
    if low == 0 and part.step and part.step * part.doses_per_day <= top_raw:
        low = part.step * part.doses_per_day  # the smallest dose there is, if the band allows it
    low, high = within(part, low, limit), within(part, high, limit)
    return low, high if high > low else low


def _starting(part, start, factor, limit, target):
    """A starting dose: never above the target, never rounded to nothing."""
    if start is None:
        return None
    amount = within(part, rounded(part, start * factor), limit)
    if amount == 0 and part.step:
        amount = part.step * part.doses_per_day
    return min(amount, target)


def rounded(part, raw: Decimal) -> Decimal:
    """To the step, each single dose by itself: ties go down, IVIG always goes down (3.1)."""
    if part.step is None:
        return raw
    mode = ROUND_DOWN if part.rounding == "down" else ROUND_HALF_DOWN
    steps = (raw / part.doses_per_day / part.step).quantize(Decimal(1), mode)
    return steps * part.step * part.doses_per_day


def within(part, amount: Decimal, limit: Decimal | None) -> Decimal:
    """The amount, or the largest step that does not pass the hard limit."""
    if limit is None or amount <= limit:
        return amount
    step = (part.step or 1) * part.doses_per_day
    return (limit / step).quantize(Decimal(1), ROUND_DOWN) * step


def _limit(facts, part, rule):
    """The lowest of the hard limits that hold for this patient."""
    limits = [amount for kind, amount in rule.caps if kind == "flat"]
    rates = [amount for kind, amount in rule.caps if kind == "per_kg"]
    if part.hard_max is not None:
        limits.append(part.hard_max)
    if part.hard_max_per_kg is not None:
        rates.append(part.hard_max_per_kg)
    limits += [rate * _weight(facts, part) for rate in rates]
    return min(limits, default=None)


def _weight(facts, part):
    return facts["dose_weight"] if part.weight == "dose_weight" else facts["weight_kg"]


def _limit_texts(facts, part, rule, base, low, high, limit):
    highest = high or low
    raw = (rule.low if rule.high is None else rule.high) * rule.factors[1] * base
    soft = [part.soft_max] if part.soft_max is not None else []
    if part.soft_max_per_kg is not None:
        soft.append(part.soft_max_per_kg * _weight(facts, part))
    texts = []
    if limit is not None and highest < rounded(part, raw):
        texts.append(f"Limited to {wording.amount(limit, part.unit)} {PER_WORDS[part.per]}.")
    if soft and highest > min(soft):
        texts.append(f"Above the usual {wording.amount(min(soft), part.unit)}: check the dose.")
    return texts


@lru_cache(maxsize=1024)
def rule_text(part):
    """The rule itself, for when there is no number: '1 mg/kg a day'."""
    if part.low is None:
        return ""
    if part.basis == "plasma_volume":
        return f"{wording.amounts(part.low, part.high, 'plasma volumes')} {PER_WORDS[part.per]}"
    unit = {"per_kg": f"{part.unit}/kg", "per_m2": f"{part.unit}/m²"}.get(part.basis, part.unit)
    return f"{wording.amounts(part.low, part.high, unit)} {PER_WORDS[part.per]}"


def _formula(facts, part, rule, base, low, high, limit):
    """The arithmetic as a sentence, with unrounded and rounded value."""
    if part.basis == "flat" and rule.factors == (1, 1):
        return "Fixed dose" if rule.high is None else "Fixed range"
    steps = [_product(facts, part, rule, base, rule.low, rule.factors[0], low)]
    if high is not None and high != low:
        top = rule.low if rule.high is None else rule.high
        steps.append(_product(facts, part, rule, base, top, rule.factors[1], high))
    text = "; up to ".join(steps)
    return f"{text}; {_rounding_text(part, limit)}".rstrip("; ")


def _product(facts, part, rule, base, rate, factor, result):
    raw = rate * factor * base
    units = {"per_kg": f"{part.unit}/kg", "per_m2": f"{part.unit}/m²", "plasma_volume": ""}
    text = wording.amount(rate, units.get(part.basis, part.unit))
    if part.basis == "plasma_volume":
        weight = wording.amount(facts["weight_kg"], "kg")
        text += f" × 0.065 L/kg × {weight} × (1 − {wording.number(facts['hct'])})"
    elif part.basis in ("per_kg", "per_m2"):
        kind = {"per_kg": "kg", "per_m2": "m2"}[part.basis]
        text += f" × {wording.amount(base, kind, 2)}"
    if factor != 1:
        text += f" × {wording.number(Decimal(factor))}"
    text += f" = {wording.amount(raw, part.unit, 2)}"
    if part.doses_per_day > 1 and part.per == "day":
        single = wording.amount(raw / part.doses_per_day, part.unit, 3)
        text += f", {single} per dose → {wording.amount(result / part.doses_per_day, part.unit)}"
    return text if raw == result else f"{text} → {wording.amount(result, part.unit)}"


def _rounding_text(part, limit):
    texts = []
    if part.step is not None:
        how = "always down to" if part.rounding == "down" else "to the nearest"
        each = " per single dose" if part.doses_per_day > 1 else ""
        texts.append(f"rounded {how} {wording.amount(part.step, part.unit)}{each}")
    if limit is not None:
        texts.append(f"maximum {wording.amount(limit, part.unit, 2)}")
    return ", ".join(texts)
