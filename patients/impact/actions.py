"""What happens to an impact run: started, cancelled, taken up again."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction

from guidelines import exchange, frozen
from guidelines.engine.build import ContentError
from guidelines.engine.publication.names import names
from guidelines.models import Guideline
from patients import runs
from patients.impact import chunks
from patients.impact.tasks import replay_chunk
from patients.models import Replay, ReplayChunk

CHUNK = 100  # consultations; a fraction of a second of work, lost at most when a worker dies
OTHER_GUIDELINE = "The two versions belong to different guidelines."
NOT_EVALUABLE = "Version {} cannot be evaluated: {}"


def start(*, before, after, by):
    """Start an impact run over all signed consultations of the guideline.

    One of the same texts that runs already is returned instead: two of them would find the same.
    Raises ValidationError where a version cannot be evaluated, or they do not belong together.
    """
    if before.guideline_id != after.guideline_id:
        raise ValidationError(OTHER_GUIDELINE)
    contents = {version: _content(version) for version in (before, after)}
    pinned = {
        "before": before, "before_digest": _digest(before),
        "after": after, "after_digest": _digest(after),
    }  # fmt: skip
    with transaction.atomic():
        Guideline.objects.select_for_update().get(pk=before.guideline_id)  # a second start waits
        running = Replay.objects.filter(**pinned, status=Replay.Status.RUNNING)
        if same := running.defer("drafts").first():
            return same
        replay = Replay.objects.create(**pinned, requested_by=by, drafts=_drafts(contents))
        ReplayChunk.objects.bulk_create(_chunks(replay))
        runs.enqueue(replay, replay_chunk)
    return replay


def cancel(*, replay):
    """Stop a run: chunks that wait are not evaluated, what is found already is kept."""
    runs.cancel(replay)


def resume(*, replay):
    """Take up a run that was cancelled, whose tasks were lost, or of which chunks failed."""
    runs.resume(replay, replay_chunk)


def resume_all():
    """Take up every run that a worker before this one left unfinished."""
    for replay in Replay.objects.filter(status=Replay.Status.RUNNING).defer("drafts"):
        resume(replay=replay)


def is_out_of_date(replay):
    """Whether a version says something else now than when the run was asked for."""
    pairs = ((replay.before, replay.before_digest), (replay.after, replay.after_digest))
    return any(_digest(version) != digest for version, digest in pairs)


def _digest(version):
    """The digest of what a version says; of a published one that of its day, which stays."""
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


def _drafts(contents):
    """The contents of versions that can still change, as plain data."""
    return {
        version.pk: exchange.document(content)
        for version, content in contents.items()
        if not version.is_frozen
    }


def _chunks(replay):
    keys = chunks.encounters(replay).values_list("pk", flat=True).iterator()
    while own := list(islice(keys, CHUNK)):
        yield ReplayChunk(replay=replay, first=own[0], last=own[-1], size=len(own))
