"""The history of a row: each change with who, when, before and after, read word by word."""

import datetime
import json
from functools import cache
from typing import NamedTuple

from auditlog.models import LogEntry
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import DateField, DateTimeField, ForeignKey
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from guidelines import audit
from guidelines.engine import wording
from guidelines.engine.text_difference import text_difference

PER_PAGE = 50
ACTIONS = {
    LogEntry.Action.CREATE: "added",
    LogEntry.Action.UPDATE: "changed",
    LogEntry.Action.DELETE: "deleted",
}


class Change(NamedTuple):
    """One field before and after; `words` are the pieces of both, where both hold a text."""

    label: str
    before: str
    after: str
    words: tuple = ()


class HistoryMixin:
    """Shows the log of changes of a row and of the rows below it, in place of Django's own list."""

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        name_of = cache(_name_of)  # one query for each person of a page
        page = Paginator(audit.entries_of(row), PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {row}",
            "module_name": str(self.opts.verbose_name_plural).capitalize(),
            "object": row,
            "opts": self.opts,
            "page": page,
            "entries": [shown(entry, name_of) for entry in page],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/guidelines/history.html", context)


def shown(entry, name_of) -> dict:
    """An entry of the log as the page tells it; `name_of` names the rows that it refers to."""
    model = apps.get_model("guidelines", entry.content_type.model)
    changes = _changes(model, entry, name_of)
    return {
        "at": entry.timestamp,
        "by": str(entry.actor or "the system"),
        "did": ACTIONS.get(entry.action, "read"),
        "what": f"{model._meta.verbose_name} {entry.object_repr}",
        "loaded_from": (entry.additional_data or {}).get("loaded_from", ""),
        "changes": [change for change in changes if change.before != change.after],
    }


def _changes(model, entry, name_of):
    """In the order of the fields; a field that is no longer there comes under its old name."""
    changes = entry.changes or {}
    fields = {field.name: field for field in model._meta.concrete_fields if field.name in changes}
    for name in [*fields, *(name for name in changes if name not in fields)]:
        before, after = (_text(fields.get(name), value, name_of) for value in changes[name])
        label = getattr(fields.get(name), "verbose_name", name)
        words = text_difference(before, after) if before and after else ()
        yield Change(label[:1].upper() + label[1:], before, after, words)


def _text(field, value, name_of):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    found = "" if value is None else str(value)
    if isinstance(field, ForeignKey) and found:
        return name_of(field.related_model, found)
    if isinstance(field, DateTimeField) and (moment := parse_datetime(found)):
        return _local(moment)
    if isinstance(field, DateField) and (day := parse_date(found)):
        return wording.date(day)
    return str(dict(getattr(field, "flatchoices", ())).get(found, found))


def _name_of(model, pk):
    """What a row is called that the log names by its number; the number where it is gone."""
    row = model._base_manager.filter(pk=pk).first() if pk.isdigit() else None
    full_name = getattr(row, "get_full_name", "".strip)()
    return full_name or str(row or pk)


def _local(moment):
    """The log keeps moments in UTC, without saying so."""
    aware = moment if timezone.is_aware(moment) else moment.replace(tzinfo=datetime.UTC)
    return date_format(timezone.localtime(aware), "DATETIME_FORMAT")
