"""What changes the results of a patient: add, take back, and what a signed visit leaves."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from guidelines.engine import intake
from guidelines.engine.facts import Facts
from guidelines.engine.history import known
from guidelines.engine.program import program
from patients.measurements import entries
from patients.measurements.laboratory import followed
from patients.models import Patient, Result

MOST = 2000  # rows at once
TOO_MANY = f"These are more than {MOST} rows. Enter them in parts."
LONGEST_REASON = 1000


def read(*, patient, content, rows, confirmed=()):
    """Rows of cells as they would be stored: an Entry each, in the same order."""
    if len(rows) > MOST:
        raise ValidationError(TOO_MANY)
    reader = entries.Reader(
        content, born=patient.birth_date, today=timezone.localdate(), stored=_stored(patient),
        confirmed=confirmed,
    )  # fmt: skip
    return reader.read([entries.Cells(*row) for row in rows])


@transaction.atomic
def add(*, patient, content, by, rows, confirmed=()):
    """Store every row that is good and not there already; returns all as read.

    An entry that is not `is_good` was not stored and says why. `confirmed` holds the tokens of the
    unusual ones said to be right.
    """
    Patient.objects.select_for_update().get(pk=patient.pk)  # the same rows sent twice, at once
    found = read(patient=patient, content=content, rows=rows, confirmed=confirmed)
    good = [_result(patient, entry, by) for entry in found if entry.is_good]
    Result.objects.bulk_create(good, batch_size=500)
    return found


def _result(patient, entry, by):
    return Result(
        patient=patient, element=entry.element.key, on=entry.on, value=entry.value,
        typed=entry.cells.value.strip(), unit=entry.unit, limit=entry.limit,
        laboratory=entry.cells.laboratory.strip(), confirmed=entry.is_confirmed, entered_by=by,
    )  # fmt: skip


def _stored(patient):
    """The values there are, with their limits, by test and day."""
    found = {}
    rows = patient.results.standing().values_list("element", "on", "value", "limit")
    for element, on, value, limit in rows:
        found.setdefault((element, on), []).append((known(value), limit))
    return found


@transaction.atomic
def take_back(*, result, reason, by):
    """Say that a result was entered in error; it stays in the record, and counts no more."""
    result = Result.objects.select_for_update().get(pk=result.pk)
    if result.removed_at is not None:
        raise ValidationError("This result was taken back already.")
    if not reason.strip():
        raise ValidationError("Say why the result is taken back.")
    if len(reason) > LONGEST_REASON:
        raise ValidationError(f"The reason is longer than {LONGEST_REASON} characters. Shorten it.")
    result.removed_by, result.removed_at = by, timezone.now()
    result.removed_reason = reason.strip()
    result.save(update_fields=["removed_by", "removed_at", "removed_reason"])
    return result


def take_back_visit(*, encounter, reason, by):
    """Take back what a consultation left, because an amendment takes its place."""
    encounter.results.standing().update(
        removed_by=by, removed_at=timezone.now(), removed_reason=reason
    )


def store_visit(encounter, by, errors=()):
    """Keep the values answered at a visit; those carried from the record are there already.

    `errors` are the values taken back before: they stand again only if they were typed anew.
    """
    answered = {
        key: finding
        for key, finding in encounter.findings.items()
        if finding.get("source") == "clinician" and "value" in finding
    }
    stored = _stored(encounter.patient)
    found = [_measured(encounter, answered, element, by) for element in followed(encounter.content)]
    new = [row for row in found if row is not None and not _is_stored(row, stored)]
    new = [row for row in new if not _is_error(row, errors)]
    Result.objects.bulk_create(new, batch_size=500)


def _is_error(result, errors):
    """Whether a result repeats one taken back, and nothing of it was typed in this consultation."""
    encounter = result.encounter
    typed = {result.element, *_inputs(encounter.content, result.element)} & set(encounter.changes)
    same = (result.element, result.on.isoformat(), known(result.value)) in errors
    return same and not typed


def _is_stored(result, stored):
    rows = stored.get((result.element, result.on), ())
    limits = [limit for value, limit in rows if value == known(result.value)]
    return bool(limits) and (result.limit is None or result.limit in limits)


def _measured(encounter, answered, element, by):
    """The value of one question at a visit, entered or computed from what was; None without one."""
    keys = {element.key, *_inputs(encounter.content, element.key)} & set(answered)
    value = _value(encounter, answered, element) if keys else None
    if value is None:
        return None
    finding = answered.get(element.key, {})
    own = value == known(finding.get("value"))
    typed = finding.get("typed") if own else ""
    return Result(
        patient=encounter.patient, encounter=encounter, element=element.key, entered_by=by,
        on=date.fromisoformat(max(answered[key]["on"] for key in keys)), value=entries.plain(value),
        typed=typed if isinstance(typed, str) and len(typed) <= entries.LONGEST["value"] else "",
        unit=finding.get("unit", "") if own else element.unit,
        limit=_limit(encounter, element), confirmed=own and bool(finding.get("confirmed")),
    )  # fmt: skip


def _inputs(content, key):
    """What a value that may also be entered is computed from."""
    row = next((row for row in content.derived if row.key == key and row.enterable), None)
    return row.inputs if row else ()


def _value(encounter, answered, element):
    """The value, known; computed from the answers of this visit alone where it can be."""
    if _inputs(encounter.content, element.key):
        return Facts(program(encounter.content), answered, encounter.visit_day)[element.key]
    return intake.check(element, answered[element.key]["value"]).value


def _limit(encounter, element):
    """The laboratory's upper limit as the consultation had it."""
    about = next((row for row in encounter.content.elements if row.key == element.limit), None)
    stored = encounter.findings.get(element.limit, {}).get("value") if about else None
    value = intake.check(about, stored).value if about else None
    return entries.limit(value) if value else None
