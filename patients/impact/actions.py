"""What happens to an impact run: started, cancelled, taken up again."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from guidelines import exchange, frozen
from guidelines.engine.build import ContentError
from guidelines.engine.publication.names import names
from patients.impact import chunks
from patients.impact.tasks import replay_chunk
from patients.models import Replay, ReplayChunk

CHUNK = 100  # consultations; a fraction of a second of work, lost at most when a worker dies
OTHER_GUIDELINE = "The two versions belong to different guidelines."
ENDED = "The run had ended already."
NOT_EVALUABLE = "Version {} cannot be evaluated: {}"


def start(*, before, after, by):
    """Start an impact run over all signed consultations of the guideline.

    Raises ValidationError where a version cannot be evaluated, or they do not belong together.
    """
    if before.guideline_id != after.guideline_id:
        raise ValidationError(OTHER_GUIDELINE)
    contents = {version: _content(version) for version in (before, after)}
    with transaction.atomic():
        replay = Replay.objects.create(
            before=before, after=after, requested_by=by,
            before_digest=exchange.digest(contents[before]),
            after_digest=exchange.digest(contents[after]),
            drafts={
                version.pk: exchange.document(content)
                for version, content in contents.items() if not version.is_frozen
            },
        )  # fmt: skip
        ReplayChunk.objects.bulk_create(_chunks(replay))
        _enqueue(replay)
    return replay


@transaction.atomic
def cancel(*, replay):
    """Stop a run: chunks that wait are not evaluated, what is found already is kept.

    Raises ValidationError where it had ended already.
    """
    running = Replay.objects.filter(pk=replay.pk, status=Replay.Status.RUNNING)
    if not running.update(status=Replay.Status.CANCELLED, ended_at=timezone.now()):
        raise ValidationError(ENDED)


@transaction.atomic
def resume(*, replay):
    """Take up a run that was cancelled, whose tasks were lost, or of which chunks failed.

    A chunk that is still in the queue is then there twice; the second time it has nothing to do.
    """
    replay.chunks.filter(status=ReplayChunk.Status.FAILED).update(
        status=ReplayChunk.Status.WAITING, error=""
    )
    Replay.objects.filter(pk=replay.pk).update(status=Replay.Status.RUNNING, ended_at=None)
    _enqueue(replay)


def resume_all():
    """Take up every run that a worker before this one left unfinished."""
    for replay in Replay.objects.filter(status=Replay.Status.RUNNING).defer("drafts"):
        resume(replay=replay)


def is_out_of_date(replay):
    """Whether a version says something else now than when the run was asked for."""
    pairs = ((replay.before, replay.before_digest), (replay.after, replay.after_digest))
    return any(_digest(version) != digest for version, digest in pairs)


def _digest(version):
    try:
        return version.digest if version.is_frozen else exchange.digest(frozen.load(version))
    except ContentError:
        return ""


def _content(version):
    """The content of a version in which every name exists, so that it can be evaluated."""
    try:
        content = frozen.load(version)
    except ContentError as error:
        raise ValidationError(NOT_EVALUABLE.format(version.number, error)) from None
    if broken := names(content):
        raise ValidationError([NOT_EVALUABLE.format(version.number, row) for row in broken])
    return content


def _chunks(replay):
    keys = chunks.encounters(replay).values_list("pk", flat=True).iterator()
    while own := list(islice(keys, CHUNK)):
        yield ReplayChunk(replay=replay, first=own[0], last=own[-1], size=len(own))


def _enqueue(replay):
    """Put what waits in the queue once the run is stored, so that every worker can see it."""
    waiting = replay.chunks.filter(status=ReplayChunk.Status.WAITING)
    keys = list(waiting.values_list("pk", flat=True))
    transaction.on_commit(lambda: _put(replay, keys))


def _put(replay, keys):
    with transaction.atomic():
        for key in keys:
            replay_chunk.enqueue(key)
    chunks.finish(replay)
