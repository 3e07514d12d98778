"""Guidelines and their versions: the way in to all rows."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from guidelines import actions
from guidelines.admin.rows import is_open
from guidelines.models import COLLECTIONS, Guideline, GuidelineVersion


@admin.register(Guideline)
class GuidelineAdmin(admin.ModelAdmin):
    list_display = ["key"]

    def has_change_permission(self, request, obj=None):
        return not _was_published(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not _was_published(obj) and super().has_delete_permission(request, obj)


@admin.register(GuidelineVersion)
class GuidelineVersionAdmin(admin.ModelAdmin):
    list_display = ["guideline", "number", "status", "effective_from", "published_by"]
    list_filter = ["guideline", "status"]
    list_select_related = ["guideline", "published_by"]
    list_display_links = ["number"]
    actions = ["new_draft", "publish", "withdraw"]
    readonly_fields = [
        "status",
        "created_at",
        "published_at",
        "published_by",
        "withdrawn_at",
        "withdrawn_by",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": ["guideline", "number", "title", "notice", "effective_from"],
                "description": "Only a draft can be edited. To change what was published, "
                "make a new draft from it in the list of versions.",
            },
        ),
        (
            "State",
            {
                "fields": readonly_fields,
                "description": "Versions are published and withdrawn in the list of versions.",
            },
        ),
    ]

    def has_change_permission(self, request, obj=None):
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return is_open(obj) and super().has_delete_permission(request, obj)

    def has_publish_permission(self, request):
        return request.user.has_perm("guidelines.publish_guidelineversion")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, object_id)
        context = {"collections": row_lists(version) if version else []} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    @admin.action(description="Make a new draft from the selected version", permissions=["add"])
    def new_draft(self, request, queryset):
        self._each(request, queryset, lambda version: actions.new_draft(version=version))

    @admin.action(description="Publish the selected draft", permissions=["publish"])
    def publish(self, request, queryset):
        self._each(
            request, queryset, lambda version: actions.publish(version=version, by=request.user)
        )

    @admin.action(description="Withdraw the selected published version", permissions=["publish"])
    def withdraw(self, request, queryset):
        self._each(
            request, queryset, lambda version: actions.withdraw(version=version, by=request.user)
        )

    def _each(self, request, queryset, act):
        for version in queryset:
            try:
                self.message_user(request, f"Done: {act(version)}.", messages.SUCCESS)
            except ValidationError as error:
                for message in error.messages:
                    self.message_user(request, message, messages.ERROR)


def _was_published(guideline):
    return bool(guideline) and guideline.versions.filter(published_at__isnull=False).exists()


def row_lists(version):
    """For each kind of row its name, its number of rows, and the list of those of this version."""
    return [
        {
            "name": model._meta.verbose_name_plural,
            "count": model.objects.filter(version=version).count(),
            "url": reverse(f"admin:guidelines_{model._meta.model_name}_changelist"),
        }
        for model in COLLECTIONS.values()
    ]
