"""A guideline, and the numbered states of its knowledge."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from guidelines.engine import wording


class Guideline(models.Model):
    """One body of knowledge; what it says stands in its versions."""

    key = models.SlugField(unique=True, help_text="Short name, for example: imnm")

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.key


class GuidelineVersionQuerySet(models.QuerySet):
    def published(self):
        """Versions that were published and not withdrawn."""
        return self.filter(status=GuidelineVersion.Status.PUBLISHED)

    def to_come(self, on):
        """Versions that start by themselves after the date `on`, the first of them first."""
        return self.published().filter(effective_from__gt=on).order_by("effective_from", "number")

    def came(self, on):
        """Versions that came into force by the date `on`, those withdrawn since among them."""
        stayed = Q(withdrawn_at=None) | Q(withdrawn_at__date__gte=F("effective_from"))
        return self.filter(stayed, published_at__isnull=False, effective_from__lte=on)

    def after(self, day, number):
        """Versions that take the place of one with this first day and number."""
        return self.filter(Q(effective_from__gt=day) | Q(effective_from=day, number__gt=number))

    def in_force(self, on):
        """Versions in force on the date `on`: at most one for each guideline.

        A version withdrawn while in force leaves its guideline with none, not with its
        predecessor; one withdrawn before its first day never took its predecessor's place.
        """
        came = GuidelineVersion.objects.came(on).filter(guideline=OuterRef("guideline"))
        latest = came.order_by("-effective_from", "-number")
        return self.published().filter(pk=Subquery(latest.values("pk")[:1]))


def _person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )


class GuidelineVersion(models.Model):
    """One numbered state of a guideline; once published it never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        IN_REVIEW = "in_review", "in review"
        PUBLISHED = "published", "published"
        WITHDRAWN = "withdrawn", "withdrawn"

    guideline = models.ForeignKey(Guideline, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="1 for the first version, then one more each.")
    title = models.CharField(
        max_length=200,
        help_text="Shown above every plan, for example: Immune-mediated necrotizing myopathy",
    )
    notice = models.TextField(
        blank=True, help_text="Shown with every plan, for example: For adults only."
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    changes = models.TextField(
        blank=True, help_text="What changed since the version before, and why, for its readers."
    )
    review_by = models.DateField(
        null=True, blank=True, help_text="Day by which its owners look at all of it again."
    )
    effective_from = models.DateField(
        null=True, editable=False, help_text="First day in force, chosen at publication."
    )
    digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = _person()
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = _person()
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = _person()
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = _person()

    objects = GuidelineVersionQuerySet.as_manager()

    class Meta:
        ordering = ["guideline", "-number"]
        permissions = [
            ("submit_guidelineversion", "Can submit guideline versions for review"),
            ("review_guidelineversion", "Can comment on, approve and return guideline versions"),
            ("publish_guidelineversion", "Can publish and withdraw guideline versions"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["guideline", "number"], name="version_number"),
            models.CheckConstraint(
                name="published_has_day_and_person",
                condition=Q(
                    status__in=["published", "withdrawn"],
                    published_at__isnull=False,
                    published_by__isnull=False,
                    effective_from__isnull=False,
                )
                | Q(
                    status__in=["draft", "in_review"],
                    published_at__isnull=True,
                    published_by__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="in_review_was_submitted",
                condition=~Q(status="in_review")
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_is_not_submitted",
                condition=~Q(status="draft")
                | Q(submitted_at__isnull=True, approved_at__isnull=True, approved_by__isnull=True),
            ),
            models.CheckConstraint(
                name="nobody_approves_what_they_submitted",
                condition=Q(approved_by__isnull=True)
                | Q(approved_at__isnull=False) & ~Q(approved_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="withdrawn_has_day_and_person",
                condition=Q(
                    status="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False
                )
                | Q(
                    status__in=["draft", "in_review", "published"],
                    withdrawn_at__isnull=True,
                    withdrawn_by__isnull=True,
                ),
            ),
        ]

    loaded_from = ""  # where the rows of a new version come from, for the log of changes

    def __str__(self):
        return f"{self.guideline.key} version {self.number} ({self.get_status_display()})"

    def get_absolute_url(self):
        return reverse("guidelines:version", args=[self.guideline.key, self.number])

    def get_additional_data(self):
        """For the log of changes."""
        return {"loaded_from": self.loaded_from} if self.loaded_from else None

    @property
    def is_editable(self):
        """Whether its rows may still be changed."""
        return self.status == self.Status.DRAFT

    @property
    def is_frozen(self):
        """Whether it was ever published, so that its content is fixed for good."""
        return self.published_at is not None

    @property
    def is_approved(self):
        """Whether a reviewer approved it; what the shipped account publishes was not."""
        return self.approved_by_id is not None

    def replaced_by(self, on):
        """The version that first took its place by the date `on`, withdrawn since or not."""
        siblings = GuidelineVersion.objects.came(on).filter(guideline=self.guideline_id)
        rows = siblings.after(self.effective_from, self.number)
        return rows.select_related("guideline").order_by("effective_from", "number").first()

    @property
    def withdrawal_reason(self):
        """Why it was withdrawn; "" where that was never asked."""
        said = self.remarks.filter(kind="withdrawn").last()
        return said.text if said else ""

    @property
    def standing(self):
        """Who stands behind it, in the words in which every page and document says so."""
        if self.is_approved:
            text = f"approved by {_shown(self.approved_by)} on {_day(self.approved_at)}"
        else:
            text = "not clinically approved"
        return f"{text}, withdrawn on {_day(self.withdrawn_at)}" if self.withdrawn_at else text


def _shown(user):
    return user.get_full_name() or user.get_username()


def _day(moment):
    return wording.date(timezone.localtime(moment).date())
