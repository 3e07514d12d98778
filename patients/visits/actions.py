"""What changes a consultation: start, record, confirm, decide, undecide, cancel, sign, amend.

Every action refuses with a ValidationError whose message is for the clinician.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidelines import frozen
from guidelines.engine import history
from guidelines.engine.history import known
from guidelines.models import GuidelineVersion
from patients.cohorts import facts
from patients.in_force import version_in_force
from patients.models import Decision, Encounter
from patients.treatment import orders_given
from patients.visits import decided, from_record, record_news, signature
from patients.visits.orders import LENGTHS

SIGNED = "This consultation is signed. Amend it to change anything."
CANCELLED = "This consultation was cancelled."
REFUSED = "A value was not accepted: {}. Correct or clear it before signing."
OUT_OF_DATE = "This page does not fit the consultation any more. Load the page again."
OPEN_DRAFT = "This patient has an unsigned consultation. Sign or cancel it first."
WITHDRAWN = "The guideline version of this draft was withdrawn: all that is left is to cancel it."
RECORD_CHANGED = "The record changed since this page was drawn: look again."
OF_THE_RECORD = ("origin", "day", "confirmed", "confirmed_by", "instead_of", "stated", "planned")
NOT_TODAY = "An amendment corrects an earlier day: nothing in it was found today."
PLAN_CHANGED = "The plan changed since this page was drawn: look again."


class GoneError(ValidationError):
    """The draft was signed or cancelled meanwhile."""


class ConflictError(Exception):
    """Somebody else wrote some of the same answers meanwhile; `keys` says which."""

    def __init__(self, keys):
        super().__init__(keys)
        self.keys = keys


@transaction.atomic
def start(*, patient, by):
    """Open the patient's draft, or a new one that starts with what the record knows."""
    if draft := patient.encounters.drafts().first():
        return draft
    content = frozen.load(version_in_force())
    record = from_record.for_visit(patient, content, timezone.localdate())
    return _new_draft(patient, by, findings=record.opening)


def _new_draft(patient, by, *, findings, **values):
    version, today = version_in_force(), timezone.localdate()
    keys = {element.key for element in frozen.load(version).elements}
    findings = {key: finding for key, finding in findings.items() if key in keys}
    try:
        with transaction.atomic():
            return Encounter.objects.create(
                patient=patient, version=version, on=today, created_by=by, findings=findings,
                **values,
            )  # fmt: skip
    except IntegrityError:
        raise ValidationError(OPEN_DRAFT) from None


def left_behind(encounter):
    """The questions answered last time that the guideline version of a draft no longer has."""
    last = encounter.origin
    keys = {element.key for element in encounter.content.elements}
    if last is None or last.version_id == encounter.version_id:
        return []
    return [e.label for e in last.content.elements if e.key in last.findings and e.key not in keys]


def record(*, encounter, answers, revision, by, mine=(), theirs=()):
    """Save answers of one form in a draft; None takes an answer away.

    `revision` is the draft's revision that the form shows. An answer that somebody wrote after it
    stands, unless `mine` names it; where the two differ and neither `mine` nor `theirs` names it,
    nothing is saved and ConflictError raised. Returns the keys whose shown answer is out of date.
    """
    if not 0 <= revision <= encounter.revision:
        raise ValidationError(OUT_OF_DATE)
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
    day = encounter.visit_day.isoformat()
    stamp = {"on": day, "source": "clinician", "by": by.get_username()}
    findings, changes = dict(encounter.findings), dict(encounter.changes)
    for key, answer in answers.items():
        was = findings.pop(key, None)
        if answer is not None:
            own = answer if "origin" in answer else _corrected(was) | answer
            findings[key] = stamp | own
        changes[key] = {
            "revision": encounter.revision + 1,
            "by": by.get_full_name() or by.get_username(),
            "at": f"{now:%H:%M}",
            "was": was and _as_typed(was),
        }
    return _save_draft(encounter, findings=findings, changes=changes, on=now.date())


def _corrected(was):
    """What the record said where an answer is typed instead of it; kept through later changes."""
    was = was or {}
    said = was.get("value") if "origin" in was else was.get("instead_of")
    return {} if said is None else {"instead_of": said}


