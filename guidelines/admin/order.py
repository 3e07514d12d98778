"""The reading order of the rows of a version, moved by one place at a time."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from guidelines.admin.pages import show, version_page
from guidelines.admin.places import place_url
from guidelines.models import COLLECTIONS, GuidelineVersion

# Collections that are moved on the page of a version, each with the text that stands for a row.
ORDERED = {"sections": "title", "recommendations": "sentence"}
CHANGED = "Nothing was moved: somebody changed the order meanwhile. This is the order now."
AT_THE_END = {"up": "{} is the first already.", "down": "{} is the last already."}
STEP = {"up": -1, "down": 1}


class OrderChangedError(Exception):
    """The rows no longer stand in the order that was seen."""


def may_move(version, user, collection):
    """Whether a user may change the order of a collection."""
    name = COLLECTIONS[collection]._meta.model_name
    return version.is_editable and user.has_perm(f"guidelines.change_{name}")


def order(version, collection, is_open, remarks=()):
    """The rows of a collection in reading order, each with its place and its remarks."""
    model, text = COLLECTIONS[collection], ORDERED[collection]
    said = Counter(remark.key for remark in remarks if remark.collection == collection)
    rows = list(model.objects.filter(version=version))
    for row in rows:
        row.text, row.remarks = getattr(row, text), said[row.key]
        row.url = place_url(version, collection, row.key)
    return {
        "collection": collection,
        "name": model._meta.verbose_name_plural,
        "rows": rows,
        "is_open": is_open,
        "seen": _seen(rows),
    }


@require_POST
@version_page
def move(request, version, collection):
    """Move one row up or down; say what happened, and leave the focus where it was."""
    if collection not in ORDERED:
        raise Http404
    if not may_move(version, request.user, collection):
        raise PermissionDenied
    seen = request.POST.get("seen")
    way = "up" if "up" in request.POST else "down"
    try:
        row, moved = moved_by_one(version, collection, request.POST.get(way), way, seen)
        said = f"{row.key} was moved {way}." if moved else AT_THE_END[way].format(row.key)
    except OrderChangedError:
        said = CHANGED
    if request.htmx:
        found = order(version, collection, True, version.remarks.all())
        return show(request, version, "order", {"order": found, "said": said})
    messages.info(request, said)
    return redirect(place_url(version) + f"#order-{collection}")


@transaction.atomic
def moved_by_one(version, collection, pk, way, seen):
    """Exchange a row with its neighbor: the row, and whether there was a neighbor.

    Raises OrderChangedError where the rows no longer stand in the order `seen`.
    """
    GuidelineVersion.objects.select_for_update().get(pk=version.pk)
    rows = list(COLLECTIONS[collection].objects.filter(version=version))
    place = next((n for n, row in enumerate(rows) if str(row.pk) == pk), None)
    if place is None or _seen(rows) != seen:
        raise OrderChangedError
    row, target = rows[place], place + STEP[way]
    if not 0 <= target < len(rows):
        return row, False
    rows[place], rows[target] = rows[target], rows[place]
    _number(rows)
    return row, True


def _number(rows):
    """Write the places of rows, where they are not those already."""
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _seen(rows):
    return ",".join(str(row.pk) for row in rows)
