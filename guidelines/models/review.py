"""What was said of a version: comments, and the words that go with its steps."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from guidelines.models.version import GuidelineVersion


class Remark(models.Model):
    """What was said of a version at one of its steps, or of one of its rows; never changed."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "comment"
        SUBMITTED = "submitted", "submitted for review"
        APPROVED = "approved", "approved"
        RETURNED = "returned", "returned to its authors"
        PUBLISHED = "published", "published"
        WITHDRAWN = "withdrawn", "withdrawn"

    version = models.ForeignKey(GuidelineVersion, models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMMENT)
    collection = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=60, blank=True, help_text="The row it is about: R11")
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64, help_text="The content it was said of.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()} by {self.by}"