def _save_draft(encounter, **values):
    """One conditional UPDATE, so that two savers cannot both win; whether this one did."""
    if encounter.is_signed:
        raise GoneError(SIGNED)
    values |= {"revision": encounter.revision + 1, "updated_at": timezone.now()}
    same = Encounter.objects.drafts().filter(pk=encounter.pk, revision=encounter.revision)
    if not same.exclude(version__status=GuidelineVersion.Status.WITHDRAWN).update(**values):
        if not Encounter.objects.filter(pk=encounter.pk).exists():
            raise GoneError(CANCELLED)
        _check_in_force(encounter)
        return False
    for name, value in values.items():
        setattr(encounter, name, value)
    return True


def take_over(*, encounter, shown, by):
    """Take what the record says now into a draft. `shown` maps keys to the texts seen.

    A laboratory's upper limit comes with its value.
    """
    while True:
        if encounter.is_signed:
            raise GoneError(SIGNED)
        news = {row.key: row for row in record_news.of(encounter)}
        if not shown or any(key not in news or news[key].now != shown[key] for key in shown):
            raise ValidationError(RECORD_CHANGED)
        limits = {row.limit for row in encounter.content.elements if row.key in shown}
        keys = [key for key in news if key in shown or key in limits]
        if _write(encounter, {key: news[key].finding for key in keys}, by):
            return keys
        encounter.refresh_from_db(fields=["findings", "changes", "revision", "status"])


def found_again(*, encounter, key, by):
    """Say that a value of the record was found the same today: a new value, not a confirmed one."""
    while True:
        if encounter.is_signed:
            raise GoneError(SIGNED)
        finding = encounter.findings.get(key, {})
        if finding.get("source") != "record" or finding.get("value") is None:
            raise ValidationError("There is no value of the record to repeat.")
        if encounter.amends_id:
            raise ValidationError(NOT_TODAY)
        kept = {part: value for part, value in finding.items() if part not in OF_THE_RECORD}
        today = timezone.localdate().isoformat()
        again = kept | {"source": "clinician", "by": by.get_username(), "on": today}
        if _save_draft(encounter, findings=encounter.findings | {key: again}):
            return
        encounter.refresh_from_db(fields=["findings", "changes", "revision", "status"])


def confirm(*, encounter, shown, by):
    """Say that values are right, or still right, today. `shown` maps keys to the values seen."""
    while True:
        _check_confirmable(encounter, shown)
        stamp = {"confirmed": timezone.localdate().isoformat(), "confirmed_by": by.get_username()}
        confirmed = {key: encounter.findings[key] | stamp for key in shown}
        if _save_draft(encounter, findings=encounter.findings | confirmed):
            return
        encounter.refresh_from_db(fields=["findings", "changes", "revision", "status"])


def _check_confirmable(encounter, shown):
    if encounter.is_signed:
        raise GoneError(SIGNED)
    rows = [row for row in record_news.to_confirm(encounter) if row["key"] in shown]
    if not shown or {row["key"] for row in rows} != set(shown):
        raise ValidationError("There is no value to confirm, or the record says otherwise now.")
    if any(row["reason"] == "unrecognized" for row in rows):
        raise ValidationError("A name that is not recognized cannot be confirmed: say what it is.")
    if changed := [row["label"] for row in rows if row["value"] != shown[row["key"]]]:
        raise ValidationError(f"Changed meanwhile: {', '.join(changed)}. Look at the new value.")


@transaction.atomic
def decide(*, encounter, advice, regimen="", kind, by, shown=None, **typed):
    """Accept, change, decline or override one choice of a draft's plan.

    `shown` is the fingerprint of what the page said of it, None if no page was shown; `typed` has
    amount, often, weekday or dose, and reason_code or reason, as far as the choice asks for them.
    """
    _lock(encounter)
    _check_in_force(encounter)
    plan, about = encounter.current_plan(), (advice, regimen)
    now = decided.shown(plan, *about)
    if shown not in (None, decided.fingerprint(now)):
        raise ValidationError(PLAN_CHANGED)
    decided.check(plan, *about, kind)
    words = decided.words(plan, encounter.decisions.all(), about, kind, typed, encounter.content)
    decision = Decision(
        encounter=encounter, advice=advice, regimen=regimen, kind=kind, by=by, shown=now, **words
    )
    decision.full_clean(exclude=["encounter", "by"], validate_unique=False)
    encounter.decisions.filter(advice=advice, regimen=regimen).delete()
    decision.save()
    _touch(encounter)
    return decision


