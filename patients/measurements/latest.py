"""The latest result of each test, with its limit and the change since the day before it."""

import datetime
from typing import NamedTuple

from guidelines.engine import wording
from guidelines.engine.phrases import Phrases
from patients.charts.change import percent


class Latest(NamedTuple):
    """One test: the value, the upper limit of that day, and the change, as shown."""

    key: str
    label: str
    on: datetime.date
    text: str
    limit: str
    change: str


def latest(facts) -> list[tuple[str, list[Latest]]]:
    """The latest stored results by section, in the order of the guideline."""
    content, phrases = facts.program.content, Phrases(facts.program)
    rows = {
        element.key: _latest(element, facts.history.of(element.key), phrases)
        for element in content.elements
        if facts.history.of(element.key)
    }
    found = [
        (section.title, [rows[e.key] for e in content.elements if _is_in(e, section, rows)])
        for section in content.sections
    ]
    return [(title, shown) for title, shown in found if shown]


def _is_in(element, section, rows):
    return element.section == section.key and element.key in rows


def _latest(element, values, phrases):
    now = values[-1]
    before = next((value for value in reversed(values) if value.on < now.on), None)
    return Latest(
        key=element.key, label=element.label, on=now.on, text=phrases.value(element.key, now.value),
        limit=wording.amount(now.limit, element.unit) if now.limit is not None else "",
        change=_change(element, before, now, phrases) if before else "",
    )  # fmt: skip


def _change(element, before, now, phrases):
    on = wording.date(before.on)
    if before.value == now.value:
        return f"as on {on}"
    was = f"{phrases.value(element.key, before.value)} on {on}"
    if element.type in ("quantity", "integer"):
        return f"from {was}{percent(before, now)}"
    return f"was {was}"
