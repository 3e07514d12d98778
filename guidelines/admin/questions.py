"""What is asked, and what follows from the answers."""

from django import forms
from django.contrib import admin

from guidelines.admin.expressions import ExpressionsMixin
from guidelines.admin.rows import STACKED, BelowInline, RowAdmin, RowForm, VersionFilter
from guidelines.engine.derived import FUNCTIONS
from guidelines.models import (
    Criterion,
    DataElement,
    DerivedElement,
    ElementOption,
    ElementUnit,
    Gate,
    Level,
    Section,
)

PLACE = ["version", "key", "position"]


@admin.register(Section)
class SectionAdmin(RowAdmin):
    list_display = ["key", "title", "version"]
    search_fields = ["key", "title"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "title"],
                "description": "A heading of the findings form, in asking order.",
            },
        )
    ]


@admin.register(Gate)
class GateAdmin(RowAdmin):
    list_display = ["key", "title", "when", "version"]
    search_fields = ["key", "title", "text"]
    readonly_fields = ["in_words"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "title", "text"],
                "description": "A limit of scope, and what the clinician reads there.",
            },
        ),
        (
            "What remains",
            {
                "fields": ["when", "in_words", "shows", "regimens"],
                "description": "Where the condition holds, all other advice is left out.",
            },
        ),
    ]


class OptionInline(BelowInline):
    model = ElementOption


class UnitInline(BelowInline):
    model = ElementUnit


@admin.register(DataElement)
class DataElementAdmin(RowAdmin):
    list_display = ["key", "label", "section", "type", "unit", "version"]
    list_filter = [VersionFilter, "section", "type", "mark"]
    search_fields = ["key", "label"]
    inlines = [OptionInline, UnitInline]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "label", "section", "type", "why"],
                "description": "A question the form may ask. Options and units stand below.",
            },
        ),
        (
            "Numbers",
            {
                "fields": [
                    "unit",
                    ("plausible_low", "plausible_high"),
                    ("absolute_low", "absolute_high"),
                ],
                "description": "All limits are in the unit of the element.",
            },
        ),
        (
            "Use",
            {
                "fields": ["max_age_days", "open_list", "context_only", "names", "limit"],
                "description": "How long an answer counts, and what it is used for. What has names "
                "of laboratories is followed over time.",
            },
        ),
        (
            "Code and foundation",
            {
                "fields": [("code", "code_verified"), "mark", "note"],
                "description": "A code that nobody looked up stays unverified.",
            },
        ),
    ]


class LevelInline(BelowInline):
    model = Level
    template = STACKED
    readonly_fields = ["in_words"]
    fields = [("position", "code", "label"), "when", "in_words"]


class DerivedForm(RowForm):
    """Offers the functions that the engine has."""

    function = forms.ChoiceField(choices=[(name, name) for name in sorted(FUNCTIONS)])


@admin.register(DerivedElement)
class DerivedElementAdmin(RowAdmin):
    form = DerivedForm
    list_display = ["key", "label", "function", "unit", "version"]
    search_fields = ["key", "label", "function"]
    inlines = [LevelInline]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "label", "function", "inputs", "unit", "decimals", "enterable"],
                "description": "Computed by the engine's function of that name from the inputs. "
                "Levels stand below, the worst first: the first one proven counts.",
            },
        ),
        ("Foundation", {"fields": ["mark", "note"], "description": "Where the formula is from."}),
    ]


@admin.register(Criterion)
class CriterionAdmin(ExpressionsMixin, RowAdmin):
    list_display = ["key", "label", "when", "version"]
    search_fields = ["key", "label", "when"]
    readonly_fields = ["in_words"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "label", "when", "in_words"],
                "description": "A named statement that other conditions may use by its key.",
            },
        ),
        ("Foundation", {"fields": ["mark", "note"], "description": "Why it is put this way."}),
    ]
