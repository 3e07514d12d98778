"""A guideline version as a PDF, set in the background: its many pages take longer than they may.

The PDF is kept by the digest of its HTML, so what is kept can never be out of date.
"""

import datetime
import hashlib

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from guidelines.models import PrintedGuideline
from guidelines.printing import to_pdf

KEPT = datetime.timedelta(days=30)
LATE = datetime.timedelta(minutes=10)  # a worker that died is not waited for longer


def printed(html) -> bytes | None:
    """The PDF of a complete document; None while it is being set."""
    digest = hashlib.sha256(html.encode()).hexdigest()
    now = timezone.now()
    row, is_new = PrintedGuideline.objects.get_or_create(digest=digest, defaults={"html": html})
    if row.pdf is not None:
        return bytes(row.pdf)
    if is_new or row.asked_at < now - LATE:
        PrintedGuideline.objects.filter(digest=digest).update(asked_at=now)
        PrintedGuideline.objects.filter(asked_at__lt=now - KEPT).delete()
        transaction.on_commit(lambda: set_pdf.enqueue(digest))
    return None


@task()
def set_pdf(digest):
    """Set the document that waits under a digest, unless it was set meanwhile."""
    row = PrintedGuideline.objects.filter(digest=digest, pdf=None).first()
    if row is not None:
        row.pdf, row.html = to_pdf(row.html), ""
        row.save()
