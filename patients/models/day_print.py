"""The treatment summaries of a clinic's day, set in the background for the printer."""

import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone

from patients.models.encounter import Encounter
from patients.models.people import CareTeam
from patients.models.run import Chunk, Run

KEPT = datetime.timedelta(days=1)


class DayPrintQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was asked for the user's own care teams and is not too old to be shown."""
        return self.filter(care_team__members=user, requested_at__gt=timezone.now() - KEPT)

    def old(self):
        """What was kept for its day."""
        return self.filter(requested_at__lte=timezone.now() - KEPT)


class DayPrint(Run):
    """One job: the summaries of all consultations of a care team that were signed on a day."""

    day = models.DateField(help_text="On which the consultations were signed.")
    care_team = models.ForeignKey(CareTeam, models.CASCADE, related_name="+")
    site = models.CharField(
        max_length=300, blank=True, help_text="To which links to the guideline lead."
    )

    objects = DayPrintQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.care_team}, {self.day:%d-%b-%Y}"

    def get_absolute_url(self):
        return reverse("patients:day_print", args=[self.pk])

    def documents(self):
        """The documents that are set and hold, in order: nothing amended since is printed."""
        done = self.own_chunks().filter(status=Chunk.Status.DONE)
        return done.exclude(encounter__amendments__status=Encounter.Status.SIGNED)

    def amended(self):
        """The documents of consultations that were amended since the job was asked for."""
        signed = self.own_chunks().filter(encounter__amendments__status=Encounter.Status.SIGNED)
        return signed.distinct()

    def own_chunks(self):
        """The chunks of patients who are still the care team's, without their documents."""
        return self.chunks.filter(encounter__patient__care_team=self.care_team_id).defer("pdf")


class DayDocument(Chunk):
    """One summary of a day: the chunk of one consultation."""

    run = models.ForeignKey(DayPrint, models.CASCADE, related_name="chunks")
    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="+")
    pdf = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "encounter"], name="document_once_in_a_run")
        ]

    def __str__(self):
        return f"{self.run}: {self.encounter_id}"
