"""A run of an impact from start to end, and what it found: shared by its tests."""

from patients.impact import actions, chunks


def run(before, after, by):
    """A run whose chunks are all evaluated, one after the other."""
    replay = actions.start(before=before, after=after, by=by)
    for chunk in replay.chunks.all():
        chunks.run(chunk.pk)
    chunks.finish(replay)
    replay.refresh_from_db()
    return replay


def touched(replay):
    """What each consultation that differs would get otherwise, in short."""
    return {
        row.encounter: {(change["kind"], change["key"]) for change in row.changes}
        for row in replay.differences.select_related("encounter")
    }
