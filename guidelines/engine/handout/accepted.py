"""The decisions of somebody who accepts all that a plan recommends, to try its handout."""

from decimal import Decimal

from ..reading import cards
from .compiled import Given

DAY = "Monday"  # of weekly medicines


def accepted(plan) -> list[Given]:
    """One decision for each recommendation of a plan as data: its first regimen that is open, in
    the dose the page of the consultation begins with; of several to choose from, the first.
    """
    found = [card for card in cards(plan) if card.advice["status"] == "recommended"]
    others = {option.advice["key"] for card in found for option in card.options[1:]}
    choices = [_first(card) for card in found if card.advice["key"] not in others]
    return [_given(choice) for choice in choices if choice]


def _first(card):
    return next((choice for choice in card.choices if choice.is_active), None)


def _given(choice):
    if not choice.regimen:
        return Given(choice.advice["key"])
    regimen, dose = choice.regimen, choice.regimen["dose"] or {}
    amount = (dose.get("start") or dose.get("amount")) if regimen["unit"] else None
    return Given(
        choice.advice["key"],
        choice.code,
        regimen["line"],
        Decimal(amount) if amount else None,
        DAY if regimen["weekly"] else "",
    )
