"""Guideline documents that are set as PDF in the background."""

from django.db import models
from django.utils import timezone


class PrintedGuideline(models.Model):
    """The PDF of one rendered document, found by the digest of its HTML.

    The HTML waits here until it is set; the same HTML always gives the same PDF.
    """

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the HTML.")
    html = models.TextField(blank=True)
    pdf = models.BinaryField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self):
        return self.digest[:8]
