"""The job of a day as background tasks: one for each document, so that workers share it."""

from django_tasks import task

from patients.documents.day import documents
from patients.models import DayPrint


@task()
def set_document(pk):
    """Set one document."""
    documents.run(pk)


@task()
def forget_day():
    """Delete the jobs that were kept for their day."""
    DayPrint.objects.old().delete()
