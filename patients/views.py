"""Patients: the list, the record, a new one."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from patients.models import Patient
from patients.overdue import mark_overdue
from patients.overview import Overview
from patients.visits.forms import PatientForm

SHOWN = 50  # rows of the list; the search finds the others


@require_safe
@vary_on_headers("HX-Request")
@permission_required("patients.view_patient", raise_exception=True)
def patient_list(request):
    text = request.GET.get("q", "")
    found = Patient.objects.visible_to(request.user).search(text).with_visits()
    template = "_patient_rows.html" if request.htmx else "patient_list.html"
    patients = list(found[: SHOWN + 1])
    mark_overdue(patients[:SHOWN], timezone.localdate())
    context = {"patients": patients, "shown": SHOWN, "q": text}
    return render(request, f"patients/{template}", context)


@require_http_methods(["GET", "POST"])
@permission_required("patients.add_patient", raise_exception=True)
def patient_create(request):
    form = PatientForm(request.POST or None, user=request.user)
    if form.is_valid():
        return redirect(form.save())
    status = 422 if form.errors else 200
    return render(request, "patients/patient_form.html", {"form": form}, status=status)


@require_safe
@permission_required("patients.view_patient", raise_exception=True)
def patient_detail(request, pk):
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    overview = Overview(patient, timezone.localdate())
    context = {"patient": patient, "overview": overview}
    return render(request, "patients/patient_detail.html", context)
