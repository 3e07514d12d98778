"""The steps of a version as a whole, each with a page that names what it means."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path

from guidelines import actions
from guidelines.engine.build import ContentError
from guidelines.models import GuidelineVersion

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


def open_steps(version, user):
    """The steps that a user may take with a version as it stands, with their names."""
    return [
        (name, step)
        for name, step in STEPS.items()
        if version and version.status in step.of and user.has_perm(step.permission)
    ]


class StepsMixin:
    """Adds the pages of the steps to the admin of versions."""

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
