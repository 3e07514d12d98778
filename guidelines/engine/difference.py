"""What one content says otherwise than another, row by row and field by field, as people read it.

Conditions are compared as they are written and told as phrases; the dose of a drug is told as the
rule. Every field of every row counts, so no edit is invisible.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from decimal import Decimal

from . import wording
from .content import Content
from .expressions import ExpressionError
from .formula import rule_text
from .phrases import phrase
from .publication.safety import HARMS

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
CONDITIONS = ("when", "unless")
HEAD = ("title", "notice", "review_by")
NOT_ROWS = ("key", "version", "changes", *HEAD)
RULE = ("drug", "low", "high", "unit", "per", "basis")  # what the rule of a dose says in words
NAMES = {
    "sentence": "wording",
    "when": "criterion",
    "unless": "exception",
    "parts": "dose",
    "adjustments": "adjustments of the dose",
    "own_source": "own source",
    "sources": "sources",
    "if_unknown": "while the criterion is unknown",
    "review_by": "review by",
    "regimens": "regimens",
    "mark": "how well founded",
    "about": "what it is about",
    "reviewed": "reviewed by people who speak it",
    "times": "times of day",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: a row that was added or removed, or one field of a row that changed.

    `collection` is a field of `Content`, "" for the version itself; `key` the row, "" for the order
    of the rows. `was` and `now` are what readers see; of a condition `was_code` and `now_code` are
    what the engine reads.
    """

    collection: str
    key: str
    title: str
    kind: str
    field: str = ""
    was: str = ""
    now: str = ""
    was_code: str = ""
    now_code: str = ""

    @property
    def label(self):
        """The field as readers call it; a lost flag that demands a block is told as what it is."""
        name = NAMES.get(self.field, self.field.replace("_", " "))
        lost = set(self.was.split(", ")) - set(self.now.split(", "))
        is_unsafe = self.field == "flags" and lost & set(HARMS)
        return f"{name}: no block is demanded any more (safety)" if is_unsafe else name


def differences(before: Content, after: Content) -> tuple[Change, ...]:
    """Every difference between two contents, collection by collection, in the later one's order."""
    found = list(_fields("", "", after.title, HEAD, before, after, (before, after)))
    for item in fields(Content):
        if item.name not in NOT_ROWS:
            found += _rows(item.name, before, after)
    return tuple(found)


def key_of(row) -> str:
    """What a row is called in its collection: its key, code or name."""
    names = ("key", "code", "name")
    return next(getattr(row, name) for name in names if hasattr(row, name))


def title_of(row) -> str:
    """What readers know a row by."""
    names = ("sentence", "label", "title", "name", "test", "topic", "reason", "citation", "text")
    names += ("code",)  # a language has nothing else
    return next(getattr(row, name) for name in names if hasattr(row, name))


def _rows(collection, before, after):
    was = {key_of(row): row for row in getattr(before, collection)}
    now = {key_of(row): row for row in getattr(after, collection)}
    for key, row in now.items():
        about = (collection, key, title_of(row))
        if key not in was:
            yield _whole(ADDED, row, after, about, "now")
        elif was[key] != row:
            names = [item.name for item in fields(row)]
            yield from _fields(*about, names, was[key], row, (before, after))
    for key, row in was.items():
        if key not in now:
            yield _whole(REMOVED, row, before, (collection, key, title_of(row)), "was")
    yield from _order(collection, was, now)


def _whole(kind, row, content, about, side):
    """A row that stands in one of the contents only."""
    collection, key, title = about
    code = {f"{side}_code": getattr(row, "when", "")}
    text = {side: _row_text(row, content)}
    return Change(collection=collection, key=key, title=title, kind=kind, **text, **code)


def _fields(collection, key, title, names, was, now, contents):
    for name in names:
        values = getattr(was, name), getattr(now, name)
        if values[0] != values[1]:
            texts = [_text(name, *pair) for pair in zip(values, contents, strict=True)]
            codes = values if name in CONDITIONS else ("", "")
            yield Change(
                collection=collection, key=key, title=title, kind=CHANGED, field=name,
                was=texts[0], now=texts[1], was_code=codes[0], now_code=codes[1],
            )  # fmt: skip


def _order(collection, was, now):
    """The order of the rows that stand in both; it is the order in which they are read."""
    orders = [key for key in was if key in now], [key for key in now if key in was]
    if orders[0] != orders[1]:
        texts = {"was": ", ".join(orders[0]), "now": ", ".join(orders[1])}
        yield Change(
            collection=collection, key="", title="Order", kind=CHANGED, field="order", **texts
        )


def _text(name, value, content):
    """One value as people read it."""
    if name in CONDITIONS:
        return _phrase(value, content)
    if isinstance(value, tuple):
        if value and is_dataclass(value[0]):
            return "\n".join(_row_text(row, content) for row in value)
        return ", ".join(_text("", item, content) for item in value)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_text('', item, content)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_text("", item, content) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return wording.number(value)
    return "" if value is None else str(value)


def _phrase(text, content):
    """The phrase of a condition; one of a draft that cannot be read stays as it is written."""
    try:
        return phrase(text, content) if text else ""
    except (ExpressionError, KeyError):
        return text


def _row_text(row, content):
    """A row in one line: of a dose first the rule, of an answer its label; then all it states."""
    start, skipped = "", ()
    if hasattr(row, "basis"):
        start, skipped = f"{row.drug} {rule_text(row)}".strip(), RULE if row.low is not None else ()
    elif hasattr(row, "code") and hasattr(row, "label"):
        start, skipped = f"{row.label} ({row.code})", ("code", "label")
    elif hasattr(row, "language"):
        start, skipped = f"{row.language}: {row.text}", ("language", "text")
    values = [
        f"{NAMES.get(item.name, item.name.replace('_', ' '))}: {_text(item.name, value, content)}"
        for item in fields(row)
        if item.name not in skipped
        if (value := getattr(row, item.name)) != _default(item)
    ]
    return "; ".join(filter(None, [start, *values]))


def _default(item):
    return item.default if item.default_factory is MISSING else item.default_factory()
