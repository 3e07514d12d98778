"""All rows of a content, those inside other rows too, each with its place."""

import typing
from dataclasses import dataclass, fields
from functools import cache

from ..content import Content
from .obstacle import Obstacle

COLLECTIONS = tuple(
    name
    for name, hint in typing.get_type_hints(Content).items()
    if typing.get_origin(hint) is tuple
)
# Rows inside a row: the field that holds them, and what one of them is called.
INSIDE = {
    "regimens": {"parts": "part", "adjustments": "adjustment"},
    "derived": {"levels": "level"},
    "monitoring": {"limits": "limit"},
    "conflicts": {"positions": "position"},
    "elements": {"options": "option"},
    "patient_texts": {"translations": "translation"},
}
NAMED_BY = ("drug", "code", "language")  # a row inside a row; without any, by its number


@dataclass(frozen=True, slots=True)
class Place:
    """A row and where it stands; `inside` names a row within the row of the collection."""

    collection: str
    key: str
    row: object
    kind: str
    inside: str = ""

    def obstacle(self, kind, field, text) -> Obstacle:
        """What stops a publication at a field of this row."""
        if self.inside:
            field, text = self.kind, f"{self.inside}{', ' if field else ''}{field}: {text}"
        return Obstacle(kind=kind, text=text, collection=self.collection, key=self.key, field=field)


def key_of(row) -> str:
    """What a row of a collection is called: its key, code or name."""
    return getattr(row, "key", None) or getattr(row, "code", "") or getattr(row, "name", "")


def rows_of(content):
    """Each collection with its rows by key."""
    for collection in COLLECTIONS:
        yield collection, [(key_of(row), row) for row in getattr(content, collection)]


def all_rows(content):
    """The place of every row, in reading order; rows inside a row follow it."""
    for collection, rows in rows_of(content):
        for key, row in rows:
            yield Place(collection, key, row, collection)
            for field, word in INSIDE.get(collection, {}).items():
                for number, part in enumerate(getattr(row, field), 1):
                    names = (getattr(part, name, "") for name in NAMED_BY)
                    called = f"{word} {next(filter(None, names), number)}"
                    yield Place(collection, key, part, field, called)


def texts_of(row):
    """Field and text of everything a row says in its own fields; lists hold keys and names."""
    for name in _names_of(type(row)):
        text = getattr(row, name)
        if isinstance(text, str) and text:
            yield name, text


@cache
def _names_of(kind):
    return tuple(item.name for item in fields(kind))
