"""What the page of a handout shows: the compiled handout with the blanks of its words filled in."""

import datetime
from typing import NamedTuple

from guidelines import languages
from guidelines.engine.patient_text import TIMES


class Around(NamedTuple):
    """What the sentences of a handout do not say: when, by which version, from whom, whom to call.

    `team` has a name, an address and the numbers to call.
    """

    day: datetime.date
    version: int
    by: str
    team: object


def shown(page, around) -> dict:
    """The context of the template of a handout; `page` is what was compiled."""
    words = page.words | _filled(page.words, around, page.language)
    return {
        "handout": page,
        "words": words,
        "medicines": [_medicine(row, words, page.language) for row in page.medicines],
        "taken": [(row, _only_on(row, words, page.language)) for row in page.taken],
        "tests": [
            (row, [languages.date(day, page.language) for day in row.days]) for row in page.tests
        ],
        "has_tablets": any(row.tablets or row.weekly_tablets for row in page.medicines),
        "team": around.team,
        "language": page.language,
        "direction": languages.direction(page.language),
    }


def fill(text, **values) -> str:
    """A text with its blanks filled: 'Visit on {date}'."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _filled(words, around, language):
    """The words of the page that have blanks, filled."""
    team = around.team
    values = {
        "visit": {"date": languages.date(around.day, language)},
        "version": {"version": around.version},
        "given_by": {"name": around.by},
        "emergency": {"number": team.emergency},
        "today": {"number": team.phone},
        "after_hours_short": {"number": team.after_hours},
    }
    return {slot: fill(words.get(slot, ""), **blanks) for slot, blanks in values.items()}


def _medicine(row, words, language):
    """A medicine with the sentences that name its weekday and its first dose."""
    return {
        "row": row,
        "only_on": _only_on(row, words, language),
        "now": row.start and fill(words["now"], dose=row.start),
        "tablets": [(words[time], row.tablets.get(time, "")) for time in TIMES],
    }


def _only_on(row, words, language):
    """The sentence that names the weekday of a weekly medicine."""
    weekday = row.weekday and languages.weekday(row.weekday, language)
    return weekday and fill(words["only_on"], weekday=weekday)
