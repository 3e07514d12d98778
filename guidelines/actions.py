"""What happens to a guideline version: it is drafted, published, and it may be withdrawn."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from guidelines import exchange, frozen
from guidelines.engine.check import check
from guidelines.models import GuidelineVersion


def new_draft(*, version):
    """A draft with the content of a version and the next number of its guideline."""
    last = version.guideline.versions.order_by("-number").first()
    data = exchange.document(frozen.load(version))
    return exchange.load(data | {"version": last.number + 1})


@transaction.atomic
def publish(*, version, by):
    """Publish a draft; in force from its `effective_from` date, today where it names none.

    Raises ValidationError when it is no draft, or when its content has a problem.
    """
    version = GuidelineVersion.objects.select_for_update().get(pk=version.pk)
    if version.status != GuidelineVersion.Status.DRAFT:
        raise ValidationError(f"{version}: only a draft can be published.")
    knowledge = frozen.load(version)
    if problems := check(knowledge):
        raise ValidationError(problems)
    version.digest = exchange.digest(knowledge)
    version.status = GuidelineVersion.Status.PUBLISHED
    version.effective_from = version.effective_from or timezone.localdate()
    version.published_at = timezone.now()
    version.published_by = by
    version.save()
    return version


@transaction.atomic
def withdraw(*, version, by):
    """Withdraw a published version: from now on its guideline has none in force.

    Raises ValidationError when it is not published.
    """
    version = GuidelineVersion.objects.select_for_update().get(pk=version.pk)
    if version.status != GuidelineVersion.Status.PUBLISHED:
        raise ValidationError(f"{version}: only a published version can be withdrawn.")
    version.status = GuidelineVersion.Status.WITHDRAWN
    version.withdrawn_at = timezone.now()
    version.withdrawn_by = by
    version.save()
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
