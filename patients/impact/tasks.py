"""Impact runs as background tasks: one for each chunk, so that workers share a run."""

from django_tasks import task

from patients.impact import chunks


@task()
def replay_chunk(pk):
    """Evaluate one chunk."""
    chunks.run(pk)
