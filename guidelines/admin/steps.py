"""The steps of a version as a whole, each with a page that names what it means."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from guidelines import actions, checks
from guidelines.admin.coming import after_withdrawal, others_to_come
from guidelines.admin.exchange import FilesForm, download
from guidelines.admin.remarks import remarks_of
from guidelines.admin.step_forms import (
    CommentForm,
    PublishForm,
    ReasonForm,
    StepForm,
    SubmitForm,
    TextForm,
    WithdrawForm,
)
from guidelines.admin.todo import listed
from guidelines.engine.build import ContentError
from guidelines.engine.publication import Obstacle
from guidelines.models import GuidelineVersion

DRAFT, IN_REVIEW, PUBLISHED = (
    GuidelineVersion.Status.DRAFT,
    GuidelineVersion.Status.IN_REVIEW,
    GuidelineVersion.Status.PUBLISHED,
)
SUBMIT, REVIEW, PUBLISH = (
    f"guidelines.{act}_guidelineversion" for act in ("submit", "review", "publish")
)
DOWNLOAD = "guidelines_guidelineversion_download"
# What rests on a version tells here what a step means for it: version → sentence.
consequences = []


class Step(NamedTuple):
    """What a guideline owner does with a version as a whole.

    `permissions`: any one of them is enough. `of`: the states it starts from. `refusal`: version
    and user → why this user cannot take it now, "" if they can. `checked`: whether its page lists
    what stops a publication.
    """

    label: str
    effect: str
    permissions: tuple
    of: tuple
    act: Callable
    form: type = StepForm
    refusal: Callable = lambda version, by: ""
    checked: bool = False

    def is_allowed(self, user):
        """Whether the roles of a user give one of its permissions."""
        return any(user.has_perm(permission) for permission in self.permissions)


def _not_to_approve(version, by):
    if version.is_approved:
        return actions.APPROVED
    return actions.OWN_WORK if version.submitted_by_id == by.pk else ""


def _not_approved(version, by):
    return "" if version.is_approved else actions.NOT_APPROVED


STEPS = {
    "new_draft": Step(
        "New draft",
        "The draft gets the next number and a copy of all rows. This version stays as it is.",
        ("guidelines.add_guidelineversion",),
        tuple(GuidelineVersion.Status),
        lambda version, by: actions.new_draft(version=version),
    ),
    "load": Step(
        "Load YAML files",
        "A new draft is made of this version, in which the files replace what they hold. This "
        "version stays as it is. A single error in any file, and nothing is made.",
        ("guidelines.add_guidelineversion",),
        tuple(GuidelineVersion.Status),
        lambda version, by, files: actions.load_files(version=version, files=files),
        FilesForm,
    ),
    "comment": Step(
        "Comments",
        "A comment stays beside the version for good, with its author, its time, and the content "
        "it was made on. Nobody can change or delete it.",
        (SUBMIT, REVIEW),
        tuple(GuidelineVersion.Status),
        actions.comment,
        CommentForm,
    ),
    "submit": Step(
        "Submit for review",
        "The content stands still until a reviewer approves it or returns it to its authors.",
        (SUBMIT,),
        (DRAFT,),
        actions.submit,
        SubmitForm,
        checked=True,
    ),
    "approve": Step(
        "Approve",
        "The version can be published once nothing is left to do. Who submitted it cannot "
        "approve it.",
        (REVIEW,),
        (IN_REVIEW,),
        actions.approve,
        TextForm,
        _not_to_approve,
        checked=True,
    ),
    "return": Step(
        "Return to authors",
        "The version is a draft again and can be edited. An approval it had is void.",
        (REVIEW,),
        (IN_REVIEW,),
        actions.return_to_authors,
        ReasonForm,
    ),
    "publish": Step(
        "Publish",
        "The version can never be changed again. New consultations use it from its first day in "
        "force, in place of the version before it.",
        (PUBLISH,),
        (IN_REVIEW,),
        actions.publish,
        PublishForm,
        _not_approved,
        checked=True,
    ),
    "withdraw": Step(
        "Withdraw",
        "This cannot be undone. Wherever this version shows, it says that it was withdrawn.",
        (PUBLISH,),
        (PUBLISHED,),
        actions.withdraw,
        WithdrawForm,
    ),
}


def open_steps(version, user):
    """The steps that a user may take with a version as it stands, with their names."""
    return [
        (name, step) for name, step in _steps_of(version, user) if not step.refusal(version, user)
    ]


def closed_steps(version, user):
    """The steps that belong to a user's role and that this version refuses now, with why."""
    found = ((step, step.refusal(version, user)) for _, step in _steps_of(version, user))
    return [(step, why) for step, why in found if why]


