"""What the admin does for every row: checked conditions, and hands off what was published."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import CharField, JSONField, TextField

from guidelines.admin.expressions import ExpressionWidget, content_of, in_words
from guidelines.admin.history import HistoryMixin
from guidelines.admin.invisible import VisibleForm
from guidelines.admin.locking import LockedAdmin, LockedForm
from guidelines.admin.mappings import MappingField
from guidelines.admin.places import comment_url, key_field
from guidelines.admin.steps import STEPS
from guidelines.engine.build import ContentError
from guidelines.engine.check import check_expression, cycles, nearest
from guidelines.engine.citations import cited
from guidelines.engine.expressions import ExpressionError
from guidelines.engine.plain_data import fits, misfit
from guidelines.engine.publication.names import known_names, no_such, unknown
from guidelines.fields import ExpressionField
from guidelines.models import COLLECTIONS, GuidelineVersion, Reference

WIDGETS = {
    TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    ExpressionField: {"widget": ExpressionWidget},
    JSONField: {"form_class": MappingField},
}

# Lists of numbers; all other lists are of words.
NUMBERS = ("weeks", "after_rise_weeks", "after_cut_weeks", "tablets")
# Fields that hold the key of one reference; a grade may be "ours".
ONE_SOURCE = {"source": ("",), "graded_by": ("", "ours")}
VERSION = "version__id__exact"  # the version in the address of a list
# For rows with a condition, or with more columns than a page is wide.
STACKED = "admin/edit_inline/stacked.html"


class BelowForm(VisibleForm):
    """Checks conditions against the names a version knows, and citations against its sources."""

    def clean(self):
        cleaned = super().clean()
        self._check_kinds()
        version = cleaned.get("version") or version_of(self.instance)
        if version:
            self._check_conditions(version)
            self._check_citations(version)
            self._check_names(version)
        return cleaned

    def _check_kinds(self):
        """What the columns would hold, but no content can be built from."""
        for field in self._meta.model._meta.fields:
            value = self.cleaned_data.get(field.name)
            if isinstance(field, JSONField) and value and not isinstance(value, dict):
                self.add_error(field.name, "Write names with values between braces: {…}")
            elif isinstance(field, JSONField) and (text := misfit(value)):
                self.add_error(field.name, text)
            words = value or () if field.name in NUMBERS else ()
            if wrong := [word for word in words if not _is_number(word)]:
                self.add_error(field.name, f"“{wrong[0]}” is not a number.")

    def _check_conditions(self, version):
        for field in self._meta.model._meta.fields:
            text = isinstance(field, ExpressionField) and self.cleaned_data.get(field.name)
            if not text:
                continue
            try:
                content = content_of(version)
                check_expression(text, content)
                changed = _with_condition(content, self.instance, field.name, text)
                for circle in cycles(changed):
                    self.add_error(field.name, circle)
            except (ExpressionError, ContentError) as error:
                self.add_error(field.name, str(error))

    def _check_names(self, version):
        """Keys of other rows, and flags; a row may name itself before it is stored."""
        try:
            content = content_of(version)
        except ContentError:
            return  # its conditions or its own page say so
        known, kind = known_names(content), collection_of(self.instance)
        for field in self._meta.model._meta.fields:
            value = self.cleaned_data.get(field.name) if field.name in known else None
            own = self.cleaned_data.get("key")
            for key in unknown(kind, field.name, value, known) if value else ():
                if key != own:
                    self.add_error(field.name, no_such(key, known[field.name]))
        self._check_one_source(known["sources"])

    def _check_one_source(self, known):
        for name, others in ONE_SOURCE.items():
            key = self.cleaned_data.get(name, "")
            if name in self.fields and key not in {*known, *others}:
                self.add_error(name, no_such(key, known))

    def _check_citations(self, version):
        columns = [row.name for row in self._meta.model._meta.fields if _is_text(row)]
        texts = {name: self.cleaned_data.get(name) for name in columns}
        found = {name: cited(text) for name, text in texts.items() if text and cited(text)}
        if not found:
            return
        known = list(Reference.objects.filter(version=version).values_list("key", flat=True))
        for name, keys in found.items():
            for key in set(keys) - set(known):
                self.add_error(name, _not_a_source(key, known))


class RowForm(LockedForm, BelowForm):
    """The form of a row of its own, which someone else may be editing too."""


def _is_number(word):
    try:
        return fits(Decimal(word))
    except InvalidOperation:
        return False


def _is_text(field):
    return isinstance(field, CharField | TextField) and not isinstance(field, ExpressionField)


def _not_a_source(key, known):
    meant = nearest(key, known)
    hint = f" Did you mean [@{meant}]?" if meant else ""
    return f"[@{key}]: this version has no reference of that key.{hint}"


def _with_condition(content, instance, field, text):
    """The content as it would be with another condition in one of its rows."""
    if not (name := collection_of(instance)):
        return content
    rows = getattr(content, name)
    changed = [replace(r, **{field: text}) if r.key == instance.key else r for r in rows]
    return replace(content, **{name: tuple(changed)})


def version_of(row):
    """The version of a row; None while neither it nor its parent has one."""
    if row.parent != "version":
        row = getattr(row, row.parent, None)
    return getattr(row, "version", None)


class InWords:
    """Says beside each condition what it means, in English and for the test patients."""

    @admin.display(description="In words")
    def in_words(self, row):
        return self._in_words(row, "when")

    @admin.display(description="In words")
    def unless_in_words(self, row):
        return self._in_words(row, "unless")

    def _in_words(self, row, field):
        return in_words(getattr(row, field, ""), version_of(row) if row else None)


def is_open(row):
    """Whether a row may be changed: it is new, or its version is a draft."""
    version = row if isinstance(row, GuidelineVersion) else row and version_of(row)
    return version is None or version.is_editable


def collection_of(row):
    """The field of the engine's Content that a row is part of; "" for a row below another."""
    found = (name for name, model in COLLECTIONS.items() if isinstance(row, model))
    return next(found, "")


