"""What handouts say to patients, and the languages they speak."""

from django import forms
from django.contrib import admin

from guidelines import languages
from guidelines.admin.reading import TYPED, EaseMixin, ease
from guidelines.admin.rows import STACKED, BelowInline, RowAdmin, RowForm, VersionFilter
from guidelines.engine.patient_text import ENGLISH
from guidelines.models import Language, PatientText, Translation


class LanguageForm(RowForm):
    """A language must be one whose dates and weekdays are known."""

    def clean_code(self):
        code = self.cleaned_data["code"]
        if code == ENGLISH:
            raise forms.ValidationError("English is written first and needs no row here.")
        if not languages.is_known(code):
            raise forms.ValidationError(
                f"{code!r} is not the code of a known language.{_hint(code)}"
            )
        return code


def _hint(code):
    """The nearest code, of a language or of its name."""
    meant = languages.nearest(code)
    return f" Did you mean {meant}: {languages.name(meant)}?" if meant else " For example: es"


@admin.register(Language)
class LanguageAdmin(RowAdmin):
    form = LanguageForm
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
class PatientTextAdmin(EaseMixin, RowAdmin):
    inlines = [TranslationInline]
    list_display = ["key", "about", "kind", "text", "version"]
    list_filter = [VersionFilter, "kind", "mark"]
    search_fields = ["key", "about", "text"]
    readonly_fields = ["in_words", "easy"]
    fieldsets = [
        (
            None,
            {
                "fields": ["version", "key", "position", ("about", "kind"), "text", "easy", "mark"],
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

    @admin.display(description="How easy it is")
    def easy(self, row):
        return ease(row.text, row.kind, row.version if row.version_id else None)

    def formfield_for_dbfield(self, db_field, request, **options):
        field = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "text":
            field.widget.attrs |= TYPED
        return field
