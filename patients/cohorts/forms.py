"""What is asked of the patients: a condition, and the guideline version whose names it uses."""

from django import forms
from django.utils.functional import cached_property

from guidelines import frozen
from guidelines.engine.build import ContentError
from guidelines.engine.expressions import LONGEST, ExpressionError
from guidelines.engine.phrases import phrase
from guidelines.engine.publication.names import names
from patients.cohorts.matching import matches, verdict_of

BROKEN = "This version cannot be evaluated yet. {}. Ask with another one."


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, version):
        return f"{version}, {version.standing}"


class MatchingForm(forms.Form):
    """A condition in the language of the guideline; `versions` are those the user may ask with."""

    version = VersionField(None, label="Read with", empty_label=None)
    condition = forms.CharField(
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
    )

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions

    @cached_property
    def content(self):
        """The knowledge the condition is read with: of the chosen version."""
        return frozen.load(self.cleaned_data["version"])

    def clean_version(self):
        """Refuse a draft that nothing can be evaluated with."""
        version = self.cleaned_data["version"]
        try:
            problems = [] if version.is_frozen else names(frozen.load(version))
        except ContentError as error:
            problems = error.problems
        if problems:
            raise forms.ValidationError(BROKEN.format(problems[0]))
        return version

    def clean(self):
        """Refuse a condition that cannot be read, with line, column and the nearest name."""
        if {"version", "condition"} <= self.cleaned_data.keys():
            try:
                verdict_of(self.content, self.cleaned_data["condition"])
            except ExpressionError as error:
                self.add_error("condition", str(error))

    @property
    def criteria(self):
        """The criteria of the version to choose from, each with its condition in words."""
        if "version" not in getattr(self, "cleaned_data", {}):
            return []
        return [(row, phrase(row.when, self.content)) for row in self.content.criteria]

    @property
    def phrase(self):
        """The condition in words."""
        return phrase(self.cleaned_data["condition"], self.content)

    def matches(self, patients, shown):
        """Who of the patients matches; the first `shown` unknown ones say what is missing."""
        return matches(self.content, self.cleaned_data["condition"], patients, shown)
