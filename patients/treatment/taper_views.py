"""The taper planner of a prednisone course, and its plan on one printed page."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reswap

from guidelines.engine import taper_checks, taper_hold
from patients.documents import taper_sheet
from patients.in_force import NONE_IN_FORCE
from patients.models import Patient, TreatmentCourse
from patients.overview import Overview
from patients.treatment import tapers
from patients.treatment.taper_planner import REDRAWN, Planner

REFUSED = 422


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
@permission_required("patients.change_treatmentcourse", raise_exception=True)
def taper(request, pk):
    """Plan a taper: drawn from a pattern, edited step by step, saved as dated doses."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    overview = Overview(patient, timezone.localdate())
    if overview.version is None:
        messages.error(request, NONE_IN_FORCE)
        return redirect(patient)
    facts = overview.plan.facts
    found = _courses(patient, facts)
    course = _chosen(request, found)
    context = {"patient": patient, "courses": found, "course": course}
    if course is None:
        return render(request, "patients/taper_none.html", context)
    planner = Planner(course, facts, request.POST if request.method == "POST" else None)
    if request.POST.get("do") == "save":
        return _save(request, context, planner)
    return _page(request, context, planner)


def _courses(patient, facts):
    """The courses of today that can be tapered."""
    rows = patient.courses.open_on(facts.on).prefetch_related("steps")
    return [row for row in rows if tapers.can_taper(row, facts.program.content, facts.on)]


def _chosen(request, found):
    """The course that is asked for, else the only one; None where there is none, or a choice."""
    asked = request.POST.get("course") or request.GET.get("course", "")
    if asked:
        return next((row for row in found if str(row.pk) == asked), None)
    return found[0] if len(found) == 1 else None


def _page(request, context, planner, status=200, refusal=()):
    context |= {
        "planner": planner, "refusal": refusal, "stop_rules": taper_hold.STOP_RULES,
        "never_abruptly": taper_hold.NEVER_ABRUPTLY, "gradually": taper_checks.GRADUALLY,
        "redrawn": REDRAWN if planner.redrawn and not refusal else "",
    }  # fmt: skip
    if not request.htmx:
        return render(request, "patients/taper.html", context, status=status)
    if planner.redrawn or planner.focused is not None:
        return render(request, "patients/_taper_redrawn.html", context)
    return reswap(render(request, "patients/_taper_told.html", context), "none")


def _save(request, context, planner):
    """Save the plan, or show again what was typed with what forbids it."""
    if planner.redrawn:
        return _page(request, context, planner, REFUSED, [REDRAWN])
    if planner.plan is None:
        text = "Not saved: correct what is marked first."
        return _page(request, context, planner, REFUSED, [text])
    try:
        tapers.save(
            course=planner.course, steps=planner.steps, by=request.user, seen=planner.seen,
            **planner.frame_typed,
        )  # fmt: skip
    except ValidationError as refusal:
        planner.seen = tapers.as_seen(planner.course)  # the refusal tells what changed
        return _page(request, context, planner, REFUSED, refusal.messages)
    messages.success(request, "Taper saved. Print it, and make a new calendar file.")
    return redirect(f"{request.path}?course={planner.course.pk}")


@require_safe
@permission_required("patients.view_treatmentcourse", raise_exception=True)
def sheet(request, pk):
    """The saved taper of a course as a printed page."""
    visible = Patient.objects.visible_to(request.user)
    rows = TreatmentCourse.objects.standing().filter(patient__in=visible).exclude(taper="")
    course = get_object_or_404(rows.select_related("patient"), pk=pk)
    overview = Overview(course.patient, timezone.localdate())
    if overview.version is None:
        raise Http404
    pdf = taper_sheet.as_pdf(course, overview.plan.facts, overview.version)
    headers = {"Content-Disposition": content_disposition_header(False, "taper.pdf")}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
