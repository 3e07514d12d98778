"""What the admin does for every row: checked conditions, and hands off what was published."""

from dataclasses import replace
from urllib.parse import parse_qsl

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField

from guidelines import frozen
from guidelines.engine.build import ContentError
from guidelines.engine.check import check_expression, cycles
from guidelines.engine.expressions import ExpressionError
from guidelines.engine.phrases import phrase
from guidelines.fields import ExpressionField
from guidelines.models import COLLECTIONS, GuidelineVersion

WIDGETS = {
    TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    ExpressionField: {"widget": AdminTextareaWidget(attrs={"rows": 3, "spellcheck": "false"})},
}


class RowForm(forms.ModelForm):
    """Checks the condition of a row against the names its version knows."""

    def clean(self):
        cleaned = super().clean()
        text = cleaned.get("when")
        version = cleaned.get("version") or version_of(self.instance)
        if text and version:
            try:
                content = frozen.load(version)
                check_expression(text, content)
                for circle in cycles(_with_condition(content, self.instance, text)):
                    self.add_error("when", circle)
            except (ExpressionError, ContentError) as error:
                self.add_error("when", str(error))
        return cleaned


def _with_condition(content, instance, text):
    """The content as it would be with another condition in one of its rows."""
    for name, model in COLLECTIONS.items():
        if isinstance(instance, model):
            rows = getattr(content, name)
            changed = [replace(r, when=text) if r.key == instance.key else r for r in rows]
            return replace(content, **{name: tuple(changed)})
    return content


def version_of(row):
    """The version of a row; None while neither it nor its parent has one."""
    if row.parent != "version":
        row = getattr(row, row.parent, None)
    return getattr(row, "version", None)


class InWords:
    """Adds the condition as an English phrase beside the condition itself."""

    @admin.display(description="In words")
    def in_words(self, row):
        version = version_of(row) if row and row.pk and row.when else None
        if version is None:
            return "–"
        try:
            return phrase(row.when, frozen.load(version))
        except (ExpressionError, ContentError) as error:
            return str(error)


def is_open(row):
    """Whether a row may be changed: it is new, or its version is a draft."""
    version = row if isinstance(row, GuidelineVersion) else row and version_of(row)
    return version is None or version.is_editable


class VersionFilter(admin.SimpleListFilter):
    """One version at a time: the newest draft, else the newest version, unless one is chosen."""

    title = "version"
    parameter_name = "version__id__exact"

    def lookups(self, request, model_admin):
        versions = GuidelineVersion.objects.select_related("guideline").order_by("-pk")
        drafts_first = sorted(versions, key=lambda version: not version.is_editable)
        return [(str(version.pk), str(version)) for version in drafts_first]

    def value(self):
        known = [pk for pk, _ in self.lookup_choices]
        chosen = super().value()
        return chosen if chosen in known else known[0]

    def queryset(self, request, queryset):
        return queryset.filter(version=self.value())

    def choices(self, changelist):
        every, *versions = super().choices(changelist)
        return versions


class RowAdmin(InWords, admin.ModelAdmin):
    """A kind of row; read-only unless its version is a draft."""

    form = RowForm
    formfield_overrides = WIDGETS
    list_filter = [VersionFilter]
    list_per_page = 200
    search_fields = ["key"]
    save_on_top = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("version__guideline")

    def get_readonly_fields(self, request, obj=None):
        moved = ["version"] if obj else []
        return [*super().get_readonly_fields(request, obj), *moved]

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name == "version":
            options["queryset"] = GuidelineVersion.objects.filter(
                status=GuidelineVersion.Status.DRAFT
            ).select_related("guideline")
        return super().formfield_for_foreignkey(db_field, request, **options)

    def get_changeform_initial_data(self, request):
        """A row added from the list of one version belongs to that version."""
        filters = dict(parse_qsl(request.GET.get("_changelist_filters", "")))
        version = filters.get("version__id__exact")
        initial = super().get_changeform_initial_data(request)
        return initial | ({"version": version} if version else {})

    def has_change_permission(self, request, obj=None):
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return is_open(obj) and super().has_delete_permission(request, obj)


class BelowInline(InWords, admin.TabularInline):
    """Rows below another row; `obj` is the row above."""

    form = RowForm
    formfield_overrides = WIDGETS
    extra = 0

    def has_add_permission(self, request, obj=None):
        return is_open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return is_open(obj) and super().has_delete_permission(request, obj)
