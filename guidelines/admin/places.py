"""Where a row of a version is edited: an address by its key, found when it is followed.

No row is read to write a link, so a page may hold as many links as it likes.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from guidelines.models import COLLECTIONS, GuidelineVersion

GONE = "{} {} is no longer in this version: these are the rows there are."


def place_url(version, collection="", key="", field=""):
    """The address of a row in the admin, at one of its fields; of the version itself without one.

    `collection` is a field of the engine's Content, `key` the key, code or name of the row.
    """
    at = f"#{_anchor(collection, field)}" if field else ""
    if collection and key:
        return reverse("admin:guidelines_place", args=[version.pk, collection, key]) + at
    if collection:
        return list_url(version, collection)
    return reverse("admin:guidelines_guidelineversion_change", args=[version.pk]) + at


def _anchor(collection, field):
    """Where a field stands on the page of its row; rows below it stand in a group."""
    below = {relation.name for relation in _meta(collection).related_objects}
    return f"{field}-group" if field in below else f"id_{field}"


def _meta(collection):
    return (COLLECTIONS[collection] if collection else GuidelineVersion)._meta


def comment_url(version, collection, key):
    """The address of the page on which something is said of a row."""
    page = reverse("admin:guidelines_guidelineversion_comment", args=[version.pk])
    return f"{page}?{urlencode({'row': f'{collection} {key}'})}"


def list_url(version, collection):
    """The address of the list of a collection, with the rows of one version."""
    name = COLLECTIONS[collection]._meta.model_name
    return f"{reverse(f'admin:guidelines_{name}_changelist')}?version__id__exact={version.pk}"


def key_field(collection):
    """The column that names a row within its version."""
    names = {field.name for field in COLLECTIONS[collection]._meta.fields}
    return next(name for name in ("key", "code", "name") if name in names)


def place(request, pk, collection, key):
    """Go to the row; to the list, and say so, where there is no such row any more."""
    version = get_object_or_404(GuidelineVersion, pk=pk)
    model = COLLECTIONS.get(collection)
    if model is None:
        raise Http404
    row = model.objects.filter(version=version, **{key_field(collection): key}).first()
    if row is None:
        name = str(model._meta.verbose_name).capitalize()
        messages.warning(request, GONE.format(name, key))
        return redirect(list_url(version, collection))
    return redirect(f"admin:guidelines_{model._meta.model_name}_change", row.pk)
