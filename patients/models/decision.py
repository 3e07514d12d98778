"""What a clinician decided about one piece of advice."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from patients.models.encounter import Encounter


class Decision(models.Model):
    """What the clinician decided about one piece of advice, or one regimen of it."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        CHANGED = "changed", "Changed"
        DECLINED = "declined", "Declined"
        OVERRIDDEN = "overridden", "Overridden"

    class Reason(models.TextChoices):
        NOT_AVAILABLE = "not_available", "Not available here"
        PATIENT_DECLINES = "patient_declines", "The patient declines"
        CONTRAINDICATION = "contraindication", "Contraindication not listed here"
        ALREADY_DONE = "already_done", "Already done"
        WAITING = "waiting", "Waiting for a result"
        DISAGREE = "disagree", "Clinical judgment differs"
        OTHER = "other", "Other reason"

    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="decisions")
    advice = models.CharField(max_length=20)
    regimen = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    dose = models.CharField(max_length=500, blank=True)
    amount = models.DecimalField(
        max_digits=16, decimal_places=6, null=True, blank=True,
        help_text="The dose as a number, in the unit and per the time of the regimen.",
    )  # fmt: skip
    weekday = models.CharField(max_length=10, blank=True)
    reason_code = models.CharField(max_length=20, choices=Reason, blank=True)
    reason = models.TextField(blank=True)
    shown = models.TextField(help_text="What the plan said when this was decided.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_decision_for_each_advice", fields=["encounter", "advice", "regimen"]
            ),
            models.CheckConstraint(
                name="decision_against_the_plan_has_reason",
                condition=Q(kind="accepted")
                | (Q(kind="declined") & ~Q(reason_code=""))
                | (Q(kind__in=["changed", "overridden"]) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="changed_decision_has_dose",
                condition=~Q(kind__in=["changed", "overridden"]) | ~Q(dose=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.dose or self.advice}"

    @property
    def is_given(self):
        """Whether the decision is to do what was advised, in this or another dose."""
        return self.kind != self.Kind.DECLINED
