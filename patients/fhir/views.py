"""The FHIR bundle of a signed consultation, to download."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from patients.documents.attached import fhir_json
from patients.models import Encounter
from patients.visits.views import visible


@require_safe
@permission_required("patients.view_encounter", raise_exception=True)
def bundle_file(request, pk):
    """The same bytes as the summary carries; a draft has none."""
    found = visible(request, pk, Encounter.Status.SIGNED)
    response = HttpResponse(fhir_json(found), content_type="application/fhir+json")
    name = f"encounter-{slugify(found.patient.record_number)}-{found.on:%Y-%m-%d}.fhir.json"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
