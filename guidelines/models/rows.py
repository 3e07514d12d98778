"""What every row of a guideline version has in common."""

from django.db import models
from django.db.models import Max

from guidelines.engine.wording import evenly_spaced
from guidelines.models.version import GuidelineVersion

SOURCES_HELP = "Keys of references, for example: BSR2022, ENMC2018."
REGIMENS_HELP = "Codes of regimens, for example: MTX, AZA."


class Mark(models.TextChoices):
    """How well a statement is founded."""

    READ = "read", "read in the source"
    MEMORY = "memory", "from memory"
    UNCERTAIN = "uncertain", "uncertain"
    OURS = "ours", "our own choice"


def mark(default):
    """The column that says how well a row is founded."""
    return models.CharField(
        max_length=20,
        choices=Mark,
        default=default,
        help_text="How well this is founded; shown wherever the row is shown.",
    )


class Ordered(models.Model):
    """A row with a place in the reading order of its parent."""

    parent = "version"
    position = models.PositiveIntegerField(
        blank=True, help_text="Place in the reading order; empty: at the end."
    )

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def save(self, *args, **options):
        if self.position is None:
            siblings = type(self).objects.filter(**{self.parent: getattr(self, self.parent)})
            self.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
        super().save(*args, **options)

    def clean_fields(self, exclude=None):
        """Texts are stored evenly spaced, so that a text typed again is no change."""
        for field in self._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                setattr(self, field.attname, evenly_spaced(getattr(self, field.attname)))
        super().clean_fields(exclude)

    def get_additional_data(self):
        """For the log of changes: the row above, with which this one is shown."""
        above = type(self)._meta.get_field(self.parent)
        name = above.related_model._meta.model_name
        return {"above": f"{name} {getattr(self, above.attname)}"}


class Row(Ordered):
    """A row of a guideline version."""

    version = models.ForeignKey(GuidelineVersion, models.CASCADE, related_name="%(class)s_rows")

    class Meta(Ordered.Meta):
        abstract = True


class KeyedRow(Row):
    """A row with a key that is unique within its version."""

    key = models.CharField(max_length=60, help_text="Unique in this version, for example: R11")

    class Meta(Row.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="%(class)s_key_in_version")
        ]

    def __str__(self):
        return self.key
