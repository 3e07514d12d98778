"""Sources, disagreements, open questions, drug names and test patients."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join

from guidelines.admin.pages import evaluable
from guidelines.admin.rows import BelowInline, RowAdmin, RowForm, VersionFilter, version_of
from guidelines.engine import content
from guidelines.engine.build import ContentError
from guidelines.engine.expectations import differences
from guidelines.engine.vignette_names import misread
from guidelines.engine.vignettes import plan_of
from guidelines.models import (
    Appraisal,
    Conflict,
    Drug,
    Gap,
    Position,
    Reference,
    Statement,
    Vignette,
)

PLACE = ["version", "key", "position"]


@admin.register(Statement)
class StatementAdmin(RowAdmin):
    list_display = ["key", "text", "cites", "empty", "version"]
    list_filter = [VersionFilter, "empty"]
    search_fields = ["key", "text"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "text", "cites", "empty", "filled_by"],
                "description": "What the source document says, and what it leaves empty.",
            },
        )
    ]


@admin.register(Reference)
class ReferenceAdmin(RowAdmin):
    list_display = ["key", "citation", "identifier", "verified", "mark", "version"]
    list_filter = [VersionFilter, "verified", "mark"]
    search_fields = ["key", "citation", "identifier"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "citation", ("identifier", "verified"), "read", "mark"],
                "description": "A source. The mark says whether it was read.",
            },
        )
    ]


class PositionInline(BelowInline):
    model = Position


@admin.register(Conflict)
class ConflictAdmin(RowAdmin):
    inlines = [PositionInline]
    list_display = ["key", "topic", "choice", "version"]
    search_fields = ["key", "topic", "differs", "choice"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "topic", "differs", "choice"],
                "description": "Sources that disagree; the choice is shown with the advice.",
            },
        )
    ]


@admin.register(Gap)
class GapAdmin(RowAdmin):
    list_display = ["key", "text", "owner", "due", "version"]
    list_filter = [VersionFilter, "owner"]
    search_fields = ["key", "text"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "text", "filled_by", "owner", "due"],
                "description": "A question the sources leave open.",
            },
        )
    ]


@admin.register(Appraisal)
class AppraisalAdmin(RowAdmin):
    list_display = ["key", "instrument", "title", "score", "version"]
    list_filter = [VersionFilter, "instrument"]
    search_fields = ["key", "title", "text"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "instrument", "title", "text", "score", "mark"],
                "description": "What the guideline says of itself, item by item.",
            },
        )
    ]


@admin.register(Drug)
class DrugAdmin(RowAdmin):
    list_display = ["name", "classes", "synonyms", "version"]
    list_filter = [VersionFilter, "mark"]
    search_fields = ["name", "synonyms", "brands", "classes"]
    fieldsets = [
        (
            None,
            {
                "fields": ["version", "name", "position", "synonyms", "brands", "classes", "mark"],
                "description": "The form finds a drug by any of its names and adds its classes.",
            },
        )
    ]


class VignetteForm(RowForm):
    """A test patient whose every word is one that its version knows."""

    def clean(self):
        cleaned = super().clean()
        version = cleaned.get("version") or version_of(self.instance)
        typed = ("key", "title", "findings", "expected", "absent")
        if version and not self.errors and all(name in cleaned for name in typed):
            row = content.Vignette(**{name: cleaned[name] for name in typed})
            for field, text in _misread(version, row):
                self.add_error(field, text)
        return cleaned


def _misread(version, row):
    try:
        return list(misread(evaluable(version), row))
    except ContentError:
        return []  # what cannot be read in the version comes first, on its own page


@admin.register(Vignette)
class VignetteAdmin(RowAdmin):
    form = VignetteForm
    readonly_fields = ["outcome"]
    list_display = ["key", "title", "version"]
    search_fields = ["key", "title", "note"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "title", "findings", "expected", "absent"],
                "description": "A test patient: what must be advised, and what must not.",
            },
        ),
        ("What it gets", {"fields": ["outcome", "note"]}),
    ]

    @admin.display(description="Otherwise than expected")
    def outcome(self, row):
        """What the plan of the test patient, as it is stored, does otherwise than expected."""
        if not row.pk:
            return "Told once it is saved."
        try:
            known = evaluable(row.version)
            stored = next(item for item in known.vignettes if item.key == row.key)
            told = differences(plan_of(known, stored), stored)
        except ContentError:
            return "Told once every name of the version can be read."
        items = format_html_join("", "<li>{}</li>", ((text,) for text in told))
        return format_html("<ul>{}</ul>", items) if told else "Nothing: it gets what is expected."
