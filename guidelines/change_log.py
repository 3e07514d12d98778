"""What changed from version to version: what its authors say, and which rows differ."""

from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from guidelines import frozen
from guidelines.engine.build import ContentError
from guidelines.engine.difference import CHANGED, differences
from guidelines.engine.wording import listed
from guidelines.models import COLLECTIONS, GuidelineVersion


class Entry(NamedTuple):
    """A version, the one before it, and the rows that differ where they are told."""

    version: GuidelineVersion
    before: GuidelineVersion | None
    differs: list[tuple[str, list[str]]]


def change_log(version, versions) -> list[Entry]:
    """A version and those before it among `versions`, the newest first."""
    earlier = [row for row in versions if row.number < version.number]
    rows = [version, *sorted(earlier, key=attrgetter("number"), reverse=True)]
    return [
        Entry(row, before, _differs(before, row) if before and row == version else [])
        for row, before in zip(rows, [*rows[1:], None], strict=True)
    ]


def _differs(before, after):
    """Which rows differ, by collection: [("recommendations", ["R11 (criterion)", "R61 (added)"])].

    Nothing where one of the two cannot be read.
    """
    try:
        changes = differences(frozen.load(before), frozen.load(after))
    except ContentError:
        return []
    groups = groupby(changes, key=attrgetter("collection"))
    return [(_title(name), list(_rows(rows))) for name, rows in groups]


def _title(name):
    return COLLECTIONS[name]._meta.verbose_name_plural.capitalize() if name else "The version"


def _rows(changes):
    for key, own in groupby(changes, key=attrgetter("key")):
        told = [row.label if row.kind == CHANGED else row.kind for row in own]
        yield f"{key or 'order'} ({listed(dict.fromkeys(told))})"