@transaction.atomic
def decide_again(*, encounter, advice, regimen="", by):
    """Say that a decision of the consultation amended is still right."""
    _lock(encounter)
    _check_in_force(encounter)
    decision = encounter.decisions.filter(advice=advice, regimen=regimen).first()
    if decision is None or not decided.is_carried(encounter.current_plan(), decision):
        raise ValidationError(PLAN_CHANGED)
    decision.shown = decision.shown.removeprefix(decided.CARRIED)
    decision.by, decision.at = by, timezone.now()
    decision.save()
    _touch(encounter)


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
def sign(*, encounter, revision, by, reviewed=None, seen=True):
    """Freeze findings, plan, decisions and version as reviewed at `revision`, with who and when.

    `reviewed` is the fingerprint of the review shown, None if no page was shown; `seen` tells
    whether the signer read what holds for several pieces of advice together.
    """
    _lock(encounter)
    _check_in_force(encounter)
    decisions = list(encounter.decisions.all())
    past = encounter.past()
    evaluated = encounter.evaluate(past)
    plan = evaluated.as_json()  # with the trace of every comparison
    _check_signable(encounter, revision, plan, decisions)
    _check_reviewed(plan, decisions, reviewed, seen)
    encounter.history = history.write(past)
    encounter.findings, encounter.on, encounter.plan = encounter.known(), encounter.day, plan
    encounter.status, encounter.signed_by = Encounter.Status.SIGNED, by
    encounter.signed_at = encounter.updated_at = timezone.now()
    encounter.digest = signature.digest(encounter, decisions)
    encounter.save()
    facts.store(encounter, evaluated.facts)
    orders_given.apply(encounter, by)


def _check_signable(encounter, revision, plan, decisions):
    if encounter.revision != revision:
        raise ValidationError("The consultation changed after this review. Review it again.")
    if refused := [f"{row['label']} “{row['typed']}”" for row in encounter.refused]:
        raise ValidationError(REFUSED.format(", ".join(refused)))
    if plan["errors"]:
        raise ValidationError("The plan has errors. Correct them before signing.")
    if any(decided.is_outdated(plan, decision) for decision in decisions):
        raise ValidationError("The plan changed after some decisions. Check these again.")


def _check_reviewed(plan, decisions, reviewed, seen):
    if reviewed not in (None, decided.reviewed(plan, decisions)):
        raise ValidationError("The plan changed since this review, or the day. Review it again.")
    if decided.to_be_seen(plan) and not seen:
        raise ValidationError("Tick that you have read what to keep in mind together.")


def _check_in_force(encounter):
    encounter.version.refresh_from_db(fields=["status"])
    if encounter.is_withdrawn:
        raise ValidationError(WITHDRAWN)


@transaction.atomic
def amend(*, encounter, reason, by):
    """Open a new draft that points to a signed encounter, with its findings and decisions."""
    if not encounter.is_signed:
        raise ValidationError("Only a signed consultation is amended; a draft is just changed.")
    if encounter.amendments.exists():
        raise ValidationError("This consultation was amended already. Amend the newer one.")
    if not reason.strip():
        raise ValidationError("Say why the consultation is amended.")
    if len(reason) > LENGTHS["reason"]:
        raise ValidationError("The reason is longer than 1000 characters. Shorten it.")
    draft = _new_draft(
        encounter.patient, by, findings=_without_errors(encounter), amends=encounter,
        visit=encounter.visit or encounter, amendment_reason=reason.strip(),
    )  # fmt: skip
    _carry_decisions(encounter, draft)
    return draft


def _without_errors(encounter):
    """The findings of a consultation whose values were not taken back as errors since."""
    findings = dict(encounter.findings)
    for key, *error in encounter.patient.results.errors():
        finding = findings.get(key, {})
        if error == [finding.get("on"), known(finding.get("value"))]:
            del findings[key]
    return findings


def _carry_decisions(encounter, draft):
    """Copy the decisions that the plan still bears out; each has to be checked again."""
    for decision in encounter.decisions.all():
        if not decided.is_outdated(draft.current_plan(), decision):
            decision.pk, decision.encounter = None, draft
            decision.shown = decided.CARRIED + decision.shown
            decision.save(force_insert=True)


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
