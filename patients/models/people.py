"""People: the care team, and the patients it treats."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from guidelines.engine.history import History
from patients.models.encounter import Encounter

SEARCHED = 10  # words of a search
OLDEST = 120  # years


class Paper(models.TextChoices):
    """What the printer holds."""

    A4 = "a4", "A4"
    LETTER = "letter", "Letter"


class CareTeam(models.Model):
    """The clinicians who see the same patients, how patients reach them, and what they print on."""

    name = models.CharField(max_length=100, unique=True, help_text="For example: Myositis clinic")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="care_teams", blank=True
    )
    address = models.TextField(blank=True, help_text="As handouts show it, on several lines.")
    phone = models.CharField(
        max_length=60, blank=True, help_text="For patients in clinic hours. No handout without it."
    )
    hours = models.CharField(
        max_length=100, blank=True, help_text="For example: 08:00 to 16:00, Monday to Friday"
    )
    after_hours = models.CharField(
        "phone after hours", max_length=60, blank=True, help_text="No handout without it."
    )
    emergency = models.CharField(
        "emergency number", max_length=20, blank=True,
        help_text="For example: 911. No handout without it.",
    )  # fmt: skip
    paper = models.CharField(max_length=6, choices=Paper, default=Paper.A4)
    language = models.CharField(
        "language of handouts", max_length=10, default="en", help_text="For example: en, es"
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
        """Adds `last_visit`, its day, `last_headline` of its signed plan, and `has_draft`."""
        own = Encounter.objects.filter(patient=OuterRef("pk"))
        last = own.signed().last_first()[:1]
        return self.annotate(
            last_visit=Subquery(last.annotate(day=Coalesce("visit__on", "on")).values("day")),
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

    def history(self, until):
        """The record over time up to a day: treatment courses and dated values, for the engine."""
        courses = self.courses.standing().filter(start__lte=until).prefetch_related("steps")
        return History(
            values=self.results.standing().filter(on__lte=until).series(),
            courses=tuple(course.as_history() for course in courses),
        )

    def last_signed(self):
        """The last visit as signed, or as amended since; None before the first."""
        return self.encounters.signed().last_first().first()

    def last_findings(self):
        """The findings of the last visit."""
        last = self.last_signed()
        return last.findings if last else {}
