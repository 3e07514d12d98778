"""The arithmetic of a dose as a sentence: inputs, unrounded and rounded value, and limits."""

from decimal import Decimal
from functools import lru_cache

from . import wording

PER_WORDS = {
    "day": "a day",
    "week": "once a week",
    "course": "per course",
    "infusion": "per infusion",
    "session": "per session",
    "dose": "per dose",
}
BASES = {"per_kg": ("kg", "kg"), "per_m2": ("m²", "m2")}


@lru_cache(maxsize=1024)
def rule_text(part) -> str:
    """The rule itself, for when there is no number: '1 mg/kg a day'."""
    if part.low is None:
        return ""
    if part.basis == "plasma_volume":
        return f"{wording.amounts(part.low, part.high, 'plasma volumes')} {PER_WORDS[part.per]}"
    unit = f"{part.unit}/{BASES[part.basis][0]}" if part.basis in BASES else part.unit
    return f"{wording.amounts(part.low, part.high, unit)} {PER_WORDS[part.per]}"


def sentence(dose) -> str:
    """'1 mg/kg × 72 kg = 72 mg → 70 mg; rounded to the nearest 5 mg, maximum 80 mg'."""
    texts = [_arithmetic(dose), _rounding(dose), *dose.rule.texts]
    return "; ".join(text for text in texts if text)


def _arithmetic(dose):
    rule = dose.rule
    if dose.row.basis == "flat" and rule.factors == (1, 1):
        return "Fixed dose" if rule.high is None else "Fixed range"
    steps = [_product(dose, rule.low, rule.factors[0], dose.amount)]
    if dose.high is not None:
        steps.append(_product(dose, _top(rule), rule.factors[1], dose.high))
    return "; up to ".join(steps)


def limits(dose) -> tuple[str, ...]:
    """The hard and soft limits that were reached; without a number, what stands against one."""
    if dose.amount is None:
        return dose.rule.texts
    texts = []
    if dose.is_limited:
        shown = wording.amount(dose.limit, dose.row.unit, 2)
        texts.append(f"limited to {shown} {PER_WORDS[dose.row.per]}")
    return tuple(texts) + warnings(dose)


def warnings(dose) -> tuple[str, ...]:
    """The soft limit that the dose passes: allowed, but to be looked at."""
    if dose.soft_limit is None or (dose.high or dose.amount) <= dose.soft_limit:
        return ()
    shown = wording.amount(dose.soft_limit, dose.row.unit, 2)
    return (f"above the usual {shown}: check the dose",)


def _top(rule):
    return rule.low if rule.high is None else rule.high


def _product(dose, rate, factor, result):
    part, raw = dose.row, rate * factor * dose.base
    text = _rate(part, rate) + _times(dose)
    if factor != 1:
        text += f" × {wording.number(Decimal(factor))}"
    text += f" = {wording.amount(raw, part.unit, 2)}"
    if part.doses_per_day > 1 and part.per == "day":
        single = wording.amount(raw / part.doses_per_day, part.unit, 3)
        rounded = wording.amount(result / part.doses_per_day, part.unit)
        return f"{text}, {single} per dose → {rounded}"
    return text if raw == result else f"{text} → {wording.amount(result, part.unit)}"


def _rate(part, rate):
    if part.basis == "plasma_volume":
        return wording.number(rate)
    unit = f"{part.unit}/{BASES[part.basis][0]}" if part.basis in BASES else part.unit
    return wording.amount(rate, unit)


def _times(dose):
    if dose.row.basis == "plasma_volume":
        weight = wording.amount(dose.weight, "kg")
        return f" × 0.065 L/kg × {weight} × (1 − {wording.number(dose.hematocrit)})"
    if dose.row.basis not in BASES:
        return ""
    return f" × {wording.amount(dose.base, BASES[dose.row.basis][1], 2)}"


def _rounding(dose):
    texts, part = [], dose.row
    if part.basis == "flat" and not dose.is_limited:
        return ""
    if part.step is not None:
        down = part.rounding == "down" or dose.rule.factors[1] < 1
        how = "rounded down in steps of" if down else "rounded to the nearest"
        each = " per single dose" if part.doses_per_day > 1 else ""
        texts.append(f"{how} {wording.amount(part.step, part.unit)}{each}")
    if dose.limit is not None:
        texts.append(f"maximum {wording.amount(dose.limit, part.unit, 2)}")
    return ", ".join(texts)
