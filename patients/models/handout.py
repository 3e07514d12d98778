"""A handout as the patient got it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from patients.models.encounter import Encounter
from patients.models.people import Paper


class Handout(models.Model):
    """What a clinician released for a patient after a signed consultation: it never changes."""

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="handouts")
    language = models.CharField(max_length=10)
    large = models.BooleanField("large print", default=False)
    paper = models.CharField(max_length=6, choices=Paper)
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the PDF, in hexadecimal.")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-released_at", "-pk"]

    def __str__(self):
        return f"Handout of {self.encounter}, {self.language}"
