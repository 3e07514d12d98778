"""Do the background work, from whichever queue the settings name."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from patients.documents.day import actions as days
from patients.impact import actions


class Command(BaseCommand):
    help = "Take up what an earlier worker left unfinished, then do the background work that comes."

    def handle(self, *args, **options):
        actions.resume_all()
        days.resume_all()
        if settings.TASK_QUEUE:
            # In this process, so that a guideline is loaded once and not for every task.
            kinds = {"worker_class": "rq.SimpleWorker", "job_class": "django_tasks_rq.Job"}
            call_command("rqworker", "default", **kinds, verbosity=0)
        else:
            call_command("prune_db_task_results", verbosity=0)  # what ended two weeks ago
            call_command("db_worker", verbosity=0)
