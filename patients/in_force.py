"""The guideline version that holds today, for whatever is new; what every page says without one."""

from functools import cache, partial

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
    """For templates: `none_in_force` and `current_version`, asked for by whole pages only."""
    signed_in = getattr(request, "user", None) and request.user.is_authenticated
    current = cache(_current)  # both ask once for each page
    return {
        "none_in_force": partial(why_none, current) if signed_in else "",
        "current_version": current,
    }


def why_none(current):
    """Why no version is in force today, and what comes next; "" while there is one."""
    if current():
        return ""
    published = GuidelineVersion.objects.filter(published_at__isnull=False)
    return " ".join(filter(None, (_withdrawn(published), _to_come(published))))


def _current():
    try:
        return version_in_force()
    except ValidationError:
        return None


def _withdrawn(published):
    last = published.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at").first()
    if last is None:
        return "No guideline is in force."
    day = wording.date(timezone.localtime(last.withdrawn_at).date())
    text = f"version {last.number} of “{last.title}” was withdrawn on {day}"
    reason = f" Reason: {last.withdrawal_reason}" if last.withdrawal_reason else ""
    return f"No guideline is in force: {text}.{reason}"


def _to_come(published):
    if version := published.to_come(timezone.localdate()).first():
        return f"Version {version.number} is in force from {wording.date(version.effective_from)}."
    return ""
