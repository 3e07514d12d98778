"""Doses for one patient: exact arithmetic, limits, rounding, and the formula as a sentence.

A number is given only for an adult, with every input known and nothing left to confirm; else the
rule is stated and what is missing is named. Amounts are `Decimal` in the part's unit per day, week,
course, infusion, session or single dose, as the part says.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from . import formula
from .content import Part
from .instruments import tablets
from .instruments.dose_rounding import nearest_step, step_below
from .missing import missing_of, unknown_elements

BLOOD_L_PER_KG = Decimal("0.065")  # liters of blood per kg; from memory, see PLEX
BASIS_INPUTS = {
    "per_kg": ("weight_kg",),
    "per_m2": ("weight_kg", "height_cm"),
    "plasma_volume": ("weight_kg", "hct"),
}


class PartDose(NamedTuple):
    """The dose of one drug. `amount` is None when there is no number.

    Then `missing` names what is not known, and `held` what must be confirmed first.

    `base` is what the rule's amount was multiplied with, `limit` the hard limit that held.
    """

    row: Part
    rule: "AdjustedRule"
    amount: Decimal | None = None
    high: Decimal | None = None
    start: Decimal | None = None
    start_high: Decimal | None = None
    missing: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    base: Decimal | None = None
    limit: Decimal | None = None
    is_limited: bool = False
    soft_limit: Decimal | None = None
    weight: Decimal | None = None
    hematocrit: Decimal | None = None

    @property
    def per_dose(self):
        """A single dose: the daily amount shared out, else the amount itself."""
        return None if self.amount is None else self.amount / self.row.doses_per_day

    @property
    def tablets(self):
        """Whole tablets for a single dose, of the starting dose where there is one."""
        if self.amount is None:
            return ""
        return tablets.text((self.start or self.amount) / self.row.doses_per_day, self.row.tablets)

    @property
    def formula(self):
        """The arithmetic as a sentence."""
        return "" if self.amount is None else formula.sentence(self)

    @property
    def limits(self):
        """The adjustments applied and the limits reached, in words."""
        return formula.limits(self)


class Dose(NamedTuple):
    """The dose of a regimen: the figures of its one part, or one entry for each drug."""

    code: str
    parts: tuple[PartDose, ...]
    missing: tuple[str, ...] = ()

    @property
    def single(self):
        return self.parts[0] if len(self.parts) == 1 else None


@dataclass(slots=True)
class AdjustedRule:
    """The dose rule of a part after the adjustments that apply to this patient."""

    low: Decimal | None
    high: Decimal | None
    start: Decimal | None
    start_high: Decimal | None
    factors: tuple = (1, 1)
    start_factors: tuple = (1, 1)
    caps: tuple = ()
    texts: tuple = ()
    no_number: bool = False


def dose(facts, regimen, held=(), held_per_kg=()) -> Dose:
    """The dose of a regimen for these facts.

    `held` are findings to confirm before any number, `held_per_kg` before one that uses the weight.

    Source and mark of each rule stand in the regimen's row. Raises nothing: what is not known
    gives no number and is listed in `missing`.
    """
    changes, unknown = _changes(facts, regimen)
    parts = tuple(
        _part(facts, part, changes, unknown, (*held, *(held_per_kg if inputs(part) else ())))
        for part in regimen.parts
    )
    missing = tuple(dict.fromkeys(key for part in parts for key in part.missing))
    return Dose(regimen.code, parts, missing)


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


def _part(facts, part, changes, unknown, held):
    rule = _adjusted(part, changes)
    if part.basis == "none" or rule.low is None:
        return PartDose(part, rule)
    missing = tuple(dict.fromkeys([*missing_of(inputs(part), facts), *unknown]))
    if missing or held or rule.no_number:
        return PartDose(part, rule, missing=missing, held=held)
    return _calculated(facts, part, rule)


def inputs(part):
    """The findings and derived values that the arithmetic of a part needs."""
    if part.basis == "per_kg" and part.weight == "dose_weight":
        return ("weight_kg", "height_cm", "dose_weight")
    if part.basis == "flat":
        limited = part.hard_max_per_kg is not None or part.soft_max_per_kg is not None
        return ("weight_kg",) if limited else ()
    return BASIS_INPUTS.get(part.basis, ())


def _adjusted(part, changes):
    rule = AdjustedRule(part.low, part.high, part.start, part.start_high)
    for change in changes:
        _EFFECTS[change.effect](rule, change)
        rule.texts += (change.text,)
    return rule


def _factor(rule, change):
    """A band of factors, or one: the reduced dose is never rounded up past its upper end."""
    high = change.low if change.high is None else change.high
    rule.factors = (rule.factors[0] * change.low, rule.factors[1] * high)
    _start_factor(rule, change)


def _start_factor(rule, change):
    high = change.low if change.high is None else change.high
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
    if low == 0:
        rule.texts += ("less than the smallest dose: no number",)
        return PartDose(part, rule)
    start = _starting(part, rule, rule.start, 0, low)
    start_high = _starting(part, rule, rule.start_high, 1, high)
    return PartDose(
        part,
        rule,
        amount=low,
        high=None if high == low else high,
        start=start,
        start_high=None if start_high == start else start_high,
        base=base,
        limit=limit,
        is_limited=limit is not None and _rounded_top(part, rule, base) > limit,
        soft_limit=_soft_limit(facts, part),
        weight=_weight(facts, part),
        hematocrit=facts["hct"],
    )


def _base(facts, part):
    """What the rule's amount is multiplied with: kg, m², liters of plasma, or 1."""
    if part.basis == "per_kg":
        return facts["dose_weight"] if part.weight == "dose_weight" else facts["weight_kg"]
    if part.basis == "per_m2":
        return facts["bsa"]
    if part.basis == "plasma_volume":
        return BLOOD_L_PER_KG * facts["weight_kg"] * (1 - facts["hct"])
    return Decimal(1)


