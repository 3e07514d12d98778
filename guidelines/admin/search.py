"""Search over all that a version says: every text field of every row."""

import re
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from guidelines import frozen
from guidelines.admin.pages import show, version_page
from guidelines.admin.places import key_field, place_url
from guidelines.engine.expressions import ExpressionError
from guidelines.engine.phrases import phrase
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
    """The rows that hold every word of a query: [(name, how many, first rows)].

    Where no row does, those that hold the most of its words.
    """
    words = query.casefold().split()
    sought = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    said = {name: _said(getattr(content, name), words, content) for name in COLLECTIONS}
    most = max((held for rows in said.values() for held, *_ in rows), default=0)
    groups = []
    for name, model in COLLECTIONS.items():
        rows = [(row, text) for held, row, text in said[name] if held == most > 0]
        hits = [_hit(version, name, row, text, sought) for row, text in rows[:MOST]]
        if rows:
            groups.append((model._meta.verbose_name_plural, len(rows), hits))
    return groups


def _said(rows, words, content):
    """Each row with its texts, its conditions in words too, and how many of the words it holds."""
    for_all = [(row, [*texts(row), *_phrases(row, content)]) for row in rows]
    return [(_held(said, words), row, said) for row, said in for_all]


def _phrases(row, content):
    """What the condition of a row says to readers, with the labels of what it asks."""
    text = getattr(row, "when", "")
    try:
        return [("in words", phrase(text, content))] if text else []
    except (ExpressionError, KeyError):
        return []  # one of a draft that cannot be read


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


def _held(said, words):
    text = "\n".join(text for _field, text in said).casefold()
    return sum(word in text for word in words)


def _hit(version, collection, row, said, sought):
    key = getattr(row, key_field(collection))
    shown = [(name, marked(around(text, sought), sought)) for name, text in said]
    telling = [(name, pieces) for name, pieces in shown if any(hit for _, hit in pieces)]
    return Hit(key, place_url(version, collection, key), telling)
