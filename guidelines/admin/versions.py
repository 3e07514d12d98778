"""Guidelines and their versions: the way in to all rows."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from guidelines import actions
from guidelines.admin.rows import is_open
from guidelines.engine.build import ContentError
from guidelines.models import COLLECTIONS, Guideline, GuidelineVersion

DRAFT, IN_REVIEW, PUBLISHED = (
    GuidelineVersion.Status.DRAFT,
    GuidelineVersion.Status.IN_REVIEW,
    GuidelineVersion.Status.PUBLISHED,
)
# What rests on a version tells here what a step means for it: version → sentence.
consequences = []


class Step(NamedTuple):
    """What a guideline owner does with a version as a whole; `of` are the states it starts from."""

    label: str
    effect: str
    permission: str
    of: tuple
    act: Callable


STEPS = {
    "new_draft": Step(
        "New draft",
        "The draft gets the next number and a copy of all rows. This version stays as it is.",
        "guidelines.add_guidelineversion",
        tuple(GuidelineVersion.Status),
        lambda version, by: actions.new_draft(version=version),
    ),
    "submit": Step(
        "Submit for review",
        "The content stands still until a reviewer approves it or returns it to its authors.",
        "guidelines.submit_guidelineversion",
        (DRAFT,),
        lambda version, by: actions.submit(version=version, by=by),
    ),
    "approve": Step(
        "Approve",
        "The version can then be published. Who submitted it cannot approve it.",
        "guidelines.review_guidelineversion",
        (IN_REVIEW,),
        lambda version, by: actions.approve(version=version, by=by),
    ),
    "publish": Step(
        "Publish",
        "The version can never be changed again. New consultations use it from its first day in "
        "force, in place of the version before it.",
        "guidelines.publish_guidelineversion",
        (IN_REVIEW,),
        lambda version, by: actions.publish(version=version, by=by),
    ),
    "withdraw": Step(
        "Withdraw",
        "This cannot be undone. If it is the version in force, none is in force afterward, and no "
        "consultation can be started until another version is published.",
        "guidelines.publish_guidelineversion",
        (PUBLISHED,),
        lambda version, by: actions.withdraw(version=version, by=by),
    ),
}


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
        context["steps"] = [
            (name, step)
            for name, step in STEPS.items()
            if version and version.status in step.of and request.user.has_perm(step.permission)
        ]
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self):
        view = self.admin_site.admin_view(self.step)
        steps = [
            path(f"<int:pk>/{name}/", view, {"name": name}, f"guidelines_guidelineversion_{name}")
            for name in STEPS
        ]
        return steps + super().get_urls()

    def step(self, request, pk, name):
        """A page that names the consequences of a step; its button takes the step."""
        version = get_object_or_404(GuidelineVersion.objects.select_related("guideline"), pk=pk)
        step = STEPS[name]
        if not request.user.has_perm(step.permission):
            raise PermissionDenied
        if request.method == "POST":
            return self._take(request, version, step)
        context = {
            "title": f"{step.label}: {version}",
            "version": version,
            "step": step,
            "consequences": [step.effect, *[tell(version) for tell in consequences]],
            "opts": self.opts,
        }
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/guidelines/guidelineversion/step.html", context)

    def _take(self, request, version, step):
        try:
            version = step.act(version, request.user)
            self.message_user(request, f"Done: {version}.", messages.SUCCESS)
        except (ValidationError, ContentError) as error:
            for message in getattr(error, "messages", [str(error)]):
                self.message_user(request, message, messages.ERROR)
        return redirect("admin:guidelines_guidelineversion_change", version.pk)


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
