"""What changes a consultation: start, record, confirm, decide, undecide, cancel, sign, amend.

Every action refuses with a ValidationError whose message is for the clinician.
"""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidelines.models import GuidelineVersion
from patients import decided
from patients.models import Decision, Encounter

SIGNED = "This consultation is signed. Amend it to change anything."
CANCELLED = "This consultation was cancelled."
OPEN_DRAFT = "This patient has an unsigned consultation. Sign or cancel it first."


class GoneError(ValidationError):
    """The draft was signed or cancelled meanwhile."""


class ConflictError(Exception):
    """Somebody else wrote some of the same answers meanwhile; `keys` says which."""

    def __init__(self, keys):
        super().__init__(keys)
        self.keys = keys


@transaction.atomic
def start(*, patient, by):
    """Open the patient's draft, or a new one that carries the last consultation's values."""
    if draft := patient.encounters.drafts().first():
        return draft
    return _new_draft(patient, by, findings=_carried(patient.last_findings()))


def _carried(findings):
    """Values with their own date, now from the record; what was not known is asked again."""
    return {
        key: finding | {"source": "record"}
        for key, finding in findings.items()
        if finding["value"] != "unknown"
    }


def _new_draft(patient, by, **values):
    today = timezone.localdate()
    version = GuidelineVersion.objects.in_force(today).first()
    if version is None:
        raise ValidationError("No guideline is in force, so no plan can be made.")
    try:
        with transaction.atomic():
            return Encounter.objects.create(
                patient=patient, version=version, on=today, created_by=by, **values
            )
    except IntegrityError:
        raise ValidationError(OPEN_DRAFT) from None


def record(*, encounter, answers, revision, by, mine=(), theirs=()):
    """Save answers of one form in a draft; None takes an answer away.

    `revision` is the draft's revision that the form shows. An answer that somebody wrote after it
    stands, unless `mine` names it; where the two differ and neither `mine` nor `theirs` names it,
    nothing is saved and ConflictError raised. Returns the keys whose shown answer is out of date.
    """
    while True:
        later = {key for key in answers if _written(encounter, key) > revision and key not in mine}
        differing = {key for key in later if not _same(answers[key], encounter.findings.get(key))}
        untouched = {key for key in differing if _same(answers[key], _before(encounter, key))}
        if unsettled := differing - untouched - set(theirs):
            raise ConflictError(unsettled)
        kept = {key: answer for key, answer in answers.items() if key not in differing}
        if _write(encounter, _changed(encounter, kept), by):
            return differing
        encounter.refresh_from_db(fields=["findings", "changes", "revision", "status"])


def _written(encounter, key):
    return encounter.changes.get(key, {}).get("revision", 0)


def _before(encounter, key):
    """The answer as it was before somebody last wrote it."""
    return encounter.changes[key]["was"]


def _as_typed(answer):
    """The part of an answer that somebody typed."""
    answer = answer or {}
    optional = {part: answer.get(part) or None for part in ("unit", "day", "kept")}
    return optional | {"typed": answer.get("typed")}


def _same(answer, other):
    return _as_typed(answer) == _as_typed(other)


def _changed(encounter, answers):
    """The answers that say something new."""
    return {
        key: answer
        for key, answer in answers.items()
        if not _same(answer, encounter.findings.get(key))
    }


def _write(encounter, answers, by):
    """Save new answers if nobody saved since the draft was read; whether that was so."""
    now = timezone.localtime()
    stamp = {"on": now.date().isoformat(), "source": "clinician", "by": by.get_username()}
    findings, changes = dict(encounter.findings), dict(encounter.changes)
    for key, answer in answers.items():
        was = findings.pop(key, None)
        if answer is not None:
            findings[key] = stamp | answer
        changes[key] = {
            "revision": encounter.revision + 1,
            "by": by.get_full_name() or by.get_username(),
            "at": f"{now:%H:%M}",
            "was": was and _as_typed(was),
        }
    return _save_draft(encounter, findings=findings, changes=changes, on=now.date())


def _save_draft(encounter, **values):
    """One conditional UPDATE, so that two savers cannot both win; whether this one did."""
    if encounter.is_signed:
        raise GoneError(SIGNED)
    values |= {"revision": encounter.revision + 1, "updated_at": timezone.now()}
    same = Encounter.objects.drafts().filter(pk=encounter.pk, revision=encounter.revision)
    if not same.update(**values):
        if not Encounter.objects.filter(pk=encounter.pk).exists():
            raise GoneError(CANCELLED)
        return False
    for name, value in values.items():
        setattr(encounter, name, value)
    return True


