"""From the rows of a guideline version to the frozen content the engine evaluates."""

import json
import typing
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache

from django.db.models import CharField, F, JSONField, TextField, Value
from django.db.models.functions import Cast, JSONObject

from guidelines.engine import content
from guidelines.engine.build import build
from guidelines.models import COLLECTIONS, GuidelineVersion

HEAD = "head"
HEAD_FIELDS = {
    "key": "guideline__key",
    "title": "title",
    "version": "number",
    "notice": "notice",
    "review_by": "review_by",
    "changes": "changes",
}


def load(version) -> content.Content:
    """The content of a version; remembered once it is published, as it can no longer change.

    Raises ContentError where the rows of a draft cannot be built into a content.
    """
    return _remembered(version.pk) if version.is_frozen else _built(version.pk, read_rows(version))


@lru_cache(maxsize=32)
def _remembered(pk):
    return build(read_rows(GuidelineVersion(pk=pk)))


_drafts = {}


def _built(pk, data):
    """The same object as long as the rows say the same: what was compiled from it stays usable."""
    known = _drafts.get(pk)
    if known is None or known[0] != data:
        _drafts.clear()  # one draft at a time is enough, and the memory stays flat
        known = _drafts[pk] = data, build(data)
    return known[1]


def read_rows(version) -> dict:
    """A version's rows as plain data, in the shape `build` reads; one query, however many rows."""
    found = {}
    for name, pk, above, position, row in _query(version.pk):
        found.setdefault(name, []).append((position, pk, above, row))
    (_, _, _, head), *_ = found[HEAD]
    data = head | {"review_by": head["review_by"] or ""}
    for name, model in COLLECTIONS.items():
        data[name] = _read(model, row_type(content.Content, name), name, found).get(version.pk, [])
    return data


def _query(pk):
    """Every row of a version: its table, itself, the row above, its place, its values as JSON."""
    head = GuidelineVersion.objects.filter(pk=pk)
    parts = [_branch(head, HEAD, F("pk"), Value(0), JSONObject(**HEAD_FIELDS))]
    for name, model in COLLECTIONS.items():
        kind = row_type(content.Content, name)
        parts.append(_rows(model, kind, name, {"version": pk}))
        for below, inner in nested(kind).items():
            model_below = model._meta.get_field(below).related_model
            owner = {f"{model_below.parent}__version": pk}
            parts.append(_rows(model_below, inner, f"{name} {below}", owner))
    return parts[0].union(*parts[1:], all=True)


def _rows(model, kind, name, owner):
    values = {item: _as_json(model, item) for item in _plain_fields(kind)}
    rows = model.objects.filter(**owner).order_by()
    return _branch(rows, name, F(f"{model.parent}_id"), F("position"), JSONObject(**values))


def _branch(rows, name, above, position, values):
    label = Value(name, output_field=CharField())
    return rows.order_by().values_list(label, "pk", above, position, values)


def _as_json(model, name):
    """JSON inside JSON travels as text, as the databases would not treat it alike."""
    is_json = isinstance(model._meta.get_field(name), JSONField)
    return Cast(name, TextField()) if is_json else F(name)


def _read(model, kind, name, found):
    """The rows of one table by the row above them, each with the rows below it, in their order."""
    inner = {
        below: _read(model._meta.get_field(below).related_model, rows, f"{name} {below}", found)
        for below, rows in nested(kind).items()
    }
    by_above = {}
    for _, pk, above, values in sorted(found.get(name, ()), key=lambda row: row[:2]):
        row = {item: _plain(model, item, value) for item, value in values.items()}
        row |= {below: rows.get(pk, []) for below, rows in inner.items()}
        by_above.setdefault(above, []).append(row)
    return by_above


def _plain(model, name, value):
    """A value as the model would read it from its column."""
    field = model._meta.get_field(name)
    if isinstance(field, JSONField):
        return json.loads(value)
    if hasattr(field, "from_db_value"):
        return field.from_db_value(value, None, None)
    return field.to_python(value)


def _plain_fields(kind):
    return [item.name for item in fields(kind) if item.name not in nested(kind)]


@cache
def nested(kind) -> dict:
    """The fields of a content class that hold rows of their own, with the class of those rows."""
    found = {item.name: row_type(kind, item.name) for item in fields(kind)}
    return {name: inner for name, inner in found.items() if inner}


@cache
def row_type(kind, name):
    """The class of the rows in a content field; None where it holds plain values."""
    hint = typing.get_type_hints(kind)[name]
    inner = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else None
    return inner if is_dataclass(inner) else None
