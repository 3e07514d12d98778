"""What was put into calendars, so that a later file updates and cancels it."""

import uuid

from django.db import models
from django.utils import timezone


class CalendarEntry(models.Model):
    """One event of a patient's calendar file: its id never changes, `sequence` counts changes."""

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.CASCADE, related_name="calendar_entries"
    )
    key = models.CharField(max_length=120, help_text="What it stands for, such as M14 2026-12-06.")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField()
    text = models.TextField(help_text="What the event says, to notice changes.")
    sequence = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["on", "key"]
        constraints = [
            models.UniqueConstraint(name="one_entry_for_each_event", fields=["patient", "key"])
        ]

    def __str__(self):
        return f"{self.on:%d-%b-%Y}: {self.text}"
