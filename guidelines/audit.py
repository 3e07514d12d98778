"""Who changed what and when, before and after: for every row of a guideline, from the admin or not.

Rows that are loaded in bulk are not told one by one: the version says where they are from.
"""

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.db.models import Q

from guidelines import models

NOT_TOLD = {"id", "digest", "created_at"}
# The rows that stand below others are told with the row above them.
BELOW = (
    models.ElementOption,
    models.ElementUnit,
    models.Level,
    models.Part,
    models.Adjustment,
    models.ActionLimit,
    models.Position,
    models.Translation,
)
TOLD = (models.Guideline, models.GuidelineVersion, *models.COLLECTIONS.values(), *BELOW)


def register():
    """Tell every change of these models from now on."""
    for model in TOLD:
        untold = NOT_TOLD | {getattr(model, "parent", "")}
        names = [field.name for field in model._meta.fields if field.name not in untold]
        auditlog.register(model, include_fields=names)


def entries_of(row):
    """What happened to a row and to the rows below it, the newest first."""
    own = Q(content_type__app_label="guidelines", content_type__model=row._meta.model_name)
    below = Q(additional_data__above=place_of(row))
    entries = LogEntry.objects.filter(own & Q(object_pk=str(row.pk)) | below)
    return entries.select_related("actor", "content_type").order_by("-timestamp", "-pk")


def place_of(row):
    """How the log names the row that others stand below."""
    return f"{row._meta.model_name} {row.pk}"
