"""Can every text and dose of a content be read in one way only?"""

from .. import wording as formatter
from .error_prone import error_prone
from .rows import Place, all_rows, texts_of

# Fields that hold a key, a code, a condition or a date.
UNREAD = {
    *("key", "code", "when", "unless", "identifier", "function", "unit", "type", "section"),
    *("limit", "ingredient", "therapy", "mark", "graded_by", "category", "urgency", "if_unknown"),
    *("effect", "kind", "calculator", "basis", "per", "rounding", "weight", "due", "review_by"),
    *("instrument", "cites", "source", "regimens", "about", "language"),
}
# Names people type, and citations, which keep the numbers of their journal.
UNREAD_PLACES = {("drugs", "name"), ("references", "citation"), ("references", "read")}


def wording(content, on, before=()):
    """Texts that break the rules of safe wording, and units of doses that would.

    Laboratory names, drug names, conditions and journal citations are no dose and are not read.
    """
    for place, field, text in texts(content):
        for problem in error_prone(text):
            yield place.obstacle("wording", field, problem)


def texts(content):
    """Place, field and text of everything that people read, those of the version itself first."""
    for field in ("title", "notice", "changes"):
        yield Place("", "", content, ""), field, getattr(content, field)
    for place in all_rows(content):
        for field, text in _read(place):
            yield place, field, text


def _read(place):
    for field, text in texts_of(place.row):
        if field not in UNREAD and (place.kind, field) not in UNREAD_PLACES:
            yield field, text
    if place.kind == "parts":
        yield "unit", f"1 {formatter.unit(place.row.unit)}"
