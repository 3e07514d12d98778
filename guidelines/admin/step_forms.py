"""What is typed when a step is taken; the fields have the names that the actions know."""

from textwrap import shorten

from django import forms

from guidelines import exchange, frozen
from guidelines.engine.build import ContentError
from guidelines.engine.difference import title_of
from guidelines.engine.publication.rows import key_of
from guidelines.models import COLLECTIONS

LONGEST = 5000  # signs of a text
LONGEST_LABEL = 90  # signs of a row in the list
MOST_ROWS = 300  # of one kind in the list


class StepForm(forms.Form):
    """A step that asks nothing; `version` is the one it is taken with."""

    def __init__(self, *args, version, **options):
        super().__init__(*args, label_suffix="", **options)
        self.version = version


class SeenForm(StepForm):
    """Carries the digest of the content it was drawn for: a decision counts for nothing else."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["seen"] = _digest(self.version)

    def draw_again(self):
        """From now on it counts for the content as it is."""
        self.data = self.data.copy()
        self.data["seen"] = _digest(self.version)


class TextForm(SeenForm):
    """A text that may be left out."""

    text = forms.CharField(
        label="What the others should know",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text="Stays beside this version for good.",
    )


class ReasonForm(TextForm):
    """A text without which the step is refused."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["text"].label = "What has to change, and why"
        self.fields["text"].required = True


class WithdrawForm(ReasonForm):
    """Why a version is withdrawn; every reader of the version is told."""

    seen = None  # what was published cannot have changed meanwhile

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["text"].label = "Why it is withdrawn"
        self.fields["text"].help_text = "Shown wherever this version says that it was withdrawn."


class SubmitForm(TextForm):
    """What changed since the version before, and a word to the reviewers."""

    changes = forms.CharField(
        label="What changed since the version before, and why",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text="For the readers of the guideline: it stands in its list of versions.",
    )
    field_order = ["changes", "text"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["changes"].initial = self.version.changes
        self.fields["changes"].required = self.version.number > 1


class CommentForm(TextForm):
    """A comment on the version as a whole, or on one of its rows."""

    seen = None  # a comment says itself whether the content changed since
    row = forms.ChoiceField(label="About", required=False)
    field_order = ["row", "text"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        asked = self.data.get("row") or self.initial.get("row", "")
        self.fields["row"].choices = [("", "The whole version"), *_rows_of(self.version, asked)]
        self.fields["text"].label = "Comment"
        self.fields["text"].required = True

    def clean(self):
        cleaned = super().clean()
        collection, _, key = cleaned.pop("row", "").partition(" ")
        return cleaned | {"collection": collection, "key": key}


class PublishForm(SeenForm):
    """The first day in force."""

    on = forms.DateField(
        label="In force from",
        required=False,
        widget=forms.TextInput(attrs={"class": "vDateField", "autocomplete": "off"}),
        help_text="For example: 1-Dec-2026. Today, if left empty; never a day that is past.",
        error_messages={"invalid": "Write the day like 1-Dec-2026."},
    )


def _digest(version):
    """Of the content of a version; empty where its rows give none, which every step then tells."""
    try:
        return exchange.digest(frozen.load(version))
    except ContentError:
        return ""


def _rows_of(version, asked):
    """The rows of a version for a list to choose from, one group for each kind.

    Of a kind with more rows than a list can offer there is only the one asked for from its page.
    """
    content = frozen.load(version)
    for name, model in COLLECTIONS.items():
        rows = [(f"{name} {key_of(row)}", _told(row)) for row in getattr(content, name)]
        if len(rows) > MOST_ROWS:
            rows = [row for row in rows if row[0] == asked]
        if rows:
            yield model._meta.verbose_name_plural.capitalize(), rows


def _told(row):
    """What a row is called, and the beginning of what it says."""
    key, title = key_of(row), title_of(row)
    return key if title == key else shorten(f"{key} {title}", LONGEST_LABEL, placeholder=" …")