def confirm(*, encounter, key, by):
    """Say that a value is right, or still right, today."""
    while True:
        if key not in encounter.findings:
            raise ValidationError("There is no value to confirm.")
        today = timezone.localdate().isoformat()
        finding = encounter.findings[key] | {"confirmed": today, "confirmed_by": by.get_username()}
        if _save_draft(encounter, findings=encounter.findings | {key: finding}):
            return
        encounter.refresh_from_db(fields=["findings", "changes", "revision", "status"])


@transaction.atomic
def decide(*, encounter, advice, regimen="", kind, dose="", reason_code="", reason="", by):
    """Accept, change, decline or override one piece of advice of a draft's plan."""
    _lock(encounter)
    plan = encounter.current_plan()
    decided.check(plan, advice, regimen, kind)
    if kind == Decision.Kind.ACCEPTED:
        dose = plan["regimens"][regimen]["line"] if regimen else ""
    decision = Decision(
        encounter=encounter, advice=advice, regimen=regimen, kind=kind, dose=dose.strip(),
        reason_code=reason_code, reason=reason.strip(), by=by,
        shown=decided.shown(plan, advice, regimen),
    )  # fmt: skip
    decided.check_words(decision)
    encounter.decisions.filter(advice=advice, regimen=regimen).delete()
    decision.save()
    _touch(encounter)
    return decision


@transaction.atomic
def undecide(*, encounter, advice, regimen=""):
    """Take a decision of a draft back."""
    _lock(encounter)
    encounter.decisions.filter(advice=advice, regimen=regimen).delete()
    _touch(encounter)


@transaction.atomic
def cancel(*, encounter):
    """Delete a draft with its decisions; nothing of it remains."""
    _lock(encounter)
    encounter.delete()


@transaction.atomic
def sign(*, encounter, revision, by):
    """Freeze findings, plan, decisions and version as reviewed at `revision`, with who and when."""
    _lock(encounter)
    decisions = list(encounter.decisions.all())
    plan = encounter.evaluate().as_json()  # with the trace of every comparison
    _check_signable(encounter, revision, plan, decisions)
    encounter.findings, encounter.on, encounter.plan = encounter.known(), encounter.day, plan
    encounter.status, encounter.signed_by = Encounter.Status.SIGNED, by
    encounter.signed_at = encounter.updated_at = timezone.now()
    encounter.digest = digest(encounter, decisions)
    encounter.save()


def _check_signable(encounter, revision, plan, decisions):
    if encounter.revision != revision:
        raise ValidationError("The consultation changed after this review. Review it again.")
    if plan["errors"]:
        raise ValidationError("The plan has errors. Correct them before signing.")
    if any(decided.is_outdated(plan, decision) for decision in decisions):
        raise ValidationError("The plan changed after some decisions. Check these again.")


def digest(encounter, decisions):
    """SHA-256 of all that a signature covers, as canonical JSON, in hexadecimal."""
    patient, version = encounter.patient, encounter.version
    covered = {
        "patient": [patient.record_number, str(patient), patient.birth_date.isoformat()],
        "guideline": [version.guideline.key, version.number],
        "on": encounter.on.isoformat(),
        "findings": encounter.findings,
        "plan": encounter.plan,
        "decisions": [
            [d.advice, d.regimen, d.kind, d.dose, d.reason_code, d.reason] for d in decisions
        ],
        "amends": encounter.amends and encounter.amends.digest,
        "signed": [encounter.signed_by.get_username(), encounter.signed_at.isoformat()],
    }
    text = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def amend(*, encounter, reason, by):
    """Open a new draft that points to a signed encounter and starts with its findings."""
    if not encounter.is_signed:
        raise ValidationError("Only a signed consultation is amended; a draft is just changed.")
    if encounter.amendments.exists():
        raise ValidationError("This consultation was amended already. Amend the newer one.")
    if not reason.strip():
        raise ValidationError("Say why the consultation is amended.")
    return _new_draft(
        encounter.patient, by, findings=encounter.findings, amends=encounter,
        amendment_reason=reason.strip(),
    )  # fmt: skip


def _lock(encounter):
    """Bring a draft up to date and keep it from change by others until the transaction ends."""
    try:
        encounter.refresh_from_db(
            fields=["findings", "changes", "revision", "status"],
            from_queryset=Encounter.objects.select_for_update(),
        )
    except Encounter.DoesNotExist:
        raise GoneError(CANCELLED) from None
    if encounter.is_signed:
        raise GoneError(SIGNED)


def _touch(encounter):
    """Count a change of the decisions, so that a review made before it cannot be signed."""
    encounter.revision += 1
    encounter.updated_at = timezone.now()
    encounter.save(update_fields=["revision", "updated_at"])
