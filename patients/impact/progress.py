"""How far an impact run is."""

from typing import NamedTuple

from django.db.models import Sum

from patients.models import ReplayChunk

Status = ReplayChunk.Status


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


def progress(replay) -> Progress:
    """How far a run is."""
    rows = replay.chunks.values_list("status").annotate(Sum("size"))
    sizes = dict(rows.order_by())
    failed = sizes.get(Status.FAILED, 0)
    errors = replay.chunks.filter(status=Status.FAILED).order_by() if failed else None
    told = list(errors.values_list("error", flat=True).distinct()) if failed else []
    return Progress(sum(sizes.values()), sizes.get(Status.DONE, 0), failed, told)
