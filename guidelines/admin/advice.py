"""What is advised, with which regimen, and what stands against it."""

from django.contrib import admin

from guidelines.admin.rows import STACKED, BelowInline, RowAdmin, VersionFilter
from guidelines.models import (
    ActionLimit,
    Adjustment,
    Block,
    Interplay,
    MonitoringRule,
    Part,
    Recommendation,
    Regimen,
)

PLACE = ["version", "key", "position"]
FOUNDATION = (
    "Foundation",
    {
        "fields": ["sources", "own_source", "mark"],
        "description": "References by their keys; what is our own choice says so.",
    },
)


@admin.register(Recommendation)
class RecommendationAdmin(RowAdmin):
    list_display = ["key", "sentence", "category", "urgency", "strength", "version"]
    list_filter = [VersionFilter, "category", "urgency", "mark"]
    search_fields = ["key", "sentence", "when", "rationale"]
    readonly_fields = ["in_words"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "sentence", ("category", "urgency")],
                "description": "One imperative sentence. Urgency orders the plan.",
            },
        ),
        (
            "When",
            {
                "fields": ["when", "in_words", "if_unknown"],
                "description": "The condition is checked and explained while you type.",
            },
        ),
        (
            "With what",
            {
                "fields": ["regimens", "choose_from"],
                "description": "Regimens of its own, or recommendations to take them from.",
            },
        ),
        (
            "Why",
            {
                "fields": [
                    "rationale",
                    ("strength", "certainty"),
                    "graded_by",
                    "grade_note",
                    "statements",
                    "sources",
                    "own_source",
                    "exempt",
                    "conflicts",
                    "review_by",
                    "mark",
                ],
                "description": "What lets a clinician judge it independently.",
            },
        ),
    ]


class PartInline(BelowInline):
    model = Part
    template = STACKED
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("position", "drug"),
                    ("basis", "unit", "per", "doses_per_day", "weight"),
                    ("low", "high", "start", "start_high"),
                    ("step", "rounding", "tablets"),
                    ("hard_max", "hard_max_per_kg", "soft_max", "soft_max_per_kg"),
                    ("schedule", "times"),
                    "accepted",
                    "mark",
                ],
                "description": "Amounts are in the unit, per kg or m² as the basis says.",
            },
        )
    ]


class AdjustmentInline(BelowInline):
    model = Adjustment
    template = STACKED
    readonly_fields = ["in_words"]
    fields = [
        ("position", "effect", "low", "high"),
        "when",
        "in_words",
        "text",
        ("if_unknown", "source", "mark"),
    ]


@admin.register(Regimen)
class RegimenAdmin(RowAdmin):
    list_display = ["code", "name", "calculator", "route", "version"]
    list_filter = [VersionFilter, "calculator", "mark"]
    search_fields = ["code", "name", "use"]
    inlines = [PartInline, AdjustmentInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["version", "code", "position", "name", "use", "flags"],
                "description": "Drugs with their amounts, and changes of the dose, stand below.",
            },
        ),
        (
            "How it is given",
            {
                "fields": ["calculator", "route", "schedule", "duration"],
                "description": "Words around the dose; the number comes from the drugs below.",
            },
        ),
        (
            "Safety",
            {
                "fields": [
                    "before",
                    "contraindications",
                    "cautions",
                    "interactions",
                    "organ_advice",
                    "monitoring",
                    ("ingredient", "therapy", "lasts_days"),
                    "information",
                ],
                "description": "Text only: what the plan enforces stands in the blocks.",
            },
        ),
        (
            "Foundation",
            {
                "fields": ["sources", "statements", "mark"],
                "description": "Where the doses are from.",
            },
        ),
    ]


@admin.register(Block)
class BlockAdmin(RowAdmin):
    list_display = ["key", "regimens", "effect", "reason", "version"]
    list_filter = [VersionFilter, "effect", "mark"]
    search_fields = ["key", "regimens", "when", "reason", "instead"]
    readonly_fields = ["in_words"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "regimens", "effect"],
                "description": "A block may be overridden with a reason, a hard stop may not.",
            },
        ),
        (
            "When",
            {
                "fields": ["when", "in_words", "if_unknown"],
                "description": "Ask: while the fact is missing, the regimen waits for it.",
            },
        ),
        (
            "What it says",
            {"fields": ["reason", "instead"], "description": "Always shown together."},
        ),
        FOUNDATION,
    ]


@admin.register(Interplay)
class InterplayAdmin(RowAdmin):
    list_display = ["key", "title", "kind", "version"]
    list_filter = [VersionFilter, "kind", "mark"]
    search_fields = ["key", "title", "when", "text"]
    readonly_fields = ["in_words"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "title", "kind", "text"],
                "description": "What to do when two pieces of advice are active together.",
            },
        ),
        (
            "When",
            {
                "fields": ["when", "in_words", "recommendations", "keeps", "yields"],
                "description": "Here a condition may ask requested(IVIG), blocked(MTX), "
                "advised(R11) or incomplete(severity).",
            },
        ),
        FOUNDATION,
    ]


class ActionLimitInline(BelowInline):
    model = ActionLimit
    template = STACKED
    readonly_fields = ["in_words", "unless_in_words"]
    fields = [
        ("position", "repeat_days"),
        "when",
        "in_words",
        "text",
        "action",
        "unless",
        "unless_in_words",
        "exception",
    ]


@admin.register(MonitoringRule)
class MonitoringRuleAdmin(RowAdmin):
    list_display = ["key", "test", "schedule", "version"]
    list_filter = [VersionFilter, "mark"]
    search_fields = ["key", "test", "act_if"]
    inlines = [ActionLimitInline]
    readonly_fields = ["in_words"]
    fieldsets = [
        (
            None,
            {
                "fields": [*PLACE, "test", "short", "schedule", "act_if"],
                "description": "A test, when it is due, and when its result calls for action.",
            },
        ),
        (
            "For whom and when",
            {
                "fields": [
                    "regimens",
                    ("when", "in_words"),
                    ("weeks", "repeat_weeks"),
                    ("after_rise_weeks", "after_cut_weeks"),
                    ("after_stop_weeks", "early_weeks"),
                    "elements",
                ],
                "description": "Weeks count from the start of treatment. Limits stand below.",
            },
        ),
        FOUNDATION,
    ]
