"""From the rows of a guideline version to the frozen content the engine evaluates."""

import typing
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache

from guidelines.engine import content
from guidelines.engine.build import build
from guidelines.models import COLLECTIONS, GuidelineVersion


def load(version) -> content.Content:
    """The content of a version; remembered once it is published, as it can no longer change."""
    return _remembered(version.pk) if version.is_frozen else build(read_rows(version))


@lru_cache(maxsize=8)
def _remembered(pk):
    version = GuidelineVersion.objects.select_related("guideline").get(pk=pk)
    return build(read_rows(version))


def read_rows(version) -> dict:
    """A version's rows as plain data, in the shape `build` reads."""
    data = {
        "key": version.guideline.key,
        "title": version.title,
        "version": version.number,
        "notice": version.notice,
        "review_by": version.review_by.isoformat() if version.review_by else "",
        "changes": version.changes,
    }
    for name, model in COLLECTIONS.items():
        kind = row_type(content.Content, name)
        rows = model.objects.filter(version=version).prefetch_related(*nested(kind))
        data[name] = [_plain(kind, row) for row in rows]
    return data


def _plain(kind, row):
    inner = nested(kind)
    return {
        item.name: [_plain(inner[item.name], below) for below in getattr(row, item.name).all()]
        if item.name in inner
        else getattr(row, item.name)
        for item in fields(kind)
    }


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
