"""One score with its inputs, their days and what is missing."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from guidelines.engine import wording
from guidelines.engine.instruments import INSTRUMENTS
from guidelines.engine.instruments.instrument import Instrument
from guidelines.engine.phrases import Phrases

from .words import words


class Used(NamedTuple):
    """An input as it is shown; without a day where it has none."""

    label: str
    text: str
    on: datetime.date | None = None


class Table(NamedTuple):
    """The parts of a score: the heads of the columns, and rows that begin with a name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as its name and its cells, every cell with the head of its column."""
        heads = self.head[1:]
        return [(name, list(zip(heads, cells, strict=True))) for name, *cells in self.rows]


class Score(NamedTuple):
    """The result of an instrument in words; `rows` are (name, text), `worsened` are names."""

    instrument: Instrument
    outcome: str
    used: tuple[Used, ...] = ()
    missing: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    worsened: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Answers:
    """What an instrument reads of the record: values with their days, gaps by name."""

    def __init__(self, facts):
        self.facts, self.phrases = facts, Phrases(facts.program)
        self.used, self.missing = {}, {}

    def take(self, key):
        """A value by its name; None is noted as missing."""
        value, label = self.facts[key], self.phrases.label(key)
        if value is None:
            self.missing[key] = label
        else:
            self.note(key, label, self.phrases.value(key, value), self.facts.day_of(key))
        return value

    def note(self, key, label, text, on=None):
        """An input that was put together from others."""
        self.used[key] = Used(label, text, on)

    def lack(self, *labels):
        """Inputs that the record has no question for, or no answer to."""
        self.missing |= dict.fromkeys(labels, "")

    def score(self, name, outcome, **parts):
        """The score of the named instrument with everything noted so far."""
        missing = tuple(label or key for key, label in self.missing.items())
        used = tuple(self.used.values())
        return Score(INSTRUMENTS[name], outcome, used, missing, **parts)


def calculated(name, inputs) -> dict:
    """The result of an instrument for these inputs."""
    return INSTRUMENTS[name].result(inputs)


def shown(value) -> str:
    """A number or a code of a result in words; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return wording.number(Decimal(value)) if isinstance(value, int | Decimal) else words(value)


def listed(codes) -> str:
    """Codes in words, or 'none'."""
    return wording.listed([wording.lowered(words(code)) for code in codes]) or "none"
