"""One document of a day: set and kept; and all of them as one file.

The file is a ZIP of valid PDFs and not one joined PDF. Joined afterwards they would lose their
tags and their marks as PDF/A and PDF/UA; set as one document, hundreds of summaries would stand in
memory at the same time, and the data attached to each would no longer tell whose it is. The names
begin with a number, so that all of them selected and printed come out in the order of the list.
"""

import logging
import zipfile

from django.utils import timezone

from patients.documents.summary import file_name, treatment_summary
from patients.models import DayDocument
from patients.runs import finish

logger = logging.getLogger(__name__)
Status = DayDocument.Status


def run(pk):
    """Set a waiting document and keep it; a second call finds nothing to do."""
    waiting = DayDocument.objects.filter(pk=pk, status=Status.WAITING, run__status="running")
    chunk = waiting.select_related("run", "encounter__version", "encounter__patient").first()
    if chunk is None:
        return
    try:
        pdf = treatment_summary(chunk.encounter, chunk.run.site)
    except Exception as error:  # the other documents go on; the page tells it
        logger.exception("Document %s of day %s failed", pk, chunk.run_id)
        waiting.update(status=Status.FAILED, error=type(error).__name__)
    else:
        waiting.update(status=Status.DONE, error="", pdf=pdf)
    finish(chunk.run)


def archive(run):
    """The documents of a job as the pieces of a ZIP, one document in memory at a time."""
    target = _Pieces()
    with zipfile.ZipFile(target, "w") as opened:  # stored: a PDF is compressed already
        for number, pk in enumerate(run.documents().values_list("pk", flat=True), 1):
            row = DayDocument.objects.select_related("encounter__patient").get(pk=pk)
            signed = timezone.localtime(row.encounter.signed_at).timetuple()[:6]
            name = f"{number:03}-{file_name(row.encounter)}"
            opened.writestr(zipfile.ZipInfo(name, signed), bytes(row.pdf))
            yield target.taken()
    yield target.taken()


class _Pieces:
    """What a ZIP is written to, to be taken away piece by piece."""

    def __init__(self):
        self.data = bytearray()

    def write(self, data):
        self.data += data
        return len(data)

    def flush(self):
        """Nothing is held back."""

    def taken(self):
        """What was written since the last time."""
        data, self.data = bytes(self.data), bytearray()
        return data
