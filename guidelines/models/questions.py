"""What is asked of a patient, and what follows from the answers before any advice."""

from django.db import models

from guidelines.fields import ExpressionField, ListField, NumberField
from guidelines.models.rows import KeyedRow, Mark, Ordered, mark


class Section(KeyedRow):
    """A heading of the findings form."""

    title = models.CharField(max_length=200, help_text="For example: Muscle strength")


class Gate(KeyedRow):
    """A limit of scope: where its condition holds, little of the advice is shown."""

    class Regimens(models.TextChoices):
        NONE = "none", "no regimen is listed"
        NAMED = "named", "the regimens of the advice shown stay listed"

    when = ExpressionField(help_text="For example: age_years < 18")
    title = models.CharField(max_length=200, help_text="For example: Not for children")
    text = models.TextField(help_text="What the clinician reads, in one or two sentences.")
    shows = ListField(help_text="Recommendations that stay, for example: R1, R2.")
    regimens = models.CharField(
        max_length=10, choices=Regimens, help_text="No dose is calculated in either case."
    )


class DataElement(KeyedRow):
    """A question the guideline may ask."""

    class Type(models.TextChoices):
        BOOLEAN = "boolean", "yes or no"
        CHOICE = "choice", "one of several options"
        QUANTITY = "quantity", "measured number"
        INTEGER = "integer", "whole number"
        DATE = "date", "date"
        LIST = "list", "list of words"
        TEXT = "text", "free text"
        ROWS = "rows", "table"

    label = models.CharField(max_length=200, help_text="The question, for example: Body weight")
    section = models.CharField(max_length=60, help_text="Key of a section, for example: person")
    type = models.CharField(max_length=10, choices=Type)
    why = models.TextField(help_text="Why it is asked, for example: Doses per kg need it.")
    unit = models.CharField(
        max_length=40, blank=True, help_text="The unit of every limit and condition, such as kg."
    )
    plausible_low = NumberField(help_text="Below this the form asks “are you sure?”")
    plausible_high = NumberField(help_text="Above this the form asks “are you sure?”")
    absolute_low = NumberField(help_text="Below this a value is refused.")
    absolute_high = NumberField(help_text="Above this a value is refused.")
    max_age_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="An older value counts as not known until confirmed, for example: 7",
    )
    open_list = models.BooleanField(
        default=False, help_text="Whether words outside the list may be typed."
    )
    context_only = models.BooleanField(
        default=False, help_text="Shown and printed, but used by no condition."
    )
    names = ListField(
        help_text="What laboratories call it, for example: CK, CPK. Followed in time."
    )
    limit = models.CharField(
        max_length=60, blank=True, help_text="Key of the laboratory's upper limit: ck_uln"
    )
    code = models.CharField(
        max_length=60, blank=True, help_text="Code in a terminology, for example: LOINC 29463-7"
    )
    code_verified = models.BooleanField(
        default=False, help_text="Whether a person looked the code up."
    )
    mark = mark(Mark.OURS)
    note = models.TextField(blank=True, help_text="For editors; not shown beside the question.")


class ElementOption(Ordered):
    """One answer of a choice, or one word of a list."""

    parent = "element"
    element = models.ForeignKey(DataElement, models.CASCADE, related_name="options")
    code = models.CharField(max_length=60, help_text="As conditions write it: positive")
    label = models.CharField(max_length=200, help_text="As the form shows it: Positive")
    unknown = models.BooleanField(
        default=False, help_text="Whether this answer counts as not known, such as “pending”."
    )

    class Meta(Ordered.Meta):
        constraints = [
            models.UniqueConstraint(fields=["element", "code"], name="option_code_in_element")
        ]

    def __str__(self):
        return self.code


class ElementUnit(Ordered):
    """Another unit a number may be typed in."""

    parent = "element"
    element = models.ForeignKey(DataElement, models.CASCADE, related_name="units")
    code = models.CharField(max_length=40, help_text="For example: lb")
    factor = NumberField(
        null=False,
        blank=False,
        help_text="Value in the own unit = (typed + offset) × factor, for example: 0.45359237",
    )
    offset = NumberField(null=False, default=0, help_text="Usually 0.")

    class Meta(Ordered.Meta):
        constraints = [
            models.UniqueConstraint(fields=["element", "code"], name="unit_code_in_element")
        ]

    def __str__(self):
        return self.code


class DerivedElement(KeyedRow):
    """A value computed from findings by a named function of the engine."""

    label = models.CharField(max_length=200, help_text="For example: Body surface area")
    function = models.CharField(max_length=60, help_text="Name in the engine, for example: bsa")
    unit = models.CharField(max_length=40, blank=True, help_text="For example: m²")
    inputs = ListField(help_text="Elements it is computed from: weight_kg, height_cm.")
    decimals = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Decimal places shown; comparisons use all digits."
    )
    enterable = models.BooleanField(
        default=False, help_text="Whether the value may be entered where its parts are missing."
    )
    mark = mark(Mark.OURS)
    note = models.TextField(blank=True, help_text="The formula or its source.")


class Level(Ordered):
    """One level of a derived element; the first whose condition is proven counts."""

    parent = "derived"
    derived = models.ForeignKey(DerivedElement, models.CASCADE, related_name="levels")
    code = models.CharField(max_length=60, help_text="As conditions write it: severe")
    label = models.CharField(max_length=200, help_text="As the page shows it: Severe")
    when = ExpressionField(blank=True, help_text="Empty where the function finds the level itself.")

    class Meta(Ordered.Meta):
        constraints = [
            models.UniqueConstraint(fields=["derived", "code"], name="level_code_in_derived")
        ]

    def __str__(self):
        return self.code


class Criterion(KeyedRow):
    """A named statement about the patient that other conditions may use."""

    label = models.CharField(max_length=200, help_text="For example: Diagnosis probable")
    when = ExpressionField()
    mark = mark(Mark.OURS)
    note = models.TextField(blank=True, help_text="For editors.")

    class Meta(KeyedRow.Meta):
        verbose_name_plural = "criteria"
