"""Guidelines and their versions: the way in to all rows."""

from django.contrib import admin
from django.urls import path, reverse

from guidelines.admin.places import place
from guidelines.admin.rows import is_open
from guidelines.admin.steps import StepsMixin, open_steps
from guidelines.models import COLLECTIONS, Guideline, GuidelineVersion


@admin.register(Guideline)
class GuidelineAdmin(admin.ModelAdmin):
    list_display = ["key"]

    def has_change_permission(self, request, obj=None):
        return not _was_published(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not _was_published(obj) and super().has_delete_permission(request, obj)


@admin.register(GuidelineVersion)
class GuidelineVersionAdmin(StepsMixin, admin.ModelAdmin):
    list_display = ["guideline", "number", "status", "effective_from", "published_by"]
    list_filter = ["guideline", "status"]
    list_select_related = ["guideline", "published_by"]
    list_display_links = ["number"]
    readonly_fields = [
        "status",
        "effective_from",
        "created_at",
        "submitted_at",
        "submitted_by",
        "approved_at",
        "approved_by",
        "published_at",
        "published_by",
        "withdrawn_at",
        "withdrawn_by",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": ["guideline", "number", "title", "notice", "changes", "review_by"],
                "description": "Only a draft can be edited. To change what was published, "
                "make a new draft from it by the button above.",
            },
        ),
        (
            "State",
            {
                "fields": readonly_fields,
                "description": "Versions are published and withdrawn by the buttons above.",
            },
        ),
    ]

    def has_change_permission(self, request, obj=None):
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return is_open(obj) and super().has_delete_permission(request, obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, object_id)
        context = {"collections": row_lists(version) if version else []} | (extra_context or {})
        context["steps"] = open_steps(version, request.user)
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = [
            path("<int:pk>/at/<str:collection>/<path:key>/", view(place), name="guidelines_place")
        ]
        return pages + super().get_urls()


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
