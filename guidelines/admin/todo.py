"""What is left to do before a version can be published, and how far its test patients reach."""

from itertools import groupby

from django.utils import timezone

from guidelines import checks
from guidelines.admin.pages import evaluable, show, version_page
from guidelines.admin.places import place_url
from guidelines.engine.coverage import coverage
from guidelines.models import COLLECTIONS

# The checks in the order in which their findings are best mended.
KINDS = {
    "names": "Names and conditions that cannot be read",
    "type": "Types changed under an old key",
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
    "context": "Questions that nothing uses",
    "review": "Review dates that passed",
    "gap": "Gaps without owner or date",
}
FEW = 6  # test patients named in a cell; the rest unfold


@version_page
def todo(request, version):
    """Everything that stops a publication, by kind, each with a link to its place."""
    found = [] if version.is_frozen else checks.obstacles(version, timezone.localdate())
    context = {"groups": grouped(version, found), "count": len(found)}
    return show(request, version, "todo", context, f"Left to do: {version}")


def grouped(version, obstacles):
    """Obstacles by kind: [(heading, [(obstacle, name of its place, address)])]."""
    kinds = list(KINDS)
    places = {kind: n for n, kind in enumerate(kinds)}
    ordered = sorted(obstacles, key=lambda row: places.get(row.kind, len(kinds)))
    return [
        (KINDS.get(kind, kind), [_placed(version, row) for row in rows])
        for kind, rows in groupby(ordered, key=lambda row: row.kind)
    ]


def _placed(version, row):
    url = place_url(version, row.collection, row.key, row.field)
    if not row.collection:
        return row, "This version", url
    name = COLLECTIONS[row.collection]._meta.verbose_name
    return row, f"{name} {row.key}", url


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
