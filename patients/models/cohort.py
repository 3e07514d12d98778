"""The facts of a signed consultation in the shape a query reads."""

from django.db import models

from patients.models.encounter import Encounter


class EncounterFacts(models.Model):
    """What was known at a signed consultation, as flat typed values; can be made again any time.

    `values` holds only what is known: a missing key is SQL's NULL and so Kleene's unknown.
    """

    encounter = models.OneToOneField(
        Encounter, models.CASCADE, primary_key=True, related_name="facts"
    )
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "encounter facts"

    def __str__(self):
        return f"Facts of {self.encounter}"
