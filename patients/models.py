"""People: who is treated, by which team, in which consultation, and what was decided."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone

from guidelines import frozen
from guidelines.engine.plan import evaluate
from guidelines.models import GuidelineVersion

SEARCHED = 10  # words of a search
OLDEST = 120  # years


def shown(finding):
    """What was typed for a finding, as one text."""
    typed = finding["typed"]
    return ", ".join(typed) if isinstance(typed, list) else typed


class CareTeam(models.Model):
    """The clinicians who see the same patients."""

    name = models.CharField(max_length=100, unique=True, help_text="For example: Myositis clinic")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="care_teams", blank=True
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class PatientQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Patients of the care teams the user belongs to; nobody sees all, superusers included."""
        return self.filter(care_team__in=CareTeam.objects.filter(members=user))

    def search(self, text):
        """Patients whose names or record number contain every word, of the first ten."""
        found = self
        for word in text.replace(",", " ").split()[:SEARCHED]:
            found = found.filter(
                Q(family_name__icontains=word)
                | Q(given_name__icontains=word)
                | Q(record_number__icontains=word)
            )
        return found

    def with_visits(self):
        """Adds `last_visit`, `last_headline` of the signed plan then, and `has_draft`."""
        own = Encounter.objects.filter(patient=OuterRef("pk"))
        last = own.signed().order_by("-signed_at")[:1]
        return self.annotate(
            last_visit=Subquery(last.values("on")),
            last_headline=Subquery(last.annotate(line=KT("plan__headline")).values("line")),
            has_draft=Exists(own.drafts()),
        )


class Patient(models.Model):
    class SexAtBirth(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"

    record_number = models.CharField(
        max_length=40, unique=True, help_text="For example: MRN-104233"
    )
    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100)
    birth_date = models.DateField(help_text="For example: 14-Mar-1984")
    sex_at_birth = models.CharField(
        max_length=6, choices=SexAtBirth, help_text="The formulas for kidney and weight need it."
    )
    care_team = models.ForeignKey(CareTeam, on_delete=models.PROTECT, related_name="patients")
    is_demo = models.BooleanField("demo patient", default=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "given_name", "record_number"]

    def __str__(self):
        return f"{self.family_name}, {self.given_name}"

    def get_absolute_url(self):
        return reverse("patients:patient_detail", args=[self.pk])

    def clean(self):
        """Refuse names that hold line ends or other signs that cannot be seen, and wrong ages."""
        for name in ("family_name", "given_name", "record_number"):
            if not getattr(self, name).isprintable():
                raise ValidationError({name: "Remove line ends and signs that cannot be seen."})
        if self.birth_date is None:
            return
        if self.birth_date > timezone.localdate():
            raise ValidationError({"birth_date": "It lies in the future. Check the year."})
        if self.age > OLDEST:
            raise ValidationError({"birth_date": f"More than {OLDEST} years ago. Check the year."})

    def age_on(self, day):
        """Completed years of life on a day."""
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday

    @property
    def age(self):
        """Completed years of life today."""
        return self.age_on(timezone.localdate())

    def findings(self, day):
        """What the record itself knows, as findings of a day."""
        facts = {"birth_date": self.birth_date.isoformat(), "sex_at_birth": self.sex_at_birth}
        return {
            key: {"value": value, "on": day.isoformat(), "source": "record", "typed": value}
            for key, value in facts.items()
        }

    def last_findings(self):
        """The findings of the consultation signed last."""
        last = self.encounters.signed().order_by("-signed_at").first()
        return last.findings if last else {}


class EncounterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Encounters of the patients the user may see."""
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def drafts(self):
        """Consultations not yet signed."""
        return self.filter(status=Encounter.Status.DRAFT)

    def signed(self):
        """Consultations that can no longer change."""
        return self.filter(status=Encounter.Status.SIGNED)


class Encounter(models.Model):
    """One consultation: findings, plan, decisions. A signed one is frozen and only amended."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SIGNED = "signed", "Signed"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="encounters")
    version = models.ForeignKey(
        GuidelineVersion, on_delete=models.PROTECT, related_name="+", verbose_name="guideline"
    )
    on = models.DateField("day")
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    findings = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(
        default=dict, blank=True, help_text="Who last wrote each finding of this draft, and when."
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
        return self.amends or self.patient.encounters.signed().order_by("-signed_at").first()

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

    def known(self):
        """All findings, with what the patient's record knows; frozen once signed."""
        if self.is_signed:
            return self.findings
        return self.findings | self.patient.findings(self.day)

    def current_plan(self):
        """The plan as a dict: the frozen one if signed, else evaluated from the findings."""
        if self.is_signed:
            return self.plan
        day, findings, plan = self._evaluated
        if findings is not self.findings or day != self.day:
            plan = self.evaluate().as_json(trace=False)
            self._evaluated = (self.day, self.findings, plan)
        return plan

    def evaluate(self):
        """The plan that the guideline version gives for what is known now."""
        return evaluate(self.content, self.known(), self.day)


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
