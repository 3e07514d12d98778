"""What comes next for a guideline, told before and after one of its versions goes."""

from django.utils import timezone

from guidelines.engine import wording

NONE_FOLLOWS = (
    "No version is in force from now on: every page says so, and no consultation can be started. "
    "The version before it does not come back."
)


def others_to_come(version):
    """What starts by itself beside this version: a sentence for each of the others."""
    rows = version.guideline.versions.to_come(timezone.localdate()).exclude(pk=version.pk)
    return [
        f"Version {row.number} is in force from {wording.date(row.effective_from)}." for row in rows
    ]


def after_withdrawal(version):
    """What holds once a published version is withdrawn, in sentences."""
    today = timezone.localdate()
    current = version.guideline.versions.in_force(today).first()
    if current == version:
        return [NONE_FOLLOWS, *others_to_come(version)]
    starts = "It never starts. " if version.effective_from > today else ""
    stays = f"Version {current.number} stays" if current else "None is"
    return [f"{starts}{stays} in force.", *others_to_come(version)]
