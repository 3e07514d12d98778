"""One chunk of an impact run: evaluated, kept and marked done, as a whole or not at all."""

import logging
from functools import lru_cache

from django.db import transaction

from guidelines import frozen
from guidelines.engine import history
from guidelines.engine.advice_changes import advice_changes
from guidelines.engine.build import build
from guidelines.engine.plan import evaluate
from patients.models import Decision, Encounter, Replay, ReplayChunk, ReplayDifference
from patients.runs import finish

logger = logging.getLogger(__name__)
Status = ReplayChunk.Status
EVALUATED = ("pk", "findings", "history", "on")


def encounters(replay):
    """The consultations of a run: all of the guideline that were signed when it was asked for."""
    signed = Encounter.objects.signed().filter(signed_at__lte=replay.requested_at)
    return signed.filter(version__guideline=replay.before.guideline_id).order_by("pk")


def run(pk):
    """Evaluate a waiting chunk and keep what differs; a second call finds nothing to do.

    Nothing is locked while it is evaluated: signed consultations and pinned contents stand still.
    """
    waiting = ReplayChunk.objects.filter(status=Status.WAITING, replay__status="running")
    chunk = waiting.filter(pk=pk).first()
    if chunk is None:
        return
    replay = (
        Replay.objects.defer("drafts").select_related("before", "after").get(pk=chunk.replay_id)
    )
    try:
        found = list(_differences(replay, chunk))
    except Exception as error:  # the other chunks go on; the page tells it
        logger.exception("Chunk %s of impact run %s failed", pk, replay.pk)
        waiting.filter(pk=pk).update(status=Status.FAILED, error=_kind(error))
    else:
        _keep(pk, found)
    finish(replay)


def _keep(pk, found):
    """Write the differences together with the mark; of two workers only the first does."""
    with transaction.atomic():
        own = ReplayChunk.objects.filter(pk=pk, status=Status.WAITING)
        if own.update(status=Status.DONE, error=""):
            ReplayDifference.objects.bulk_create(found)


def _differences(replay, chunk):
    own = encounters(replay).filter(pk__range=(chunk.first, chunk.last))
    contents = content_of(replay, replay.before), content_of(replay, replay.after)
    given = _given(own)
    for encounter in own.only(*EVALUATED):
        severity, changes = _compared(encounter, contents, given.get(encounter.pk, ()))
        if changes:
            yield ReplayDifference(
                replay=replay, encounter=encounter, severity=severity, changes=changes
            )


def _given(own):
    """What the clinicians decided to give, by consultation, as (recommendation, regimen)."""
    found = {}
    rows = Decision.objects.filter(encounter__in=own).exclude(kind=Decision.Kind.DECLINED)
    for pk, *about in rows.values_list("encounter", "advice", "regimen"):
        found.setdefault(pk, set()).add(tuple(about))
    return found


def _compared(encounter, contents, given):
    """The gravest severity and the changes as plain data; an error is told, not raised."""
    try:
        plans = [_plan(content, encounter) for content in contents]
        changes = advice_changes(*plans, given)
    except Exception as error:  # one consultation must not stop the others
        logger.exception("Consultation %s could not be evaluated", encounter.pk)
        told = {"kind": "error", "key": "", "title": _kind(error), "was": "", "now": ""}
        severity = ReplayDifference.Severity.ERROR
        return severity, [told | {"severity": severity.value}]
    severity = max((change.severity for change in changes), default=None)
    return severity, [change._asdict() for change in changes]


def _plan(content, encounter):
    """The plan for the answers of a consultation that a version asks for, on its day."""
    asked = {element.key for element in content.elements}
    findings = {key: row for key, row in encounter.findings.items() if key in asked}
    return evaluate(content, findings, encounter.on, history.read(encounter.history))


def content_of(replay, version):
    """The content of a version as it was when the run was asked for."""
    is_before = version.pk == replay.before_id
    digest = replay.before_digest if is_before else replay.after_digest
    return _pinned(replay.pk, version.pk, digest) or frozen.load(version)


@lru_cache(maxsize=4)
def _pinned(replay_pk, version_pk, digest):
    """The content of a draft that the run kept; None of what was published already.

    The digest is part of the key of what is remembered: it tells contents apart.
    """
    drafts = Replay.objects.values_list("drafts", flat=True).get(pk=replay_pk)
    data = drafts.get(str(version_pk))
    return data and build(data)


def _kind(error):
    """What a reviewer may read of an error: its text can hold findings, and goes to the log."""
    return type(error).__name__
