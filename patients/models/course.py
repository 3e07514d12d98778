"""What a patient in fact takes or took: a drug from a day to a day, in dated doses."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from guidelines.engine import history
from patients.models.taken_back import REMOVED, STANDING, TakenBack


class CourseQuerySet(models.QuerySet):
    def standing(self):
        """Courses that were not taken back as entered in error."""
        return self.filter(removed_at=None)

    def open_on(self, day):
        """Courses running on a day."""
        return self.standing().filter(Q(stop=None) | Q(stop__gt=day), start__lte=day)


class TreatmentCourse(TakenBack):
    """One drug from start to stop. `stop` is the first day without it; None while it goes on."""

    class StopReason(models.TextChoices):
        NO_EFFECT = "no_effect", "Not enough effect"
        TOXICITY = "toxicity", "Side effect or toxicity"
        COMPLETED = "completed", "Course completed"
        REMISSION = "remission", "Remission"
        PATIENT = "patient", "The patient's wish"
        REPLACED = "replaced", "Replaced by another drug"
        OTHER = "other", "Other reason"

    class Response(models.TextChoices):
        NONE = "none", "No effect"
        PARTIAL = "partial", "Partial, not enough"
        GOOD = "good", "Good"

    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, related_name="courses"
    )
    regimen = models.CharField(
        max_length=60, blank=True, help_text="Code of the guideline's regimen; empty for others."
    )
    name = models.CharField(max_length=200, help_text="For example: Methotrexate")
    unit = models.CharField(max_length=40, blank=True, help_text="Unit of the doses: mg")
    per = models.CharField(max_length=10, blank=True, help_text="day, week, infusion, course …")
    schedule = models.TextField(blank=True, help_text="How it is taken.")
    weekday = models.CharField(max_length=10, blank=True, help_text="For once a week: Monday")
    start = models.DateField()
    stop = models.DateField(null=True, blank=True, help_text="First day without it.")
    stop_reason = models.CharField(max_length=12, choices=StopReason, blank=True)
    stop_note = models.TextField(blank=True)
    response = models.CharField(max_length=8, choices=Response, blank=True)
    adequate_dose = models.BooleanField(
        null=True, blank=True, help_text="Whether the dose was adequate; empty: not known."
    )
    taper = models.CharField(
        max_length=30, blank=True, help_text="Pattern of the planned taper, if there is one."
    )
    encounter = models.ForeignKey(
        "patients.Encounter", on_delete=models.PROTECT, related_name="courses_opened",
        null=True, blank=True, help_text="The signed consultation that opened it, if any.",
    )  # fmt: skip
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(default=timezone.now)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                name="course_stops_after_start",
                condition=Q(stop=None) | Q(stop__gte=F("start")),
            ),
            models.CheckConstraint(
                name="course_stop_has_reason", condition=Q(stop=None) | ~Q(stop_reason="")
            ),
            models.CheckConstraint(
                name="course_removed_has_reason",
                condition=STANDING | REMOVED,
            ),
        ]

    def __str__(self):
        return f"{self.name} from {self.start:%d-%b-%Y}"

    def clean(self):
        """Refuse a stop before the start, or without a reason."""
        if self.stop and self.start and self.stop < self.start:
            raise ValidationError({"stop": "The stop lies before the start. Check both dates."})
        if self.stop and not self.stop_reason:
            raise ValidationError({"stop_reason": "Say why it was stopped."})

    def is_open_on(self, day):
        return self.start <= day and (self.stop is None or day < self.stop)

    def as_history(self):
        """The course as the engine sees it."""
        steps = list(self.steps.all())
        return history.Course(
            key=f"course-{self.pk}", regimen=self.regimen, name=self.name, unit=self.unit,
            per=self.per, start=self.start, stop=self.stop, stop_reason=self.stop_reason,
            response=self.response, adequate=self.adequate_dose, taper=self.taper,
            steps=tuple(history.Step(row.on, row.amount) for row in steps),
            entered=timezone.localdate(self.entered_at),
            planned=tuple(row.on for row in steps if row.was_planned),
        )  # fmt: skip


class StandingSteps(models.Manager):
    """Leaves out what was taken back, also in `course.steps`, so that nobody counts it."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class DoseStep(TakenBack):
    """The dose of a course from a day on; a day still to come is a planned one."""

    course = models.ForeignKey(TreatmentCourse, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField()
    amount = models.DecimalField(
        max_digits=16, decimal_places=6, null=True, blank=True,
        help_text="In the unit of the course, per the time it names; empty where there is none.",
    )  # fmt: skip
    order = models.CharField(
        max_length=500, blank=True, help_text="The order in words, as it was decided."
    )
    encounter = models.ForeignKey(
        "patients.Encounter", on_delete=models.PROTECT, related_name="dose_steps",
        null=True, blank=True,
    )  # fmt: skip
    ended_taper = models.CharField(
        max_length=30, blank=True, help_text="Pattern of the planned taper that this dose ended."
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(default=timezone.now)
    removed_in = models.ForeignKey(
        "patients.Encounter", on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        help_text="The signed consultation whose dose took its place, if any.",
    )  # fmt: skip
    all_rows = models.Manager()

    objects = StandingSteps()

    class Meta:
        ordering = ["on", "pk"]
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                name="one_dose_a_day", fields=["course", "on"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="step_removed_has_reason",
                condition=Q(removed_at=None, removed_by=None, removed_reason="", removed_in=None)
                | REMOVED,
            ),
        ]

    def __str__(self):
        return f"{self.course.name}, {self.on:%d-%b-%Y}"

    @property
    def was_planned(self):
        """Whether it was recorded before its day."""
        return timezone.localdate(self.entered_at) < self.on


class CourseChange(models.Model):
    """One change of a course by hand: who, when, why, and what it was before.

    Doses need none: each is kept with who entered it and who replaced it.
    """

    class Kind(models.TextChoices):
        STOPPED = "stopped", "Stop recorded"
        REOPENED = "reopened", "Stop taken back"
        JUDGED = "judged", "Response recorded"
        CHANGED = "changed", "Dose changed"

    KEPT = (
        "regimen", "weekday", "stop", "stop_reason", "stop_note", "response", "adequate_dose",
        "taper",
    )  # fmt: skip

    course = models.ForeignKey(TreatmentCourse, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(blank=True)
    before = models.JSONField(
        encoder=DjangoJSONEncoder, help_text="The fields that changed, with what they were."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.course}"
