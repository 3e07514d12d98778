"""Impact runs as pages: started, watched, read; and the patients to look at again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidelines.models import GuidelineVersion
from patients.impact import actions, recall, results
from patients.models import Replay
from patients.runs import progress as progress_of

may_run = permission_required("patients.run_replay", raise_exception=True)


@require_http_methods(["GET", "POST"])
@may_run
def impact(request, before, after):
    """The last run over two versions, or how to start one; POST starts one."""
    pair = _versions(before, after)
    if request.method == "POST":
        try:
            return redirect(actions.start(**pair, by=request.user))
        except ValidationError as error:
            context = pair | {"errors": error.messages}
            return render(request, "patients/impact/impact.html", context, status=422)
    if last := _runs().filter(**pair).first():
        return redirect(last)
    return render(request, "patients/impact/impact.html", pair)


@require_safe
@may_run
def impact_brief(request, before, after):
    """What the last finished run over two versions found, in a few lines for another page."""
    pair = _versions(before, after)
    runs = _runs().filter(**pair)
    finished = runs.filter(status=Replay.Status.FINISHED).first()
    context = pair | {"replay": finished, "last": runs.first()}
    if finished:
        context["severities"] = results.severities(finished)
        context["progress"] = progress_of(finished)
        context["out_of_date"] = actions.is_out_of_date(finished)
    return render(request, "patients/impact/_brief.html", context)


@require_safe
@may_run
def replay(request, pk):
    """One run: how far it is, or what it found."""
    run = get_object_or_404(_runs(), pk=pk)
    context = {"replay": run, "progress": progress_of(run)}
    context["out_of_date"] = actions.is_out_of_date(run)
    if not run.is_running:
        context["found"] = results.results(run, request.user)
    return render(request, "patients/impact/replay.html", context)


@require_safe
@may_run
def progress(request, pk):
    """How far a run is: the part of its page that asks again until the run has ended."""
    run = get_object_or_404(_runs(), pk=pk)
    context = {"replay": run, "progress": progress_of(run), "polled": True}
    return render(request, "patients/impact/_progress.html", context)


@require_POST
@may_run
def cancel(request, pk):
    run = get_object_or_404(_runs(), pk=pk)
    try:
        actions.cancel(replay=run)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The run was stopped. What it found so far is kept.")
    return redirect(run)


@require_POST
@may_run
def resume(request, pk):
    run = get_object_or_404(_runs(), pk=pk)
    try:
        actions.resume(replay=run)
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect(run)


@require_safe
@permission_required("patients.view_patient", raise_exception=True)
def recalls(request):
    """The patients of the own care teams whom the version in force would treat otherwise."""
    today = timezone.localdate()
    context = {
        "lists": recall.recalls(request.user, today),
        "withdrawn": recall.withdrawn(request.user),
        "in_force": GuidelineVersion.objects.in_force(today).exists(),
    }
    return render(request, "patients/impact/recalls.html", context)


def _versions(before, after):
    versions = GuidelineVersion.objects.select_related("approved_by")
    return {
        "before": get_object_or_404(versions, pk=before),
        "after": get_object_or_404(versions, pk=after),
    }


def _runs():
    people = ("requested_by", "before__approved_by", "after__approved_by")
    return Replay.objects.select_related(*people).defer("drafts")
