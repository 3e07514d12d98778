"""What to ask next: the answers that would settle most, the most urgent advice first."""

from decimal import Decimal
from typing import NamedTuple

from . import advice
from .expressions import Call, Comparison, Word
from .logic import LISTS

WEIGHTS = {"now": 8, "24h": 4, "days": 2, "weeks": 1}


class Ask(NamedTuple):
    """One question: the recommendations that one of its answers would settle, and their weight."""

    key: str
    settles: tuple[str, ...]
    weight: int


def ask_next(facts, undecided: dict[str, list[str]]) -> list[Ask]:
    """Unanswered elements, ranked; `undecided` maps recommendations to what they wait for."""
    waiting = {}
    for recommendation, keys in undecided.items():
        for key in keys:
            waiting.setdefault(key, []).append(recommendation)
    asks = [_ask(facts, key, recommendations) for key, recommendations in waiting.items()]
    fewest = {key: min(len(undecided[r]) for r in found) for key, found in waiting.items()}
    return sorted(asks, key=lambda ask: (-ask.weight, fewest[ask.key]))


def _ask(facts, key, recommendations):
    settled = set()
    for value in candidates(facts.program, key):
        trial, still_open = facts.assuming(key, value), set(recommendations) - settled
        settled |= {name for name in still_open if _is_settled(trial, name)}
        if len(settled) == len(recommendations):
            break
    ordered = tuple(name for name in recommendations if name in settled)
    rows = facts.program.recommendations
    return Ask(key, ordered, sum(WEIGHTS[rows[name].urgency] for name in ordered))


def _is_settled(facts, name):
    decided = facts[f"rule {name}"] is not None
    return decided and facts[f"status {name}"] != advice.CHECK_FIRST


def candidates(program, key) -> tuple:
    """Values to try for an element: its options, or numbers at and around every limit used."""
    if key not in program.candidates:
        program.candidates[key] = tuple(_candidates(program, program.elements[key]))
    return program.candidates[key]


def _candidates(program, element):
    if element.type == "boolean":
        return (True, False)
    if element.type == "choice":
        return [option.code for option in element.options if not option.unknown]
    if element.type == "list":
        return [frozenset(), *[frozenset([word]) for word in _words(program, element.key)]]
    if element.type in ("quantity", "integer"):
        return _numbers(program, element)
    return ()


def _words(program, key):
    calls = (leaf for leaf in program.leaves if isinstance(leaf, Call))
    return sorted({call.argument for call in calls if LISTS.get(call.function) == key})


def _numbers(program, element):
    limits = {
        leaf.value
        for leaf in program.leaves
        if isinstance(leaf, Comparison)
        and leaf.name == element.key
        and not isinstance(leaf.value, Word)
    }
    step = Decimal(1) if element.type == "integer" else Decimal("0.1")
    around = {limit + change for limit in limits for change in (-step, Decimal(0), step)}
    ends = {element.plausible_low, element.plausible_high, element.absolute_low}
    return sorted(around | {end for end in ends if end is not None}, reverse=True)
