"""What happens to a run in the background: put in the queue, stopped, taken up again, ended."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from patients.models.run import Chunk, Run

ENDED = "The run had ended already."
NOTHING_LEFT = "The run is finished: nothing of it is left."


class Progress(NamedTuple):
    """Consultations of a run, in all, done, and those of chunks that failed with the errors."""

    total: int
    done: int
    failed: int
    errors: list[str]

    @property
    def ended(self):
        return self.done + self.failed

    @property
    def percent(self):
        return 100 * self.ended // self.total if self.total else 100


def progress(run) -> Progress:
    """How far a run is."""
    rows = run.chunks.values_list("status").annotate(Sum("size"))
    sizes = dict(rows.order_by())
    failed = sizes.get(Chunk.Status.FAILED, 0)
    errors = run.chunks.filter(status=Chunk.Status.FAILED).order_by() if failed else None
    told = list(errors.values_list("error", flat=True).distinct()) if failed else []
    return Progress(sum(sizes.values()), sizes.get(Chunk.Status.DONE, 0), failed, told)


def enqueue(run, task):
    """Put what waits in the queue once the run is stored, so that every worker can see it."""
    waiting = run.chunks.filter(status=Chunk.Status.WAITING)
    keys = list(waiting.values_list("pk", flat=True))
    transaction.on_commit(lambda: _put(run, task, keys))


def _put(run, task, keys):
    with transaction.atomic():
        for key in keys:
            task.enqueue(key)
    finish(run)


def finish(run):
    """Mark a run as finished once no chunk waits."""
    if not run.chunks.filter(status=Chunk.Status.WAITING).exists():
        running = _row(run).filter(status=Run.Status.RUNNING)
        running.update(status=Run.Status.FINISHED, ended_at=timezone.now())


@transaction.atomic
def cancel(run):
    """Stop a run: chunks that wait are not worked on, what is done already is kept.

    Raises ValidationError where it had ended already.
    """
    running = _row(run).filter(status=Run.Status.RUNNING)
    if not running.update(status=Run.Status.CANCELLED, ended_at=timezone.now()):
        raise ValidationError(ENDED)


@transaction.atomic
def resume(run, task):
    """Take up a run that was cancelled, whose tasks were lost, or of which chunks failed.

    A chunk that is still in the queue is then there twice; the second time it has nothing to do.
    Raises ValidationError where nothing is left to do.
    """
    failed = run.chunks.filter(status=Chunk.Status.FAILED)
    tried_again = failed.update(status=Chunk.Status.WAITING, error="")
    if not tried_again and _row(run).filter(status=Run.Status.FINISHED).exists():
        raise ValidationError(NOTHING_LEFT)
    _row(run).update(status=Run.Status.RUNNING, ended_at=None)
    enqueue(run, task)


def _row(run):
    return type(run).objects.filter(pk=run.pk)
