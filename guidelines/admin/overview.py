"""What the first page of the admin says of each guideline: in force, being written, next step."""

from django.utils import timezone

from guidelines.engine import wording
from guidelines.models import Guideline, GuidelineVersion

Status = GuidelineVersion.Status


def overview():
    """Each guideline with its version in force, those to come, the open ones, and what to do."""
    versions = GuidelineVersion.objects.select_related(
        "guideline", "submitted_by", "approved_by", "published_by"
    )
    today = timezone.localdate()
    in_force = {row.guideline_id: row for row in versions.in_force(today)}
    to_come = list(versions.to_come(today))
    open_ones = list(versions.filter(status__in=[Status.DRAFT, Status.IN_REVIEW]))
    return [
        _card(guideline, in_force.get(guideline.pk), to_come, open_ones)
        for guideline in Guideline.objects.all()
    ]


def _card(guideline, current, to_come, open_ones):
    coming = [row for row in to_come if row.guideline_id == guideline.pk]
    return {
        "guideline": guideline,
        "current": current,
        "newest": current or guideline.versions.order_by("number").last(),
        "since": wording.date(current.effective_from) if current else "",
        "to_come": [(row, wording.date(row.effective_from)) for row in coming],
        "open": [(row, next_step(row)) for row in open_ones if row.guideline_id == guideline.pk],
    }


def next_step(version):
    """What has to happen to a version before it can be published, in one sentence."""
    if version.status == Status.DRAFT:
        return "Edit it, settle what is left to do, then submit it for review."
    if version.is_approved:
        return "It is approved: publish it, from a day you choose."
    by = version.submitted_by.get_full_name() or version.submitted_by.get_username()
    return f"It waits for a reviewer other than {by}, who submitted it."
