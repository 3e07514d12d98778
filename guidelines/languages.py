"""Names, dates, weekdays and the direction of writing in the languages of handouts."""

import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from guidelines.engine import wording
from guidelines.engine.patient_text import ENGLISH


def is_known(code) -> bool:
    """Whether there are dates and weekdays in a language: 'es', 'pt-BR'."""
    try:
        return code == str(Locale.parse(code, sep="-")).replace("_", "-")
    except (ValueError, UnknownLocaleError):
        return False


def nearest(word) -> str:
    """The code meant by a word that is none: 'ES' and 'Spanish' are es; empty if no one knows."""
    names = {name.lower(): code for code, name in Locale(ENGLISH).languages.items()}
    word = word.strip().lower()
    code = names.get(word, word).replace("_", "-")
    return code if is_known(code) else ""


def locale(code) -> Locale:
    """What Babel knows of a language; of one it does not know, what it knows of English."""
    return Locale.parse(code if is_known(code) else ENGLISH, sep="-")


def name(code) -> str:
    """The name of a language in English and in itself: 'Spanish (español)'."""
    found = locale(code)
    own = found.get_display_name(code) or code
    return found.english_name if code == ENGLISH else f"{found.english_name} ({own})"


def direction(code) -> str:
    """The direction of writing: ltr or rtl."""
    return locale(code).text_direction


def date(day, code) -> str:
    """A date that cannot be misread, with the month in the language: 22-nov-2026."""
    if isinstance(day, str):
        day = datetime.date.fromisoformat(day)
    if code == ENGLISH:
        return wording.date(day)
    return format_date(day, "dd-MMM-yyyy", locale=locale(code))


def weekday(word, code) -> str:
    """An English weekday in a language."""
    if code == ENGLISH:
        return word
    english = {name: place for place, name in _weekdays(ENGLISH).items()}
    return _weekdays(code)[english[word]]


def _weekdays(code):
    return locale(code).days["format"]["wide"]
