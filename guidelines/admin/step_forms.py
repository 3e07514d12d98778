"""What is typed when a step is taken; the fields have the names that the actions know."""

from django import forms

from guidelines import exchange, frozen
from guidelines.engine.build import ContentError
from guidelines.engine.publication.rows import key_of
from guidelines.models import COLLECTIONS

LONGEST = 5000  # signs of a text


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


class CommentForm(TextForm):
    """A comment on the version as a whole, or on one of its rows."""

    seen = None  # a comment says itself whether the content changed since
    row = forms.ChoiceField(label="About", required=False)
    field_order = ["row", "text"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["row"].choices = [("", "The whole version"), *_rows_of(self.version)]
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


def _rows_of(version):
    """The rows of a version for a list to choose from, one group for each kind."""
    content = frozen.load(version)
    for name, model in COLLECTIONS.items():
        keys = [key_of(row) for row in getattr(content, name)]
        yield model._meta.verbose_name_plural.capitalize(), [(f"{name} {k}", k) for k in keys]
