"""The handout of a signed consultation: choose, look, release, print again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from patients.documents import handout as handouts
from patients.models import Encounter, Handout
from patients.models.people import Paper

REFUSED = 422
RELEASED = "The handout was released. Print it below, under Given to the patient."


@require_http_methods(["GET", "POST"])
@permission_required("patients.add_handout", raise_exception=True)
def handout(request, pk):
    """GET shows what a handout would say; POST releases it."""
    encounter = _signed(request, pk)
    refusal = []
    draft = _draft(encounter, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        try:
            handouts.release(draft, request.user, "explained" in request.POST)
            messages.success(request, RELEASED)
            return redirect("patients:handout", encounter.pk)
        except ValidationError as error:
            refusal = error.messages
    context = draft.context(is_preview=True) | {
        "draft": draft,
        "choices": handouts.choices(encounter),
        "papers": Paper.choices,
        "released": handouts.given_to(encounter.patient),
        "refusal": refusal,
    }
    return render(request, "patients/handout.html", context, status=REFUSED if refusal else 200)


@require_safe
@permission_required("patients.add_handout", raise_exception=True)
def preview(request, pk):
    """The PDF as it would be released, marked as a preview."""
    encounter = _signed(request, pk)
    draft = _draft(encounter, request.GET)
    if draft.compiled.missing or draft.outdated:
        return redirect("patients:handout", encounter.pk)
    return _pdf(draft.pdf(is_preview=True), encounter, draft.language)


@require_safe
@permission_required("patients.view_handout", raise_exception=True)
def released(request, pk):
    """A handout as it was given."""
    visible = Encounter.objects.visible_to(request.user)
    found = get_object_or_404(Handout.objects.filter(encounter__in=visible), pk=pk)
    return _pdf(bytes(found.pdf), found.encounter, found.language)


def _signed(request, pk):
    visible = Encounter.objects.visible_to(request.user).signed()
    rows = visible.select_related("patient__care_team", "version__guideline")
    return get_object_or_404(rows, pk=pk)


def _draft(encounter, typed):
    """What was chosen; what was not, as the care team has it, if the guideline speaks it."""
    team = encounter.patient.care_team
    codes = [code for code, _ in handouts.choices(encounter)]
    language, paper = typed.get("language", team.language), typed.get("paper", team.paper)
    return handouts.Draft(
        encounter,
        language if language in codes else codes[0],
        large="large" in typed,
        paper=paper if paper in Paper.values else Paper.A4,
    )


def _pdf(data, encounter, language):
    name = handouts.file_name(encounter, language)
    disposition = content_disposition_header(False, name)
    headers = {"Content-Disposition": disposition}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
