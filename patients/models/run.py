"""Work in the background that is watched, stopped and taken up again: a run, cut into chunks."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Run(models.Model):
    """What somebody asked for; its chunks are shared by workers, and a restart goes on."""

    class Status(models.TextChoices):
        RUNNING = "running", "running"
        CANCELLED = "cancelled", "cancelled"
        FINISHED = "finished", "finished"

    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_running(self):
        return self.status == self.Status.RUNNING

    @property
    def is_finished(self):
        return self.status == self.Status.FINISHED


class Chunk(models.Model):
    """Some consultations of a run; done as a whole or not at all. The run knows it as `chunks`."""

    class Status(models.TextChoices):
        WAITING = "waiting", "waiting"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    size = models.PositiveIntegerField(help_text="Number of its consultations.")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True
