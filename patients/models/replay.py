"""An impact: all signed consultations evaluated under two guideline versions."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from guidelines.engine.advice_changes import SEVERITY_WORDS, Severity
from guidelines.models import GuidelineVersion
from patients.models.encounter import Encounter
from patients.models.run import Chunk, Run


class Replay(Run):
    """One impact run over all consultations that were signed when it was asked for."""

    before = models.ForeignKey(GuidelineVersion, models.CASCADE, related_name="+")
    after = models.ForeignKey(GuidelineVersion, models.CASCADE, related_name="+")
    before_digest = models.CharField(
        max_length=64, help_text="What the earlier version said when the run was asked for."
    )
    after_digest = models.CharField(
        max_length=64, help_text="What the later version said when the run was asked for."
    )
    drafts = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder,
        help_text="The content, by version, of those that could still change meanwhile.",
    )  # fmt: skip

    class Meta:
        ordering = ["-pk"]
        permissions = [("run_replay", "Can see what a version changes for patients")]

    def __str__(self):
        return f"{self.before} against {self.after}"

    def get_absolute_url(self):
        return reverse("patients:replay", args=[self.pk])


class ReplayChunk(Chunk):
    """Some consecutive consultations of a run."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="chunks")
    first = models.PositiveBigIntegerField(help_text="Lowest key of its consultations.")
    last = models.PositiveBigIntegerField(help_text="Highest key of its consultations.")

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["replay", "first"], name="chunk_once_in_a_replay")
        ]

    def __str__(self):
        return f"{self.replay}, {self.first} to {self.last}"


class ReplayDifference(models.Model):
    """What one consultation would get differently; those without a difference have no row."""

    class Severity(models.IntegerChoices):
        WORDING = Severity.WORDING.value, SEVERITY_WORDS[Severity.WORDING]
        MINOR = Severity.MINOR.value, SEVERITY_WORDS[Severity.MINOR]
        MAJOR = Severity.MAJOR.value, SEVERITY_WORDS[Severity.MAJOR]
        SAFETY = Severity.SAFETY.value, SEVERITY_WORDS[Severity.SAFETY]
        ERROR = 5, "could not be evaluated: look at it by hand"

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="differences")
    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="+")
    severity = models.PositiveSmallIntegerField(choices=Severity)
    changes = models.JSONField(help_text="What changed, piece by piece.")

    class Meta:
        ordering = ["-severity", "encounter"]
        constraints = [
            models.UniqueConstraint(
                fields=["replay", "encounter"], name="difference_once_in_a_replay"
            )
        ]

    def __str__(self):
        return f"{self.encounter}: {self.get_severity_display()}"
