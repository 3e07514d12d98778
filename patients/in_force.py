"""The guideline version that holds today, for whatever is new; what every page says without one."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from guidelines.engine import wording
from guidelines.models import GuidelineVersion

NONE_IN_FORCE = (
    "No guideline is in force today, so no plan can be made. "
    "A guideline author has to publish a version in the administration first."
)


def version_in_force():
    """The version in force today, of several guidelines the one in the settings.

    Raises ValidationError when there is none.
    """
    found = list(GuidelineVersion.objects.in_force(timezone.localdate()))
    if len(found) > 1:
        found = [version for version in found if version.guideline.key == settings.GUIDELINE]
    if not found:
        raise ValidationError(NONE_IN_FORCE)
    return found[0]


def context(request):
    """For templates: `none_in_force`, asked for by whole pages only, never by their parts."""
    signed_in = getattr(request, "user", None) and request.user.is_authenticated
    return {"none_in_force": why_none if signed_in else ""}


def why_none():
    """Why no version is in force today, and what comes next; "" while there is one."""
    try:
        version_in_force()
    except ValidationError:
        published = GuidelineVersion.objects.filter(published_at__isnull=False)
        return " ".join(filter(None, (_withdrawn(published), _to_come(published))))
    return ""


def _withdrawn(published):
    last = published.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at").first()
    if last is None:
        return "No guideline is in force."
    day = wording.date(timezone.localtime(last.withdrawn_at).date())
    text = f"version {last.number} of “{last.title}” was withdrawn on {day}"
    reason = f" Reason: {last.withdrawal_reason}" if last.withdrawal_reason else ""
    return f"No guideline is in force: {text}.{reason}"


def _to_come(published):
    later = published.filter(withdrawn_at=None, effective_from__gt=timezone.localdate())
    if version := later.order_by("effective_from").first():
        return f"Version {version.number} is in force from {wording.date(version.effective_from)}."
    return ""
