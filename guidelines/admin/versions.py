"""Guidelines and their versions: the way in to all rows."""

from django.contrib import admin
from django.urls import path

from guidelines.admin import handouts
from guidelines.admin.deletion import deleted_with
from guidelines.admin.history import HistoryMixin
from guidelines.admin.locking import LockedAdmin
from guidelines.admin.order import move
from guidelines.admin.pages import PEOPLE
from guidelines.admin.places import place
from guidelines.admin.preview import preview
from guidelines.admin.rows import is_open
from guidelines.admin.search import search
from guidelines.admin.steps import StepsMixin
from guidelines.admin.todo import covered, todo
from guidelines.admin.workplace import workplace
from guidelines.models import Guideline, GuidelineVersion

# Below the address of a version: where, what answers there, and its name.
PAGES = [
    ("at/<str:collection>/<path:key>/", place, "guidelines_place"),
    ("todo/", todo, "guidelines_todo"),
    ("coverage/", covered, "guidelines_coverage"),
    ("search/", search, "guidelines_search"),
    ("words/", handouts.words, "guidelines_words"),
    ("handout/", handouts.preview, "guidelines_handout"),
    ("preview/<str:key>/", preview, "guidelines_preview"),
    ("move/<str:collection>/", move, "guidelines_move"),
]


@admin.register(Guideline)
class GuidelineAdmin(admin.ModelAdmin):
    list_display = ["key"]

    def has_change_permission(self, request, obj=None):
        return not _was_published(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not _was_published(obj) and super().has_delete_permission(request, obj)


@admin.register(GuidelineVersion)
class GuidelineVersionAdmin(StepsMixin, LockedAdmin, HistoryMixin, admin.ModelAdmin):
    list_display = ["guideline", "number", "status", "standing", "effective_from", "published_by"]
    list_filter = ["guideline", "status"]
    list_select_related = ["guideline", "approved_by", "published_by"]
    list_display_links = ["number"]
    fieldsets = [
        (
            None,
            {
                "fields": ["guideline", "number", "title", "notice", "changes", "review_by"],
                "description": "Only a draft can be edited. To change what was published, "
                "make a new draft from it by the button above.",
            },
        ),
    ]

    def has_change_permission(self, request, obj=None):
        return is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return is_open(obj) and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs, request):
        return deleted_with(list(objs), request.user)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = self.get_object(request, object_id)
        context = workplace(version, request.user) if version else {}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("guideline", *PEOPLE)

    def get_urls(self):
        pages = [
            path(f"<int:pk>/{address}", self.admin_site.admin_view(view), name=name)
            for address, view, name in PAGES
        ]
        return pages + super().get_urls()


def _was_published(guideline):
    return bool(guideline) and guideline.versions.filter(published_at__isnull=False).exists()
