"""What a handout says to the patient, in every language, and which languages there are."""

from django.db import models

from guidelines.fields import ExpressionField
from guidelines.models.rows import KeyedRow, Mark, Ordered, Row, mark

LANGUAGE_HELP = "Two letters, for example: es"


class Language(Row):
    """A language of handouts beside English."""

    code = models.CharField(max_length=10, help_text=LANGUAGE_HELP)
    reviewed = models.BooleanField(
        default=False,
        help_text="Whether people who speak it read every text; until then each handout says not.",
    )
    note = models.TextField(blank=True, help_text="Who reviewed it, and when.")

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="language_code_in_version")
        ]

    def __str__(self):
        return self.code


class PatientText(KeyedRow):
    """Plain words for a patient about one thing that may be decided, in English."""

    class Kind(models.TextChoices):
        NAME = "name", "name in plain words"
        PURPOSE = "purpose", "what it is for"
        HOW = "how", "how to take it: when, with food or not"
        PLAN = "plan", "what is planned"
        EMERGENCY = "emergency", "emergency: call at once"
        TODAY = "today", "call the clinic today"
        NEXT_VISIT = "next_visit", "tell us at the next visit"
        AVOID = "avoid", "what to avoid"
        ADVICE = "advice", "advice for daily life"
        FIRST = "first", "said before everything else"
        QUESTION = "question", "question for next time"
        SILENT = "silent", "nothing is said to the patient: why"
        WORD = "word", "heading or fixed words of the handout"

    about = models.CharField(
        max_length=60,
        help_text="Code of a regimen, key of a recommendation or a test, name of a drug; or: "
        "handout",
    )
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(help_text="Short sentences in words that everybody uses.")
    when = ExpressionField(blank=True, help_text="It is said unless this is false. Empty: always.")
    mark = mark(Mark.OURS)


class Translation(Ordered):
    """A patient text in another language."""

    parent = "patient_text"
    patient_text = models.ForeignKey(PatientText, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10, help_text=LANGUAGE_HELP)
    text = models.TextField(help_text="The same in this language.")
    mark = mark(Mark.OURS)

    def __str__(self):
        return self.language
