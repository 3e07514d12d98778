"""Rows below another row that someone else deleted while they were being edited."""

from auditlog.models import LogEntry

MOST = 2000  # forms of one page; Django reads no more


def keep_typed(data, prefix, model, there):
    """What was typed into rows that are gone becomes new rows; an untouched one stays gone.

    `there` are the ids of the rows that are still stored. Django would refuse the whole form.
    """
    forms, initial = _forms(data, prefix)
    kept = [form for form in forms[:initial] if form.get("id") in there]
    gone = [form for form in forms[:initial] if form.get("id") not in there]
    if not gone:
        return
    revived = [form | {"id": ""} for form in gone if not _is_untouched(model, form)]
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


def _is_untouched(model, form):
    """Whether a row holds what it held when it was deleted, says the log of changes."""
    deleted = LogEntry.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_pk=form.get("id", ""),
        action=LogEntry.Action.DELETE,
    ).first()
    if deleted is None:
        return False
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
