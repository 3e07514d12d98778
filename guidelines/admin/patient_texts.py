"""What handouts say to patients, and the languages they speak."""

from django.contrib import admin

from guidelines.admin.rows import STACKED, BelowInline, RowAdmin, VersionFilter
from guidelines.models import Language, PatientText, Translation


@admin.register(Language)
class LanguageAdmin(RowAdmin):
    list_display = ["code", "reviewed", "note", "version"]
    list_filter = [VersionFilter, "reviewed"]
    search_fields = ["code", "note"]
    fieldsets = [
        (
            None,
            {
                "fields": ["version", "code", "position", "reviewed", "note"],
                "description": "A language of handouts beside English. Until it is reviewed, every "
                "handout in it says so.",
            },
        )
    ]


class TranslationInline(BelowInline):
    model = Translation
    template = STACKED


@admin.register(PatientText)
class PatientTextAdmin(RowAdmin):
    inlines = [TranslationInline]
    list_display = ["key", "about", "kind", "text", "version"]
    list_filter = [VersionFilter, "kind", "mark"]
    search_fields = ["key", "about", "text"]
    readonly_fields = ["in_words"]
    fieldsets = [
        (
            None,
            {
                "fields": ["version", "key", "position", ("about", "kind"), "text", "mark"],
                "description": "Short sentences in words that everybody uses; no abbreviations. "
                "Translations stand below, one for each language.",
            },
        ),
        (
            "Only for some patients",
            {
                "fields": ["when", "in_words"],
                "description": "The text is said unless this condition is false.",
            },
        ),
    ]
