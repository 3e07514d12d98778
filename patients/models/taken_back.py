"""What was entered in error is taken back with who, when and why; it is never deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

STANDING = Q(removed_at=None, removed_by=None, removed_reason="")
REMOVED = Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_reason="")


class TakenBack(models.Model):
    """A row that can be taken back; it stands as long as `removed_at` is empty."""

    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Taken back as an error.")
    removed_reason = models.TextField(blank=True)

    class Meta:
        abstract = True
