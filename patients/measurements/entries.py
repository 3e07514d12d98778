"""One value as typed in a row of cells, and what is read from it: never guessed, never lost."""

import datetime
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from guidelines.engine import intake, wording
from guidelines.engine.history import known
from guidelines.engine.phrases import Phrases
from guidelines.engine.program import program
from patients.measurements import days, laboratory
from patients.visits import numerals
from patients.visits.answers import DAY_OF_VALUE

TITLES = ("Day", "Test", "Value", "Unit", "Upper limit", "Laboratory")
LONGEST = {"date": 60, "test": 100, "value": 40, "unit": 40, "limit": 40, "laboratory": 100}
BOUND = re.compile(r"\s*[<>≤≥].*", re.DOTALL)
BOUND_REFUSED = (
    "{!r} is a bound, not a value. Leave this row out, or ask the laboratory for the number."
)
NO_ANSWER = "That is not an answer here. Use {}."
NOT_A_RESULT = "That is not a result yet. Leave this row out until there is one."
BEFORE_BIRTH = "{} lies before the birth on {}. Check the date."
NO_LIMIT = "This test has no upper limit. Leave it empty."
STORED_OTHERWISE = (
    "This value of that day is stored with another upper limit. "
    "Take that result back first if this limit is the right one."
)
ANOTHER = "There is another value of that day: {}. Are both right?"
NUMBERS = ("quantity", "integer")
LIMIT_PLACES = Decimal("1e-8")  # as the database keeps it
LIMIT_BELOW = Decimal(10) ** 12


class Cells(NamedTuple):
    """A value as typed; the unit is the one of the value and of the laboratory's upper limit."""

    date: str = ""
    test: str = ""
    value: str = ""
    unit: str = ""
    limit: str = ""
    laboratory: str = ""


@dataclass
class Entry:
    """A row of cells as read. `value` is as a result stores it, `errors` has a text a cell.

    `questions` ask 'are you sure?'; `is_stored` tells that the same value is there already.
    """

    cells: Cells
    element: object = None
    on: datetime.date | None = None
    value: object = None
    unit: str = ""
    limit: Decimal | None = None
    shown: str = ""
    errors: dict = field(default_factory=dict)
    questions: list = field(default_factory=list)
    is_stored: bool = False
    is_confirmed: bool = False

    @property
    def place(self):
        """Test and day, by which values are compared."""
        return self.element.key, self.on

    @property
    def token(self):
        """What a confirmation is about; another value, day or limit needs another one."""
        return f"{self.element.key} {self.on} {self.value} {self.limit or ''}".strip()

    @property
    def is_good(self):
        """Whether it can be stored."""
        asked = self.questions and not self.is_confirmed
        return not (self.errors or self.is_stored or asked)

    @property
    def told(self):
        """How it was read, in words."""
        unit = self.element.unit
        limit = f", upper limit {wording.amount(self.limit, unit)}" if self.limit else ""
        other = f", converted from {wording.unit(self.unit)}" if self.unit != unit else ""
        return f"{self.element.label} {self.shown} on {wording.date(self.on)}{limit}{other}"

    @property
    def columns(self):
        """Name, title, text and error of each cell."""
        rows = zip(Cells._fields, TITLES, self.cells, strict=True)
        return [(name, title, text, self.errors.get(name, "")) for name, title, text in rows]


