"""Rows below another row that someone else deleted while they were being edited."""

from auditlog.models import LogEntry

from guidelines import audit

MOST = 2000  # forms of one page; Django reads no more


def keep_typed(data, prefix, model, above, there):
    """What was typed into rows that are gone becomes new rows; an untouched one stays gone.

    `above` is the row that they stood below, `there` the ids of those still stored. Django would
    refuse the whole form, as it does where a row was never below this one.
    """
    forms, initial = _forms(data, prefix)
    lost = [form["id"] for form in forms[:initial] if form.get("id") not in {None, *there}]
    deleted = _deleted(model, above, lost) if lost else {}
    if not deleted:
        return
    kept = [form for form in forms[:initial] if form.get("id") not in deleted]
    gone = [form for form in forms[:initial] if form.get("id") in deleted]
    revived = [form | {"id": ""} for form in gone if not _is_untouched(deleted[form["id"]], form)]
    for number, form in enumerate(forms):
        for name in form:
            del data[f"{prefix}-{number}-{name}"]
    forms = [*kept, *revived, *forms[initial:]]
    for number, form in enumerate(forms):
        for name, value in form.items():
            data[f"{prefix}-{number}-{name}"] = value
    data[f"{prefix}-INITIAL_FORMS"], data[f"{prefix}-TOTAL_FORMS"] = str(len(kept)), str(len(forms))


def _forms(data, prefix):
    """What was typed into each row, and how many of them were stored when the page was opened."""
    try:
        total, initial = (int(data[f"{prefix}-{name}_FORMS"]) for name in ("TOTAL", "INITIAL"))
    except (KeyError, ValueError):
        return [], 0  # Django says so itself
    forms = [{} for _ in range(min(max(total, 0), MOST))]
    for name in data:
        start, _, field = name.removeprefix(f"{prefix}-").partition("-")
        if name.startswith(f"{prefix}-") and start.isdecimal() and int(start) < len(forms):
            forms[int(start)][field] = data[name]
    return forms, max(initial, 0)


def _deleted(model, above, ids):
    """The log of the deletion of rows below a row, by their ids."""
    entries = LogEntry.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_pk__in=ids,
        additional_data__above=audit.place_of(above),
        action=LogEntry.Action.DELETE,
    )
    return {entry.object_pk: entry for entry in entries}


def _is_untouched(deleted, form):
    """Whether a row holds what it held when it was deleted, says the log of changes."""
    before = {name: change[0] for name, change in deleted.changes.items()}
    return all(
        _as_text(before.get(name)) == value.replace("\r\n", "\n")
        for name, value in form.items()
        if name in before
    )


def _as_text(value):
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)
