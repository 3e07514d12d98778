"""Days as people and laboratories write them; one that can be read in two ways is refused."""

import datetime
import re

from guidelines.engine import wording

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
TIME = re.compile(r"[T ]+\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AaPp][Mm])?", re.A)
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.A)
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]{0,2}([A-Za-z]{3,9})[-/., ]{0,2}(\d{4})", re.A)
MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})[-. ]{0,2}(\d{1,2})[-, ]{1,2}(\d{4})", re.A)
NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.A)
SHORT_YEAR = re.compile(r"\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d\d", re.A)


def read(text: str) -> tuple[datetime.date | None, str]:
    """The day that a text means, or None and why it is refused. A time of the day is passed over.

    05/05/2026 and 22/11/2026 mean one day only; 04/05/2026 may mean two.
    """
    text = TIME.sub("", text.strip()) if TIME.search(text) else text.strip()
    found = _meanings(text)
    if len(found) == 1:
        return found.pop(), ""
    if found:
        both = [wording.date(day) for day in sorted(found)]
        return None, f"{text} may be {both[0]} or {both[1]}. Write the month as a word: {both[0]}."
    if SHORT_YEAR.fullmatch(text):
        return None, f"{text}: write the year with four digits, such as 22-Nov-2026."
    return None, f"{text!r} is not a date. Write it like 22-Nov-2026."


def _meanings(text):
    if match := YEAR_FIRST.fullmatch(text):
        return _days((match[1], match[3], match[4]))
    if match := DAY_FIRST.fullmatch(text):
        return _days((match[3], _month(match[2]), match[1]))
    if match := MONTH_FIRST.fullmatch(text):
        return _days((match[3], _month(match[1]), match[2]))
    if match := NUMBERS.fullmatch(text):
        return _days((match[4], match[1], match[3]), (match[4], match[3], match[1]))
    return set()


def _month(word):
    """The number of a month by its English name or the start of it; 0 for no month."""
    found = [number for number, name in enumerate(MONTHS, 1) if name.startswith(word.lower())]
    return found[0] if len(found) == 1 else 0


def _days(*readings):
    """The days among readings of year, month and day."""
    days = set()
    for year, month, day in readings:
        try:
            days.add(datetime.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days
