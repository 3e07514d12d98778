"""A consultation: findings, plan and signature."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from guidelines import frozen
from guidelines.engine import history
from guidelines.engine.plan import evaluate
from guidelines.models import GuidelineVersion


def shown(finding):
    """What was typed for a finding, as one text."""
    typed = finding["typed"]
    return ", ".join(typed) if isinstance(typed, list) else typed


class EncounterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Encounters of the patients the user may see."""
        return self.filter(patient__care_team__members=user)

    def drafts(self):
        """Consultations not yet signed."""
        return self.filter(status=Encounter.Status.DRAFT)

    def signed(self):
        """Consultations that can no longer change."""
        return self.filter(status=Encounter.Status.SIGNED)

    def last_of_each(self, patients):
        """The last visit of each patient, as signed or as amended since."""
        last = Encounter.objects.signed().filter(patient=OuterRef("patient")).last_first()
        return self.filter(patient__in=patients, pk=Subquery(last.values("pk")[:1]))

    def last_first(self):
        """By the day of the visit; an amendment stands in the place of what it amends."""
        return self.order_by(
            Coalesce("visit__on", "on").desc(), Coalesce("visit", "pk").desc(), "-signed_at"
        )


class Encounter(models.Model):
    """One consultation: findings, plan, decisions. A signed one is frozen and only amended."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SIGNED = "signed", "Signed"

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="encounters"
    )
    version = models.ForeignKey(
        GuidelineVersion, on_delete=models.PROTECT, related_name="+", verbose_name="guideline"
    )
    on = models.DateField("day")
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    findings = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(
        default=dict, blank=True, help_text="Who last wrote each finding of this draft, and when."
    )
    history = models.JSONField(
        default=dict, blank=True, help_text="The record over time as the plan rested on it."
    )
    plan = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    amends = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="amendments", null=True, blank=True
    )
    visit = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        help_text="The first consultation of those that this one amends.",
    )  # fmt: skip
    amendment_reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = EncounterQuerySet.as_manager()
    _evaluated = (None, None, None)  # a draft's day, findings and the plan made from them

    class Meta:
        ordering = ["-on", "-pk"]
        permissions = [("sign_encounter", "Can sign encounter")]
        constraints = [
            models.CheckConstraint(
                name="encounter_signed_is_complete",
                condition=Q(status="draft", signed_at=None, signed_by=None, digest="")
                & Q(plan__isnull=True)
                | (
                    Q(status="signed", signed_at__isnull=False, signed_by__isnull=False)
                    & Q(plan__isnull=False)
                    & ~Q(digest="")
                ),
            ),
            models.UniqueConstraint(
                name="one_draft_for_each_patient", fields=["patient"], condition=Q(status="draft")
            ),
            models.CheckConstraint(
                name="encounter_amendment_has_reason",
                condition=Q(amends=None, amendment_reason="")
                | (Q(amends__isnull=False) & ~Q(amendment_reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.patient}, {self.on:%d-%b-%Y}"

    def get_absolute_url(self):
        return reverse("patients:encounter", args=[self.pk])

    @property
    def is_signed(self):
        return self.status == self.Status.SIGNED

    @property
    def is_withdrawn(self):
        """Whether this is a draft whose guideline version was withdrawn since it was started."""
        return not self.is_signed and self.version.status == GuidelineVersion.Status.WITHDRAWN

    @property
    def origin(self):
        """The signed consultation whose answers a draft started with; None for the first."""
        return self.amends or self.patient.last_signed()

    @property
    def place(self):
        """Where a signed one stands among the others; as `last_first` orders them."""
        return self.visit_day, self.visit_id or self.pk, self.signed_at

    @property
    def refused(self):
        """Answers of a draft that were not accepted, as typed, with the reason."""
        found = {key: row for key, row in self.findings.items() if "error" in row}
        labels = {element.key: element.label for element in self.content.elements if found}
        return [
            {"key": key, "label": labels.get(key, key), "typed": shown(row), "error": row["error"]}
            for key, row in found.items()
        ]

    @property
    def content(self):
        """The frozen knowledge of the guideline version this consultation rests on."""
        return frozen.load(self.version)

    @property
    def day(self):
        """The day the plan is for: a draft's is today, a signed one's the day it was signed."""
        return self.on if self.is_signed else timezone.localdate()

    @property
    def visit_day(self):
        """The day for which answers count: an amendment's is the day of the visit it amends."""
        return self.visit.on if self.visit else self.day

    def known(self):
        """All findings, with what the patient's record knows; frozen once signed."""
        if self.is_signed:
            return self.findings
        return self.findings | self.patient.findings(self.day)

    def past(self):
        """Courses and values of the record up to the day of the visit; frozen once signed."""
        return history.read(self.history) if self.is_signed else self.patient.history(self.day)

    def current_plan(self):
        """The plan as a dict: the frozen one if signed, else evaluated from the findings."""
        if self.is_signed:
            return self.plan
        day, findings, plan = self._evaluated
        if findings is not self.findings or day != self.day:
            plan = self.evaluate(self.past()).as_json(trace=False)
            self._evaluated = (self.day, self.findings, plan)
        return plan

    def evaluate(self, past):
        """The plan that the guideline version gives for what is known now, and for the past."""
        return evaluate(self.content, self.known(), self.day, past)
