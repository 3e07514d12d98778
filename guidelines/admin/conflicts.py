"""What is stored now beside what was typed, field by field, with who stored it and when."""

import json
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError

from guidelines import audit
from guidelines.admin.mappings import written

TAKE = "_take"  # names of inputs for which what is stored is taken instead of what was typed
NOT_SHOWN = {"id", "version", "digest"}


class Conflict(NamedTuple):
    """One difference. `name` is its input; empty where there is nothing to choose.

    `is_theirs`: what was typed is what stood there before, so only the other person changed it.
    """

    name: str
    label: str
    stored: str
    typed: str
    by: str = ""
    at: datetime | None = None
    is_theirs: bool = False


def found(form, formsets, stored) -> list[Conflict]:
    """Every difference between what was typed for a row and what is stored in it and below it."""
    entries = list(audit.entries_of(stored)[:500])
    differences = _of_form(form, stored, "", entries)
    for formset in formsets:
        rows = {row.pk: row for row in _rows_below(formset, stored)}
        for below in formset.initial_forms:
            row = rows.pop(below.instance.pk, None)
            differences += _of_form(below, row, f"{row}: ", entries) if row else []
        differences += [_added(formset, row, entries) for row in rows.values()]
    return differences


def told(row) -> list[tuple[str, str]]:
    """The fields of a row with what is stored in them, for a person to read."""
    return [(_label(field), text(field, row)) for field in _fields(row) if text(field, row)]


def take(data, row, prefix=""):
    """Replace what was typed by what is stored in the inputs that the person chose."""
    chosen = set(data.getlist(TAKE))
    for field in _fields(row):
        name = f"{prefix}{field.name}"
        if name in chosen:
            value = as_typed(field, row)
            data[name] = value
            if value is False:
                del data[name]


def as_typed(field, row):
    """What a form would hold for what is stored in a field."""
    value = field.value_from_object(row)
    if isinstance(value, bool):
        return value
    prepared = written(value) if isinstance(value, dict) else field.formfield().prepare_value(value)
    return "" if prepared is None else str(prepared)


def text(field, row):
    """What is stored in a field, in words."""
    return shown(field, as_typed(field, row))


def shown(field, value):
    """A value as the form holds it, in words: the label of a choice, yes or no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(dict(field.flatchoices).get(value, value))


def _of_form(form, row, prefix, entries):
    typed = ((field, _typed(form, field)) for field in _fields(row) if field.name in form.fields)
    different = [(field, value) for field, value in typed if not _same(field, row, value)]
    return [_conflict(form, field, row, prefix, value, entries) for field, value in different]


def _typed(form, field):
    value = form.data.get(form.add_prefix(field.name))
    if field.get_internal_type() == "BooleanField":
        return value is not None
    return (value or "").replace("\r\n", "\n")


def _same(field, row, typed):
    stored = as_typed(field, row)
    return stored == typed or _value(field, stored) == _value(field, typed)


def _value(field, typed):
    """What was typed as a value, so that 2.5 and 2.50 are the same."""
    try:
        return field.formfield().to_python(typed)
    except ValidationError:
        return typed


def _conflict(form, field, row, prefix, typed, entries):
    told = [
        entry for entry in entries if _is_of(entry, row) and field.name in (entry.changes or {})
    ]
    last = told[0] if told else None
    before = [_logged(entry.changes[field.name][0]) for entry in told]
    return Conflict(
        form.add_prefix(field.name),
        f"{prefix}{_label(field)}",
        text(field, row),
        shown(field, typed),
        str(last.actor or "") if last else "",
        last.timestamp if last else None,
        _logged(_value(field, typed)) in before,
    )


def _added(formset, row, entries):
    entry = next((entry for entry in entries if _is_of(entry, row)), None)
    label = f"{row._meta.verbose_name.capitalize()} {row}"
    by, at = (str(entry.actor or ""), entry.timestamp) if entry else ("", None)
    return Conflict("", label, "was added and stays", "", by, at)


def _is_of(entry, row):
    return (entry.content_type.model, entry.object_pk) == (row._meta.model_name, str(row.pk))


def _logged(value):
    """A value of the log or of a form, so that both can be compared."""
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return "" if value is None else str(value)


def _rows_below(formset, row):
    return formset.model._base_manager.filter(**{formset.fk.name: row})


def _fields(row):
    above = getattr(row, "parent", "")
    return [
        field
        for field in row._meta.concrete_fields
        if field.editable and field.name not in NOT_SHOWN | {above}
    ]


def _label(field):
    return field.verbose_name[:1].upper() + field.verbose_name[1:]
