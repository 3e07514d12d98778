"""Search over all that a version says: every text field of every row."""

import re
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from guidelines import frozen
from guidelines.admin.pages import show, version_page
from guidelines.admin.places import key_field, place_url
from guidelines.models import COLLECTIONS
from guidelines.search import around, marked

MOST = 20  # rows shown of one collection; the rest are counted


class Hit(NamedTuple):
    """A row with the words that were sought: key, address, and pieces of its texts by field."""

    key: str
    url: str
    texts: list[tuple[str, list[tuple[str, bool]]]]


@version_page
def search(request, version):
    """What holds every word that was typed, by collection, with the words marked."""
    query = request.GET.get("q", "").strip()
    groups = found(version, frozen.load(version), query) if query else []
    context = {"query": query, "groups": groups}
    return show(request, version, "found", context, f"Search: {version}")


def found(version, content, query):
    """The rows that hold every word of a query: [(name, how many, first rows)]."""
    words = query.casefold().split()
    sought = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    groups = []
    for name, model in COLLECTIONS.items():
        rows = [(row, list(texts(row))) for row in getattr(content, name)]
        rows = [(row, said) for row, said in rows if _holds(said, words)]
        hits = [_hit(version, name, row, said, sought) for row, said in rows[:MOST]]
        if rows:
            groups.append((model._meta.verbose_name_plural, len(rows), hits))
    return groups


def texts(value, name=""):
    """Every text in a row and in the rows below it, with the field that holds it."""
    if isinstance(value, str):
        yield name, value
    elif is_dataclass(value):
        for item in fields(value):
            yield from texts(getattr(value, item.name), item.name.replace("_", " "))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item, name)
    elif hasattr(value, "items"):
        for key, item in value.items():
            yield from texts(item if isinstance(item, str) else f"{key}: {item}", name)


def _holds(said, words):
    text = "\n".join(text for _field, text in said).casefold()
    return all(word in text for word in words)


def _hit(version, collection, row, said, sought):
    key = getattr(row, key_field(collection))
    shown = [(name, marked(around(text, sought), sought)) for name, text in said]
    telling = [(name, pieces) for name, pieces in shown if any(hit for _, hit in pieces)]
    return Hit(key, place_url(version, collection, key), telling)
