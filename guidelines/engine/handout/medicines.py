"""A medicine as a handout shows it: its dose in words, and its tablets by time of day."""

from dataclasses import dataclass
from decimal import Decimal

from .. import wording
from ..instruments.tablets import combination
from ..orders_kept import schedule_kept
from ..patient_text import ENGLISH

NBSP = wording.NO_BREAK_SPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """`tablets` are those of each time of day; of a weekly medicine `weekly_tablets`, on `weekday`
    (an English word). `start` is the dose to begin with where the order also names a target."""

    name: str
    dose: str
    start: str
    purpose: tuple[str, ...]
    how: tuple[str, ...]
    is_new_dose: bool
    is_weekly: bool
    weekday: str
    tablets: dict[str, str]
    weekly_tablets: str


def medicine(given, regimen, row, words, page) -> Medicine:
    """A decided regimen of a plan; `row` is the regimen of the content."""
    tablets = _tablets(given, regimen, row)
    return Medicine(
        name=words.said(row.code, "name")[0],
        dose=_dose(given, regimen, row, words, page),
        start=_start(given, regimen, row, page) if words.language == ENGLISH else "",
        purpose=tuple(words.said(row.code, "purpose")),
        how=() if is_own_words(given, regimen) else tuple(words.said(row.code, "how")),
        is_new_dose=_is_new_dose(given, regimen),
        is_weekly=regimen["weekly"],
        weekday=given.weekday,
        tablets={} if regimen["weekly"] else dict.fromkeys(_times(row) if tablets else (), tablets),
        weekly_tablets=tablets if regimen["weekly"] else "",
    )


def is_own_words(given, regimen) -> bool:
    """Whether the clinician wrote the dose or how often it is given in words of their own.

    Then the sentences of the guideline on how to take it may contradict the order.
    """
    return not (given.line == regimen["line"] or schedule_kept(regimen, given.line))


def _dose(given, regimen, row, words, page):
    """In English the order as the page of the consultation says it; else figures and words."""
    if words.language == ENGLISH:
        return wording.held_together(given.line)
    if is_own_words(given, regimen):
        return page["ask_dose"]
    if given.amount is not None:
        return figure(given.amount, None, row.parts[0].unit, row.parts[0].per, page)
    found = (regimen["dose"] or {}).get("parts") or ([regimen["dose"]] if regimen["dose"] else [])
    pairs = list(zip(row.parts, found, strict=False))
    parts = [(part, _part(part, dose, page)) for part, dose in pairs]
    if len(parts) == 1:
        return parts[0][1]
    named = [f"{words.said(part.drug, 'name')[0]} {text}".strip() for part, text in parts]
    return "; ".join(named)


def _start(given, regimen, row, page):
    has_target = (regimen["dose"] or {}).get("start") and len(row.parts) == 1
    if not has_target or given.amount is None:
        return ""
    return figure(given.amount, None, row.parts[0].unit, row.parts[0].per, page)


def _part(part, dose, page):
    low = dose["amount"] or dose["per_dose"]
    if low is None:
        low, high = part.low, part.high
    else:
        low, high = Decimal(low), dose["high"] and Decimal(dose["high"])
    return "" if low is None else figure(low, high, part.unit, part.per, page)


def figure(low, high, unit, per, page) -> str:
    """A dose in figures with the words of the language: '70 mg a day', '15 a 25 mg por semana'."""
    word = unit.replace(" ", "_")  # a unit that is a word has one in every language
    shown = wording.amount(high or low, page.get(word, unit))
    if high not in (None, low):
        shown = f"{wording.number(low)} {page['to']} {shown}"
    return f"{shown} {page.get(f'per_{per}', '')}".strip()


def _is_new_dose(given, regimen):
    """Whether it is taken already, in another dose."""
    doses = [row["amount"] for row in regimen.get("taken", ())]
    return bool(doses) and given.amount is not None and given.amount not in map(_number, doses)


def _number(text):
    return None if text is None else Decimal(text)


def _times(row):
    return row.parts[0].times


def _tablets(given, regimen, row):
    """The tablets of one dose: '3 × 20 mg + 2 × 5 mg'; empty where whole tablets do not make it."""
    part = row.parts[0] if len(row.parts) == 1 else None
    amount = (
        given.amount if given.amount is not None else _number((regimen["dose"] or {}).get("amount"))
    )
    if part is None or not part.tablets or amount is None or is_own_words(given, regimen):
        return ""
    found = combination(amount / part.doses_per_day, part.tablets) or {}
    return " + ".join(
        f"{count}{NBSP}×{NBSP}{wording.amount(each, part.unit)}" for each, count in found.items()
    )