class VersionFilter(admin.SimpleListFilter):
    """One version at a time: the newest draft, else the newest version, unless one is chosen."""

    title = "version"
    parameter_name = VERSION

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


class RowAdmin(InWords, LockedAdmin, HistoryMixin, admin.ModelAdmin):
    """A kind of row; read-only unless its version is a draft."""

    form = RowForm
    formfield_overrides = WIDGETS
    list_filter = [VersionFilter]
    list_per_page = 200
    search_fields = ["key"]
    save_on_top = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("version__guideline")

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        request.version_shown = row and row.version_id
        return row

    def get_preserved_filters(self, request):
        """From the page of a row, back to the list of the version that the row is in."""
        version = getattr(request, "version_shown", None)
        of_row = urlencode({"_changelist_filters": f"{VERSION}={version}"}) if version else ""
        return super().get_preserved_filters(request) or of_row

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and STEPS["comment"].is_allowed(request.user):
            name = collection_of(obj)
            context["comment_url"] = comment_url(obj.version, name, getattr(obj, key_field(name)))
        return super().render_change_form(request, context, add, change, form_url, obj)

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
        version = filters.get(VERSION)
        initial = super().get_changeform_initial_data(request)
        return initial | ({"version": version} if version else {})

    def has_change_permission(self, request, obj=None):
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return is_open(obj) and super().has_delete_permission(request, obj)


NOT_THERE = "This row is no longer there, or stands below another one: open the page again."


class KnownRow(forms.Field):
    """The id of a row below, which the form holds already: Django would read each one again."""

    widget = forms.HiddenInput

    def __init__(self, row):
        super().__init__(required=False, initial=row.pk)
        self.row = row

    def clean(self, value):
        if value and str(value) != str(self.row.pk):
            raise forms.ValidationError(NOT_THERE)
        return self.row if value else None

    def has_changed(self, initial, data):
        return False


class BelowFormSet(forms.BaseInlineFormSet):
    """Rows below one row, which all know that same row, so that its version is read once."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        setattr(form.instance, self.fk.name, self.instance)
        form.fields["id"] = KnownRow(form.instance)
        for field in form.fields.values():  # a column's heading is no label for a screen reader
            field.widget.attrs.setdefault("aria-label", field.label)

    def clean(self):
        """What is wrong with a hidden field shows nowhere else."""
        super().clean()
        if any("id" in form.errors for form in self.initial_forms):
            raise forms.ValidationError(NOT_THERE)


class BelowInline(InWords, admin.TabularInline):
    """Rows below another row; `obj` is the row above."""

    form = BelowForm
    formset = BelowFormSet
    formfield_overrides = WIDGETS
    extra = 0
    max_num = 100

    def get_formset(self, request, obj=None, **options):
        """Says so when more rows are sent than fit on a page, and reads no more than those."""
        most = {"validate_max": True, "absolute_max": self.max_num}
        return super().get_formset(request, obj, **most | options)

    def has_add_permission(self, request, obj=None):
        return is_open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return is_open(obj) and super().has_delete_permission(request, obj)
