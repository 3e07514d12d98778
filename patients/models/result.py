"""What was measured or found on a day: one value of one question of the guideline."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from guidelines.engine.history import Value, known
from patients.models.taken_back import REMOVED, STANDING, TakenBack


def errors(rows):
    """Values taken back that do not stand: element, day as ISO text and value of each.

    `rows` have the time when they were taken back, the element, the day and the stored value.
    """
    removed, standing = set(), set()
    for removed_at, element, on, value in rows:
        found = removed if removed_at else standing
        found.add((element, on.isoformat(), known(value)))
    return removed - standing


class ResultQuerySet(models.QuerySet):
    def standing(self):
        """Results that were not taken back as entered in error."""
        return self.filter(removed_at=None)

    def errors(self):
        """The values taken back as errors that do not stand."""
        return errors(self.values_list("removed_at", "element", "on", "value"))

    def series(self):
        """For each element its values in time, as the engine sees them."""
        found = {}
        for element, on, value, limit in self.values_list("element", "on", "value", "limit"):
            found.setdefault(element, []).append(Value(on, known(value), limit))
        return {element: tuple(values) for element, values in found.items()}


class Result(TakenBack):
    """One value of one element on one day. Numbers are in the element's own unit, as text."""

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="results"
    )
    element = models.CharField(max_length=60, help_text="Key of the guideline's question: ck")
    on = models.DateField("day")
    value = models.JSONField(help_text="A number as text, the code of an answer, or true or false.")
    typed = models.CharField(max_length=40, blank=True, help_text="As it was typed.")
    unit = models.CharField(max_length=40, blank=True, help_text="The unit it was typed in.")
    limit = models.DecimalField(
        max_digits=20, decimal_places=8, null=True, blank=True,
        help_text="The laboratory's upper limit, in the element's own unit.",
    )  # fmt: skip
    laboratory = models.CharField(max_length=100, blank=True)
    encounter = models.ForeignKey(
        "patients.Encounter", on_delete=models.PROTECT, related_name="results",
        null=True, blank=True, help_text="The consultation in which it was recorded, if any.",
    )  # fmt: skip
    confirmed = models.BooleanField(default=False, help_text="Unusual, and checked to be right.")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(default=timezone.now)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["patient", "element", "on"])]
        constraints = [
            models.CheckConstraint(
                name="result_removed_has_reason",
                condition=STANDING | REMOVED,
            ),
        ]

    def __str__(self):
        return f"{self.element} of {self.on:%d-%b-%Y}"
