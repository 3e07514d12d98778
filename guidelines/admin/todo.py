"""What is left to do before a version can be published, and how far its test patients reach."""

from itertools import groupby

from django.utils import timezone

from guidelines import checks
from guidelines.admin.pages import evaluable, show, version_page
from guidelines.admin.places import place_url
from guidelines.engine.coverage import coverage
from guidelines.engine.publication import WAITING
from guidelines.models import COLLECTIONS

# The checks in the order in which their findings are best mended.
KINDS = {
    "names": "Names and conditions that cannot be read",
    "type": "Another meaning under an old key or code",
    "unreachable": "Rules that can never fire",
    "contradiction": "Rules that contradict each other",
    "safety": "Regimens without their safety block",
    "dose": "Doses without limit, unit or schedule",
    "wording": "Unsafe wording of doses",
    "vignette": "Test patients that fail",
    "coverage": "Criteria not yet seen true, false and unknown",
    "silent": "Recommendations without a test patient in whom they must not fire",
    "founded": "Recommendations without source, strength or certainty",
    "citation": "Citations that lead nowhere",
    "reference": "References without identifier",
    "plain": "Words for patients that are hard to read",
    "context": "Questions that nothing uses",
    "review": "Review dates that passed",
    "gap": "Gaps without owner or date",
}
FEW = 6  # test patients named in a cell; the rest unfold


@version_page
def todo(request, version):
    """Everything that stops a publication, by kind, each with a link to its place."""
    found = [] if version.is_frozen else checks.obstacles(version, timezone.localdate())
    return show(request, version, "todo", listed(version, found), f"Left to do: {version}")


def listed(version, obstacles):
    """What the list shows: obstacles by kind, their number, and the kinds of checks that wait."""
    broken = any(row.kind == "names" for row in obstacles)
    waiting = [KINDS[kind] for kind in WAITING] if broken else []
    return {"groups": grouped(version, obstacles), "count": len(obstacles), "waiting": waiting}


def grouped(version, obstacles):
    """Obstacles by kind, and there by place: [(heading, number, [(place, address, texts)])]."""
    kinds = list(KINDS)
    places = {kind: n for n, kind in enumerate(kinds)}
    ordered = sorted(obstacles, key=lambda row: places.get(row.kind, len(kinds)))
    return [
        (KINDS.get(kind, kind), *_placed(version, list(rows)))
        for kind, rows in groupby(ordered, key=lambda row: row.kind)
    ]


def _placed(version, obstacles):
    """How many there are, and each place once with all that is to be mended there."""
    places = {}
    for row in obstacles:
        url = place_url(version, row.collection, row.key, row.field)
        places.setdefault((_name(row), url), []).append(row.text)
    return len(obstacles), [(*place, texts) for place, texts in places.items()]


def _name(row):
    if not row.collection:
        return f"This version, {row.field}" if row.field else "This version"
    meta = COLLECTIONS[row.collection]._meta
    name = f"{meta.verbose_name} {row.key}" if row.key else str(meta.verbose_name_plural)
    return f"{name[:1].upper()}{name[1:]}{f', {row.field}' if row.field else ''}"


@version_page
def covered(request, version):
    """A table of the criteria with the test patients that see each true, false and unknown."""
    content = evaluable(version)
    found = coverage(content)
    rows = [
        {
            "key": row.key,
            "label": row.label,
            "url": place_url(version, "criteria", row.key),
            "cells": _cells(version, found[row.key]),
        }
        for row in content.criteria
    ]
    missing = sum(bool(found[row.key].unseen) for row in content.criteria)
    context = {"rows": rows, "missing": missing}
    return show(request, version, "coverage", context, f"Coverage: {version}")


def _cells(version, found):
    return [_cell(version, found, verdict) for verdict in ("true", "false", "unknown")]


def _cell(version, found, verdict):
    keys = [(key, place_url(version, "vignettes", key)) for key in getattr(found, verdict)]
    return {"few": keys[:FEW], "more": keys[FEW:], "missing": verdict in found.unseen}
