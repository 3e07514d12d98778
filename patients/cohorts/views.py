"""The page that asks which of one's patients match a condition."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from guidelines.models import GuidelineVersion
from patients.cohorts.forms import MatchingForm
from patients.in_force import version_in_force
from patients.models import Patient

SHOWN = 50  # patients of each list


@require_safe
@vary_on_headers("HX-Request")
@permission_required("patients.view_patient", raise_exception=True)
def matching(request):
    versions = _versions(request.user)
    form = MatchingForm(_asked(request.GET, versions), versions=versions)
    context = {"form": form, "shown": SHOWN, "is_asked": "condition" in request.GET}
    if form.is_valid() and context["is_asked"]:
        patients = Patient.objects.visible_to(request.user)
        context["matches"] = form.matches(patients, SHOWN)
        context["unvisited"] = patients.count() - context["matches"].count
    status = 422 if context["is_asked"] and form.errors else 200
    template = "_cohort_matches.html" if request.htmx else "cohort.html"
    return render(request, f"patients/{template}", context, status=status)


def _versions(user):
    """Published versions; with the right to see them, drafts and withdrawn ones too."""
    found = GuidelineVersion.objects.select_related("guideline", "approved_by")
    return found if user.has_perm("guidelines.view_guidelineversion") else found.published()


def _asked(data, versions):
    """What is asked, with the version in force, else the newest, where none is chosen."""
    asked = {"version": data.get("version"), "condition": data.get("condition", "")}
    if not asked["version"]:
        try:
            asked["version"] = version_in_force().pk
        except ValidationError:
            asked["version"] = getattr(versions.first(), "pk", None)
    return asked