class Reader:
    """Reads rows of one patient. `stored` has the values there are, with their limits, by test
    and day; `confirmed` the tokens of the entries said to be right.
    """

    def __init__(self, content, *, born, today, stored, confirmed=()):
        self.content, self.born, self.today = content, born, today
        self.stored = {place: list(rows) for place, rows in stored.items()}
        self.confirmed = set(confirmed)
        self.elements = {element.key: element for element in content.elements}
        self.phrases = Phrases(program(content))

    def read(self, rows):
        """An entry for each row of cells; in which order they stand makes no difference."""
        found = [self._entry(cells) for cells in rows]
        good = [entry for entry in found if not entry.errors]
        values = {place: {value for value, _ in held} for place, held in self.stored.items()}
        for entry in good:
            values.setdefault(entry.place, set()).add(known(entry.value))
        for entry in good:
            self._compare(entry, values[entry.place])
            entry.is_confirmed = bool(entry.questions) and entry.token in self.confirmed
        return found

    def _entry(self, cells):
        entry = Entry(cells)
        self._check_lengths(entry)
        if entry.errors:
            return entry
        self._date(entry)
        entry.element = self._taken(entry, "test", laboratory.test(cells.test, self.content))
        if entry.element is not None:
            self._value(entry)
            self._limit(entry)
        return entry

    def _check_lengths(self, entry):
        for name, longest in LONGEST.items():
            if len(getattr(entry.cells, name)) > longest:
                entry.errors[name] = f"This is longer than {longest} characters. Shorten it."

    @staticmethod
    def _taken(entry, cell, found):
        """What was found for a cell; the reason why not becomes its error."""
        value, error = found
        if error:
            entry.errors[cell] = error
        return value

    def _date(self, entry):
        entry.on = self._taken(entry, "date", days.read(entry.cells.date))
        if entry.on is None:
            return
        future = intake.read(DAY_OF_VALUE, entry.on, on=self.today).error
        if future:
            entry.errors["date"] = future
        elif entry.on < self.born:
            shown = wording.date(entry.on), wording.date(self.born)
            entry.errors["date"] = BEFORE_BIRTH.format(*shown)

    def _value(self, entry):
        element, typed = entry.element, entry.cells.value.strip()
        unit = self._taken(entry, "unit", laboratory.unit(entry.cells.unit, element))
        if unit is None:
            return
        entry.unit = unit
        reading, error = _read(element, typed, unit)
        if error:
            entry.errors["value"] = error
            return
        entry.value = plain(reading.value)
        entry.shown = self.phrases.value(element.key, known(entry.value))
        entry.questions += [reading.question] if reading.question else []

    def _limit(self, entry):
        typed = entry.cells.limit.strip()
        if not typed or "unit" in entry.errors:
            return
        number, error = numerals.from_spreadsheet(typed)
        about = self.elements.get(entry.element.limit, entry.element)
        reading = intake.read(about, number, entry.unit)
        if entry.element.type not in NUMBERS:
            error = NO_LIMIT
        error = error or reading.error or _limit_refused(reading.value)
        if error:
            entry.errors["limit"] = error
            return
        entry.limit = limit(reading.value)
        if reading.question and about is not entry.element:
            entry.questions.append(f"Upper limit: {reading.question}")

    def _compare(self, entry, values):
        """Against what is stored of the same test and day, and what else these rows hold of it."""
        rows = self.stored.setdefault(entry.place, [])
        limits = [limit for value, limit in rows if value == known(entry.value)]
        if limits and (entry.limit is None or entry.limit in limits):
            entry.is_stored = True
        elif limits:
            entry.errors["limit"] = STORED_OTHERWISE
        elif others := values - {known(entry.value)}:
            shown = sorted(self.phrases.value(entry.element.key, value) for value in others)
            entry.questions.append(ANOTHER.format(wording.listed(shown)))
        rows.append((known(entry.value), entry.limit))


def _read(element, typed, unit):
    """The reading of a value, and why it is refused."""
    error = ""
    if element.type in NUMBERS:
        if BOUND.fullmatch(typed):
            return None, BOUND_REFUSED.format(typed)
        typed, error = numerals.from_spreadsheet(typed)
    if not typed:
        return None, "Enter the value."
    if element.options and (typed := _code(element, typed)) is None:
        return None, NO_ANSWER.format(wording.listed(offered(element), "or"))
    reading = intake.read(element, typed, unit)
    if error or reading.error:
        return None, error or reading.error
    if reading.value == intake.UNKNOWN or reading.value in intake.unknown_options(element):
        return None, NOT_A_RESULT
    return reading, ""


def _code(element, typed):
    """The code of an option by its code or label, in any case; None for other text."""
    words = " ".join(typed.split()).lower()
    named = {name.lower(): o.code for o in element.options for name in (o.code, o.label)}
    return named.get(words)


def offered(element):
    """The labels of the answers that are results; 'pending' is none."""
    return [option.label for option in element.options if not option.unknown]


def _limit_refused(value):
    """Why a number cannot be a laboratory's upper limit; empty if it can."""
    if not isinstance(value, Decimal) or not 0 < value < LIMIT_BELOW:
        return "The upper limit is a number above 0."
    return ""


def limit(value):
    """A limit as the database keeps it."""
    return value.quantize(LIMIT_PLACES, ROUND_HALF_UP).normalize() + 0


def plain(value):
    """A value as a result stores it: numbers as text, exactly."""
    return f"{value:f}" if isinstance(value, Decimal) else value
