"""What the advice rests on, and what proves it: sources, disagreements, drugs, test patients."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from guidelines.fields import ListField
from guidelines.models.rows import KeyedRow, Mark, Ordered, Row, mark


class Statement(KeyedRow):
    """A sentence of the source document."""

    text = models.TextField(help_text="In our own words.")
    cites = models.CharField(
        max_length=200, blank=True, help_text="What the document cites for it, for example: [1]"
    )
    empty = models.BooleanField(
        default=False, help_text="Whether the document has a heading here but says nothing."
    )
    filled_by = models.TextField(blank=True, help_text="For example: R25 to R29")


class Reference(KeyedRow):
    """A source."""

    citation = models.TextField(help_text="Authors, title, journal, year.")
    identifier = models.CharField(
        max_length=200, blank=True, help_text="For example: doi:10.1093/rheumatology/keac115"
    )
    verified = models.BooleanField(
        default=False, help_text="Whether a person looked the identifier up."
    )
    read = models.TextField(blank=True, help_text="What was read of it, for example: abstract")
    mark = mark(Mark.READ)


class Conflict(KeyedRow):
    """Sources that disagree, and the local choice."""

    topic = models.CharField(max_length=200, help_text="For example: First glucocorticoid dose")
    differs = models.TextField(help_text="Who says what.")
    choice = models.TextField(help_text="What this guideline does, and why.")


class Position(Ordered):
    """What one source says where others say something else."""

    parent = "conflict"
    conflict = models.ForeignKey(Conflict, models.CASCADE, related_name="positions")
    source = models.CharField(max_length=60, help_text="Key of a reference, for example: BSR2022")
    says = models.TextField(help_text="In our own words, with its numbers.")

    def __str__(self):
        return self.source


class Gap(KeyedRow):
    """A question the sources leave open."""

    text = models.TextField(help_text="What is not known.")
    filled_by = models.TextField(blank=True, help_text="What this guideline does meanwhile.")
    owner = models.CharField(
        max_length=200, default="shipped content", help_text="Who is to settle it."
    )
    due = models.CharField(max_length=60, blank=True, help_text="For example: 2026-12-31")


class Appraisal(KeyedRow):
    """What the guideline says of itself, item by item of an instrument."""

    class Instrument(models.TextChoices):
        AGREE_II = "agree_ii", "AGREE II"
        SOURCE_ATTRIBUTE = "source_attribute", "source attributes of decision support"

    instrument = models.CharField(max_length=20, choices=Instrument)
    title = models.CharField(max_length=200, help_text="The item, in our own words.")
    text = models.TextField(help_text="What holds for this guideline, and what is missing.")
    score = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
        help_text="AGREE II: 1 (not met) to 7 (fully met), as its owners see it.",
    )
    mark = mark(Mark.OURS)


class Drug(Row):
    """An ingredient with the names it goes by and the classes conditions ask for."""

    name = models.CharField(max_length=100, help_text="As conditions write it: methotrexate")
    synonyms = ListField(help_text="Other names, for example: ciclosporin.")
    brands = ListField(help_text="Brand names, for example: Neoral.")
    classes = ListField(help_text="Class words, for example: statin, strong_cyp3a4_inhibitor.")
    mark = mark(Mark.MEMORY)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="drug_name_in_version")
        ]

    def __str__(self):
        return self.name


class Vignette(KeyedRow):
    """A test patient with the advice expected, and what must not be advised."""

    title = models.CharField(max_length=200, help_text="For example: Anti-SRP, severe")
    findings = models.JSONField(help_text='For example: {"age_years": 54, "ab_srp": "positive"}')
    expected = models.JSONField(
        default=dict, blank=True, help_text='Complete sets: {"recommended": ["R11", "R12"]}'
    )
    absent = ListField(help_text="Advice that must not appear, for example: R25.")
    note = models.TextField(blank=True, help_text="For editors.")
