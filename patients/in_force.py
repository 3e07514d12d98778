"""The guideline version that holds today, for whatever is new."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

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
