"""Sources, disagreements, open questions, drug names and test patients."""

from django.contrib import admin

from guidelines.admin.rows import BelowInline, RowAdmin, VersionFilter
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


@admin.register(Vignette)
class VignetteAdmin(RowAdmin):
    list_display = ["key", "title", "version"]
    search_fields = ["key", "title", "note"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "title", "findings", "expected", "absent", "note"],
                "description": "A test patient: what must be advised, and what must not.",
            },
        )
    ]
