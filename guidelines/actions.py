"""What happens to a guideline version: drafted, submitted, reviewed, published, withdrawn.

`seen` is the digest of the content that a person had before them when they decided: where the
version says something else by now, the step is refused. None where nobody read a page.
"""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from guidelines import checks, exchange, frozen
from guidelines.engine import wording
from guidelines.engine.build import ContentError, Problem
from guidelines.models import Guideline, GuidelineVersion, Remark

Status = GuidelineVersion.Status
NO_TEXT = "Say why, so that the authors know what to change."
NO_REASON = "Say why it is withdrawn: everyone who reads this version is told."
NO_CHANGES = "Say what changed since the version before, and why."
OWN_WORK = "Who submitted a version cannot approve it: another reviewer has to."
APPROVED = "Approved already: its approval stays with who gave it."
NOT_APPROVED = "Not approved yet: a reviewer other than who submitted it has to approve it first."
CHANGED = (
    "Nothing was done: the content of this version changed since this page was drawn. "
    "Look at it again; the button below then counts for what it says now."
)
PAST_DAY = "The first day in force cannot be in the past: choose today or later."
TOO_EARLY = "Version {} starts on {}: choose {}, or withdraw it first."


class ObstaclesError(ValidationError):
    """A publication refused by the checks; `obstacles` holds all that they found."""

    def __init__(self, obstacles):
        self.obstacles = obstacles
        super().__init__([str(obstacle) for obstacle in obstacles])


@transaction.atomic
def new_draft(*, version):
    """A draft with the content of a version and the next number of its guideline."""
    data = exchange.document(frozen.load(version)) | {"version": _next_number(version)}
    return exchange.load(data | {"changes": ""}, source=f"version {version.number}")


@transaction.atomic
def load_files(*, version, files):
    """A new draft with the content of a version, as far as content files do not replace it.

    Raises ContentError with everything that is wrong in the files, by file and line.
    """
    data = exchange.document(frozen.load(version)) | {"changes": ""} | files.data
    with files.placing():
        if data["key"] != version.guideline.key:
            text = f"these files are of another guideline; this one is {version.guideline.key}"
            raise ContentError(Problem(text, ("key",), "key"))
    data |= {"version": _next_number(version)}
    return exchange.load_files(files, data, source=f"files, and version {version.number}")


@transaction.atomic
def submit(*, version, by, text="", changes="", seen=None):
    """Submit a draft for review; from now on its content stands still.

    `changes` replaces what the draft says of them. Raises ValidationError when it is no draft,
    or when a version after the first does not say what changed.
    """
    version = _locked(version, Status.DRAFT, "only a draft can be submitted.", seen)
    version.changes = changes.strip() or version.changes
    if version.number > 1 and not version.changes:
        raise ValidationError(NO_CHANGES)
    version.save(update_fields=["changes"])  # before the digest is taken: it counts
    version.digest = exchange.digest(frozen.load(version))
    version.status = Status.IN_REVIEW
    version.submitted_at, version.submitted_by = timezone.now(), by
    version.save()
    _remark(version, Remark.Kind.SUBMITTED, by, text)
    return version


@transaction.atomic
def comment(*, version, by, text, collection="", key=""):
    """A reviewer's or author's comment on a version, or on one of its rows.

    Raises ValidationError without a text.
    """
    if not text.strip():
        raise ValidationError("Write the comment first.")
    return _remark(version, Remark.Kind.COMMENT, by, text, collection, key)


@transaction.atomic
def approve(*, version, by, text="", seen=None):
    """Approve a version in review; it can then be published.

    Raises ValidationError when it is not in review, was approved already, or `by` submitted it.
    """
    version = _locked(version, Status.IN_REVIEW, "only a version in review can be approved.", seen)
    if version.submitted_by == by:
        raise ValidationError(OWN_WORK)
    if version.is_approved:
        raise ValidationError(APPROVED)
    version.approved_at, version.approved_by = timezone.now(), by
    version.save()
    _remark(version, Remark.Kind.APPROVED, by, text)
    return version


