"""Results between consultations: the list, one by one, pasted rows, taken back."""

from functools import wraps
from itertools import zip_longest
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from guidelines import frozen
from patients.in_force import version_in_force
from patients.measurements import laboratory, paste, results
from patients.measurements.entries import Cells
from patients.measurements.result_forms import ResultForm
from patients.measurements.result_list import ResultList
from patients.models import Patient, Result
from patients.overview import Overview

REFUSED = 422
KEPT = ("date", "laboratory")  # from one result to the next
may_add = permission_required("patients.add_result", raise_exception=True)


def _visible(request, pk):
    return get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)


def for_patient(view):
    """Hand a view the patient and the guideline in force; without one, say so."""

    @wraps(view)
    def respond(request, pk):
        patient = _visible(request, pk)
        try:
            content = frozen.load(version_in_force())
        except ValidationError as refusal:
            messages.error(request, refusal.message)
            return redirect(patient)
        return view(request, patient, content)

    return respond


@require_safe
@permission_required("patients.view_result", raise_exception=True)
def result_list(request, pk):
    patient = _visible(request, pk)
    version = Overview(patient, timezone.localdate()).version
    shown = ResultList(
        patient,
        version and frozen.load(version),
        test=request.GET.get("test", ""),
        number=request.GET.get("page", 1),
    )
    return render(request, "patients/result_list.html", {"patient": patient, "shown": shown})


@require_http_methods(["GET", "POST"])
@may_add
@for_patient
def result_add(request, patient, content):
    """One result: first its test, then the form that fits the test."""
    element, error = laboratory.test(request.GET.get("test", ""), content)
    kept = {name: request.GET.get(name, "") for name in KEPT}
    context = {"patient": patient, "kept": kept, "element": element}
    if element is None:
        context |= {"sections": _tests(content), "error": error if "test" in request.GET else ""}
        return render(request, "patients/result_test.html", context)
    if request.method == "GET":
        context["form"] = ResultForm(element, initial=kept)
        return render(request, "patients/result_form.html", context)
    return _add(request, content, context)


def _tests(content):
    """The tests that can be entered, by section."""
    rows = laboratory.followed(content)
    found = [
        (part.title, [row for row in rows if row.section == part.key]) for part in content.sections
    ]
    return [(title, rows) for title, rows in found if rows]


def _add(request, content, context):
    patient = context["patient"]
    form = ResultForm(context["element"], request.POST)
    entry = results.add(
        patient=patient, content=content, by=request.user, rows=[form.cells()],
        confirmed=request.POST.getlist("confirm"),
    )[0]  # fmt: skip
    if not (entry.is_good or entry.is_stored):
        form.take(entry)
        context |= {"form": form, "entry": entry}
        return render(request, "patients/result_form.html", context, status=REFUSED)
    word = "Stored already" if entry.is_stored else "Saved"
    messages.success(request, f"{word}: {entry.told}.")
    if "another" in request.POST:
        kept = {name: request.POST.get(name, "") for name in KEPT}
        return redirect(f"{reverse('patients:result_add', args=[patient.pk])}?{urlencode(kept)}")
    return redirect("patients:results", patient.pk)


@require_http_methods(["GET", "POST"])
@may_add
@for_patient
def result_paste(request, patient, content):
    """Rows of a spreadsheet: pasted as text, shown as read, then saved as far as they are good."""
    context = {"patient": patient, "tests": laboratory.followed(content)}
    if request.method == "GET":
        return render(request, "patients/result_paste.html", context)
    about = {"patient": patient, "content": content}
    try:
        if "text" in request.POST:
            pasted = paste.read(request.POST["text"])
            found = results.read(**about, rows=pasted.rows)
            return _preview(request, context, found, pasted.unused)
        about |= {"rows": _posted(request), "confirmed": request.POST.getlist("confirm")}
        if "save" not in request.POST:
            return _preview(request, context, results.read(**about))
        found = results.add(**about, by=request.user)
    except ValidationError as refusal:
        context |= {"text": request.POST.get("text", ""), "refusal": refusal.message}
        return render(request, "patients/result_paste.html", context, status=REFUSED)
    return _saved(request, context, found)


def _posted(request):
    """The rows of a posted preview; one whose cells were all emptied is gone."""
    columns = (request.POST.getlist(name) for name in Cells._fields)
    return [row for row in zip_longest(*columns, fillvalue="") if any(map(str.strip, row))]


def _preview(request, context, found, unused=()):
    """The rows as read: first those to correct or confirm, then the good ones, then the known."""
    context |= {
        "open": [entry for entry in found if not (entry.is_good or entry.is_stored)],
        "good": [entry for entry in found if entry.is_good],
        "known": [entry for entry in found if entry.is_stored],
        "unused": unused,
    }
    return render(request, "patients/result_preview.html", context)


def _saved(request, context, found):
    """Say what was saved; rows that were not stay on the page as they were typed."""
    saved = sum(entry.is_good for entry in found)
    known = sum(entry.is_stored for entry in found)
    messages.success(request, f"{saved} result{pluralize(saved)} saved.")
    if known:
        text = f"{known} row{pluralize(known)} left out: the same value was stored already."
        messages.info(request, text)
    left = [entry for entry in found if not (entry.is_good or entry.is_stored)]
    if left:
        return _preview(request, context, left)
    return redirect("patients:results", context["patient"].pk)


@require_http_methods(["GET", "POST"])
@permission_required("patients.change_result", raise_exception=True)
def result_remove(request, pk):
    """Take a result back that was entered in error."""
    related = ("patient", "encounter__version")
    visible = Patient.objects.visible_to(request.user)
    result = get_object_or_404(
        Result.objects.filter(patient__in=visible).select_related(*related), pk=pk
    )
    reason, refusal = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            results.take_back(result=result, reason=reason, by=request.user)
        except ValidationError as error:
            refusal = error.message
        else:
            messages.success(request, "Taken back. It stays in the record as an error.")
            return redirect("patients:results", result.patient_id)
    version = Overview(result.patient, timezone.localdate()).version
    shown = ResultList(result.patient, version and frozen.load(version))
    context = {
        "patient": result.patient, "result": result, "reason": reason, "refusal": refusal,
        "label": shown.label(result.element), "value": shown.value(result),
    }  # fmt: skip
    return render(
        request, "patients/result_remove.html", context, status=REFUSED if refusal else 200
    )
