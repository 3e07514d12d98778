"""The summaries of a day as pages: asked for, watched, fetched."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients import runs
from patients.documents.day import actions, documents
from patients.documents.day.forms import DayForm
from patients.models import DayPrint

may_print = permission_required("patients.view_encounter", raise_exception=True)


@require_http_methods(["GET", "POST"])
@may_print
def days(request):
    """Which day, and the jobs of the last day; POST starts one."""
    form = DayForm(request.POST or None, user=request.user, initial={"day": timezone.localdate()})
    if form.is_valid():
        try:
            site = request.build_absolute_uri("/").rstrip("/")
            return redirect(actions.start(**form.cleaned_data, site=site, by=request.user))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    status = 422 if form.errors else 200
    context = {"form": form, "runs": _runs(request)}
    return render(request, "patients/day/days.html", context, status=status)


@require_safe
@may_print
def day_print(request, pk):
    """One job: how far it is, and what can be fetched."""
    return render(request, "patients/day/day_print.html", _context(request, pk))


@require_safe
@may_print
def progress(request, pk):
    """How far a job is: the part of its page that asks again until it has ended."""
    context = _context(request, pk) | {"polled": True}
    return render(request, "patients/day/_progress.html", context)


@require_POST
@may_print
def cancel(request, pk):
    return _done(request, pk, actions.cancel)


@require_POST
@may_print
def resume(request, pk):
    return _done(request, pk, actions.resume)


@require_safe
@may_print
def download(request, pk):
    """All that is set, as one file."""
    run = get_object_or_404(_runs(request), pk=pk)
    count = run.documents().count()
    if run.is_running or not count:
        raise Http404
    response = StreamingHttpResponse(documents.archive(run), content_type="application/zip")
    part = "" if count == runs.progress(run).total else f"-{count}-of-{runs.progress(run).total}"
    name = f"summaries-{run.day:%Y-%m-%d}{part}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _done(request, pk, action):
    run = get_object_or_404(_runs(request), pk=pk)
    try:
        action(run)
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect(run)


def _context(request, pk):
    run = get_object_or_404(_runs(request), pk=pk)
    failed = run.own_chunks().filter(status="failed")
    return {
        "run": run,
        "progress": runs.progress(run),
        "ready": run.documents().count(),
        "failed": failed.select_related("encounter__patient"),
        "amended": run.amended().select_related("encounter__patient"),
    }


def _runs(request):
    return DayPrint.objects.visible_to(request.user).select_related("care_team", "requested_by")