@transaction.atomic
def return_to_authors(*, version, by, text, seen=None):
    """Make a version in review a draft again, with the reason.

    Raises ValidationError when it is not in review, or without a reason.
    """
    if not text.strip():
        raise ValidationError(NO_TEXT)
    version = _locked(version, Status.IN_REVIEW, "only a version in review can be returned.", seen)
    version.status = Status.DRAFT
    version.submitted_at = version.submitted_by = None
    version.approved_at = version.approved_by = None
    version.save()
    _remark(version, Remark.Kind.RETURNED, by, text)
    return version


@transaction.atomic
def publish(*, version, by, on=None, seen=None):
    """Publish an approved version; in force from the day `on`, today where none is named.

    Raises ValidationError when it is not approved, when the day is past, or with all that stops a
    publication.
    """
    version = _locked(version, Status.IN_REVIEW, "only a version in review can be published.", seen)
    if not version.is_approved:
        raise ValidationError(NOT_APPROVED)
    return _publish(version, by, on)


@transaction.atomic
def publish_shipped(*, version):
    """Publish a draft as the built-in account: shown everywhere as not clinically approved.

    Raises ValidationError when it is no draft, or with all that stops a publication.
    """
    version = _locked(version, Status.DRAFT, "only a draft can be published.")
    return _publish(version, shipped_account(), None)


@transaction.atomic
def withdraw(*, version, by, text):
    """Withdraw a published version, with the reason; no earlier one takes its place.

    Raises ValidationError when it is not published, or without a reason.
    """
    if not text.strip():
        raise ValidationError(NO_REASON)
    version = _locked(version, Status.PUBLISHED, "only a published version can be withdrawn.")
    version.status = Status.WITHDRAWN
    version.withdrawn_at, version.withdrawn_by = timezone.now(), by
    version.save()
    _remark(version, Remark.Kind.WITHDRAWN, by, text)
    return version


def shipped_account():
    """The account that publishes what is shipped; nobody can sign in with it."""
    users = get_user_model().objects
    account, created = users.get_or_create(
        username="shipped-content", defaults={"is_active": False}
    )
    if created:
        account.set_unusable_password()
        account.save()
    return account


def _next_number(version):
    """The next number of a guideline; who asks for it at the same time waits for the next one."""
    guideline = Guideline.objects.select_for_update().get(pk=version.guideline_id)
    return guideline.versions.aggregate(last=Max("number"))["last"] + 1


def _locked(version, status, otherwise, seen=None):
    version = GuidelineVersion.objects.select_for_update().get(pk=version.pk)
    if version.status != status:
        raise ValidationError(f"{version}: {otherwise}")
    if seen is not None and seen != exchange.digest(frozen.load(version)):
        raise ValidationError(CHANGED, code="changed")
    return version


def _publish(version, by, on):
    today = timezone.localdate()
    _check_first_day(version, on or today, today)
    if found := checks.obstacles(version, on or today):
        raise ObstaclesError(found)
    version.digest = exchange.digest(frozen.load(version))
    version.status = Status.PUBLISHED
    version.effective_from = on or today
    version.published_at, version.published_by = timezone.now(), by
    version.save()
    _remark(version, Remark.Kind.PUBLISHED, by)
    return version


def _check_first_day(version, on, today):
    """No version may start before another one that would then silently take its place."""
    if on < today:
        raise ValidationError(PAST_DAY)
    others = version.guideline.versions.published().after(on, version.number)
    if last := others.order_by("effective_from", "number").last():
        choice = "that day or later" if last.number < version.number else "a later day"
        day = wording.date(last.effective_from)
        raise ValidationError(TOO_EARLY.format(last.number, day, choice))


def _remark(version, kind, by, text="", collection="", key=""):
    digest = exchange.digest(frozen.load(version))
    return Remark.objects.create(
        version=version, kind=kind, by=by, text=text.strip(), digest=digest,
        collection=collection, key=key,
    )  # fmt: skip
