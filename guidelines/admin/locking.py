"""Two people at one row: neither overwrites what the other stored without having read it.

A form carries the digest of what was stored when it was opened. Where something else is stored by
now, nothing is saved: the page shows both texts, field by field, and a second save is deliberate.
"""

import hashlib
import json

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect

from guidelines import frozen
from guidelines.admin import conflicts, deleted_rows
from guidelines.admin.invisible import VisibleForm
from guidelines.audit import BELOW
from guidelines.models import GuidelineVersion

STALE = (
    "Not saved: someone else changed this while your page was open. Both texts stand above, "
    "field by field; what you typed is still in the form. Save again to store your choice."
)
DELETED = (
    "Not saved: someone else deleted this row while your page was open. What you typed is still "
    "in the form. Save again to add it as a new row."
)
STALE_DELETE = "Not deleted: it was changed after you opened this page. This is how it is now."


def token(row) -> str:
    """Digest of what is stored in a row and in the rows below it."""
    below = [[_values(item) for item in manager.all()] for manager in _below(row)]
    text = json.dumps([_values(row), below], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _values(row):
    return {field.name: field.value_to_string(row) for field in row._meta.concrete_fields}


def _below(row):
    for relation in row._meta.related_objects:
        if relation.related_model in BELOW:
            yield getattr(row, relation.get_accessor_name())


def token_of_all(row) -> str:
    """Digest of what goes when a row is deleted: with a version, all rows that it holds."""
    if not isinstance(row, GuidelineVersion):
        return token(row)
    text = token(row) + json.dumps(frozen.read_rows(row), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class LockedForm(VisibleForm):
    """Refuses to overwrite what was stored after the page was opened."""

    stored = forms.CharField(required=False, widget=forms.HiddenInput)
    was_deleted = is_stale = False

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.is_bound:
            self.data = self.data.copy()
        if self.instance.pk is None:
            return
        self.initial["stored"] = now = token(self.instance)
        self.is_stale = self.is_bound and self.data.get("stored") != now
        if self.is_stale:
            self.data["stored"] = now
        elif self.is_bound:
            conflicts.take(self.data, self.instance)

    def clean(self):
        cleaned = super().clean()
        if self.is_stale or self.was_deleted:
            raise ValidationError(DELETED if self.was_deleted else STALE, code="stale")
        return cleaned


class LockedAdmin:
    """An admin of rows whose forms and deletions notice what others stored meanwhile."""

    form = LockedForm
    actions = ["delete_selected"]

    def get_object(self, request, object_id, from_field=None):
        """The row; where it is about to be written, with its version locked until that is done."""
        row = super().get_object(request, object_id, from_field)
        if row and request.method == "POST" and transaction.get_connection().in_atomic_block:
            _lock({_version_id(row)})
            row = super().get_object(request, object_id, from_field)
        return row

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change, **options)
        form.was_deleted = getattr(request, "row_was_deleted", False)
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        if data := options.get("data"):
            rows = inline.model._base_manager.filter(**{inline.model.parent: obj.pk})
            rows = {str(row.pk): row for row in rows}
            deleted_rows.keep_typed(data, prefix, inline.model, obj, rows)
            for number in range(len(rows)):
                row = rows.get(data.get(f"{prefix}-{number}-id"))
                if row:
                    conflicts.take(data, row, f"{prefix}-{number}-")
        return options

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Where the row is gone, what was typed for it becomes a new row, after a warning."""
        if self._is_gone(request, object_id):
            request.POST = request.POST.copy()
            request.POST["version"] = request.POST["_version"]
            request.row_was_deleted = True
            return super().changeform_view(request, None, "../../add/", extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _is_gone(self, request, object_id):
        was_there = request.method == "POST" and "_version" in request.POST
        known = was_there and (object_id or "").isdecimal()
        return known and not self.model._base_manager.filter(pk=object_id).exists()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if getattr(form, "is_stale", False):
            stored = self.model._base_manager.get(pk=obj.pk)
            formsets = [wrapped.formset for wrapped in context["inline_admin_formsets"]]
            context["conflicts"] = conflicts.found(form, formsets, stored)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_view(self, request, object_id, extra_context=None):
        with transaction.atomic():
            row = self.get_object(request, object_id)
            if row is None or not self.has_delete_permission(request, row):
                return super().delete_view(request, object_id, extra_context)
            now = token_of_all(row)
            if request.method == "POST" and request.POST.get("stored") != now:
                self.message_user(request, STALE_DELETE, messages.ERROR)
                return HttpResponseRedirect(request.path)
            context = {"stored": now, "fields": conflicts.told(row)} | (extra_context or {})
            return super().delete_view(request, object_id, context)

    @admin.action(permissions=["delete"], description="Delete selected %(verbose_name_plural)s")
    def delete_selected(self, request, queryset):
        """Delete many rows, unless one of them changed after the list of them was read."""
        if not all(self.has_delete_permission(request, row) for row in queryset):
            raise PermissionDenied
        with transaction.atomic():
            _lock({_version_id(row) for row in queryset})
            now = "".join(token_of_all(row) for row in queryset.all())
            now = hashlib.sha256(now.encode()).hexdigest()[:32]
            if "post" in request.POST and request.POST.get("stored") != now:
                self.message_user(request, STALE_DELETE, messages.ERROR)
                request.POST = request.POST.copy()
                del request.POST["post"]
            answer = delete_selected(self, request, queryset)
        if answer is not None:
            answer.context_data["stored"] = now
        return answer


def _version_id(row):
    return row.pk if isinstance(row, GuidelineVersion) else row.version_id


def _lock(versions):
    """Wait for whoever writes in these versions, or publishes them; until the transaction ends."""
    list(GuidelineVersion.objects.select_for_update().filter(pk__in=versions).order_by("pk"))
