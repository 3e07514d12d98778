"""The guideline as a readable document."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidelines.document import document
from guidelines.models import GuidelineVersion


@require_safe
def guideline(request):
    """The version in force today, or what to do when there is none."""
    versions = GuidelineVersion.objects.select_related("guideline", "published_by")
    version = versions.in_force(timezone.localdate()).first()
    if version is None:
        last = versions.filter(published_at__isnull=False).order_by("-published_at").first()
        return render(request, "guidelines/none_in_force.html", {"last": last})
    return _show(request, version)


@require_safe
def version(request, pk):
    """One version; what was never published is for those who may see it in the admin."""
    versions = GuidelineVersion.objects.select_related("guideline", "published_by", "withdrawn_by")
    found = get_object_or_404(versions, pk=pk)
    may_see = request.user.is_staff and request.user.has_perm("guidelines.view_guidelineversion")
    if not (found.is_frozen or may_see):
        raise Http404
    return _show(request, found)


def _show(request, version):
    context = {
        "version": version,
        "guideline": document(version),
        "others": GuidelineVersion.objects.filter(
            guideline=version.guideline, published_at__isnull=False
        ).exclude(pk=version.pk),
    }
    return render(request, "guidelines/guideline.html", context)