def _steps_of(version, user):
    return [
        (name, step)
        for name, step in STEPS.items()
        if version and version.status in step.of and step.is_allowed(user)
    ]


class StepsMixin:
    """Adds the pages of the steps to the admin of versions."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.step)
        steps = [
            path(f"<int:pk>/{name}/", view, {"name": name}, f"guidelines_guidelineversion_{name}")
            for name in STEPS
        ]
        file = path("<int:pk>/download/", self.admin_site.admin_view(download), name=DOWNLOAD)
        return [*steps, file, *super().get_urls()]

    def step(self, request, pk, name):
        """A page that names the consequences of a step; its button takes the step."""
        versions = GuidelineVersion.objects.select_related("guideline", "submitted_by")
        version, step = get_object_or_404(versions, pk=pk), STEPS[name]
        if not step.is_allowed(request.user):
            raise PermissionDenied
        typed = request.POST if request.method == "POST" else None
        form = step.form(typed, request.FILES or None, version=version, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                changed = step.act(version=version, by=request.user, **form.cleaned_data)
            except (ValidationError, ContentError) as error:
                form.add_error(None, _told(error))
                if getattr(error, "code", "") == "changed":
                    form.draw_again()
            else:
                return self._taken(request, name, changed)
        return self._page(request, name, version, form)

    def _taken(self, request, name, changed):
        if name == "comment":
            self.message_user(request, "The comment was added.", messages.SUCCESS)
            return redirect("admin:guidelines_guidelineversion_comment", changed.version_id)
        self.message_user(request, f"Done: {changed}.", messages.SUCCESS)
        return redirect("admin:guidelines_guidelineversion_change", changed.pk)

    def _page(self, request, name, version, form):
        step = STEPS[name]
        found = _obstacles(version) if step.checked and version.published_at is None else []
        context = {
            "title": f"{step.label}: {version}",
            "version": version,
            "name": name,
            "step": step,
            "form": form,
            "refusal": _refusal(step, version, request.user),
            "consequences": [step.effect, *_consequences(name, version)],
            "forerunner": step.checked and checks.forerunner(version),
            **listed(version, found),
            "is_stopped": name == "publish" and found,
            "remarks": remarks_of(version),
            "opts": self.opts,
        }
        context |= self.admin_site.each_context(request)
        template = "admin/guidelines/guidelineversion/step.html"
        return TemplateResponse(request, template, context, status=422 if form.errors else 200)


def _refusal(step, version, user):
    if version.status not in step.of:
        return f"This version is {version.get_status_display()}, so this step does not apply."
    return step.refusal(version, user)


def _consequences(name, version):
    if name not in ("publish", "withdraw"):
        return []
    follows = after_withdrawal(version) if version.is_frozen else others_to_come(version)
    return [*follows, *(tell(version) for tell in consequences)]


def _obstacles(version):
    """What stops a publication; where the rows give no content at all, why not."""
    try:
        return checks.obstacles(version, timezone.localdate())
    except ContentError as error:
        return [Obstacle(kind="type", text=str(problem)) for problem in error.problems]


def _told(error):
    """What the form says of a refusal; obstacles stand in a list below it."""
    if isinstance(error, actions.ObstaclesError):
        return f"Nothing was published. What stops it is listed below: {len(error.obstacles)}."
    if isinstance(error, ContentError):
        problems = [str(problem) for problem in error.problems]
        return [f"Nothing was changed. Errors: {len(problems)}.", *problems]
    return error.messages
