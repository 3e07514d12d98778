"""The calendar file of a patient: a page that explains it, and the file itself."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from patients.documents import calendar as patient_calendar
from patients.models import Patient
from patients.overview import Overview


@require_http_methods(["GET", "POST"])
@permission_required("patients.add_calendarentry", raise_exception=True)
def calendar(request, pk):
    """GET shows what would be in the file; POST makes it and keeps the ids of its events."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    overview = Overview(patient, timezone.localdate())
    if request.method == "GET":
        context = {
            "patient": patient,
            "events": patient_calendar.wanted(overview),
            "held": patient_calendar.held(overview),
            "made": patient.calendar_entries.exists(),
        }
        return render(request, "patients/calendar.html", context)
    choices = patient_calendar.Choices("name" in request.POST, "drugs" in request.POST)
    entries = patient_calendar.update(overview, choices)
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(
        patient_calendar.as_file(entries),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers=headers,
    )
