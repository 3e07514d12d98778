"""The page of scores and criteria of one patient."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidelines.engine.instruments.instrument import JUDGMENT
from guidelines.engine.scores import scores
from patients.models import Patient
from patients.overview import Overview


@require_safe
@permission_required("patients.view_patient", raise_exception=True)
def patient_scores(request, pk):
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    overview = Overview(patient, timezone.localdate())
    found = scores(overview.plan.facts) if overview.version else []
    context = {"patient": patient, "scores": found, "judgment": JUDGMENT}
    return render(request, "patients/scores.html", context)
