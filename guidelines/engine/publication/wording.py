"""Can every text and dose of a content be read in one way only?"""

import re

from .. import wording as formatter
from .error_prone import error_prone
from .obstacle import Obstacle
from .rows import all_rows, texts_of

# Fields that hold a key, a code, a condition or a date.
UNREAD = {
    *("key", "code", "when", "unless", "identifier", "function", "unit", "type", "section"),
    *("limit", "ingredient", "therapy", "mark", "graded_by", "category", "urgency", "if_unknown"),
    *("effect", "kind", "calculator", "basis", "per", "rounding", "weight", "due", "review_by"),
    *("instrument", "cites", "source", "regimens"),
}
# Names people type, and citations, which keep the numbers of their journal.
UNREAD_PLACES = {("drugs", "name"), ("references", "citation"), ("references", "read")}
WEEKDAY = re.compile(r"weekday|day of the week|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I)
DAILY = re.compile(r"(?<!never )(?<!not )\b(?:daily|every day|(?:once|twice) a day)\b", re.I)


def wording(content, on, before=None):
    """Texts that break the rules of safe wording, and units of doses that would.

    Laboratory names, drug names, conditions and journal citations are no dose and are not read.
    """
    for field in ("title", "notice", "changes"):
        for text in error_prone(getattr(content, field)):
            yield Obstacle(kind="wording", text=text, field=field)
    for place in all_rows(content):
        for field, text in _read(place):
            for problem in error_prone(text):
                yield place.obstacle("wording", field, problem)
    yield from _weekly(content)


def _read(place):
    for field, text in texts_of(place.row):
        if field not in UNREAD and (place.kind, field) not in UNREAD_PLACES:
            yield field, text
    if place.kind == "parts":
        yield "unit", f"1 {formatter.unit(place.row.unit)}"


def _weekly(content):
    """Weekly methotrexate names its day, and no line of its schedule says daily."""
    for row in content.regimens:
        parts = [part for part in row.parts if "methotrexate" in part.drug.lower()]
        for part in parts:
            schedule = f"{row.schedule} {part.schedule}"
            problem = ""
            if DAILY.search(schedule):
                problem = "methotrexate is never daily"
            elif not WEEKDAY.search(schedule):
                problem = "weekly methotrexate names its day of the week"
            if problem:
                yield Obstacle(
                    kind="wording",
                    text=problem,
                    collection="regimens",
                    key=row.code,
                    field="schedule",
                )