def _band(part, rule, base, limit):
    high = _rounded_top(part, rule, base)
    low = min(high, rounded(part, rule.low * rule.factors[0] * base, part.rounding == "down"))
    if low == 0:  # the smallest dose there is, if the band allows it
        low = min(high, (part.step or 0) * part.doses_per_day)
    low, high = within(part, low, limit), within(part, high, limit)
    return low, max(low, high)


def _rounded_top(part, rule, base):
    top = rule.low if rule.high is None else rule.high
    down = part.rounding == "down" or rule.factors[1] < 1
    return rounded(part, top * rule.factors[1] * base, down)


def _starting(part, rule, start, end, target):
    """A starting dose: never above the target, never rounded to nothing."""
    if start is None:
        return None
    amount = rounded(part, start * rule.start_factors[end], rule.start_factors[end] < 1)
    if amount == 0 and part.step:
        amount = part.step * part.doses_per_day
    return min(amount, target)


def rounded(part, raw: Decimal, down: bool = False) -> Decimal:
    """To the step, each single dose by itself: ties go down, IVIG always goes down (3.1)."""
    if part.step is None:
        return raw
    to_step = step_below if down else nearest_step
    return to_step(raw / part.doses_per_day, part.step) * part.doses_per_day


def within(part, amount: Decimal, limit: Decimal | None) -> Decimal:
    """The amount, or the largest step that does not pass the hard limit."""
    if limit is None or amount <= limit:
        return amount
    return step_below(limit, (part.step or 1) * part.doses_per_day)


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


def _soft_limit(facts, part):
    limits = [] if part.soft_max is None else [part.soft_max]
    if part.soft_max_per_kg is not None:
        limits.append(part.soft_max_per_kg * _weight(facts, part))
    return min(limits, default=None)


def _weight(facts, part):
    return facts["dose_weight"] if part.weight == "dose_weight" else facts["weight_kg"]
