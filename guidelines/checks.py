"""What stops a publication: the engine's checks on a version and on its forerunner."""

from guidelines import frozen
from guidelines.engine.publication import Obstacle, obstacles_of
from guidelines.models import GuidelineVersion


def obstacles(version, on) -> list[Obstacle]:
    """Everything that stops the publication of a version on a day, in reading order.

    Raises ContentError where the rows cannot be built into a content at all.
    """
    before = forerunner(version)
    return obstacles_of(frozen.load(version), on, frozen.load(before) if before else None)


def forerunner(version):
    """The last version of the same guideline that was ever published before; None for the first."""
    earlier = GuidelineVersion.objects.filter(
        guideline=version.guideline, published_at__isnull=False, number__lt=version.number
    )
    return earlier.order_by("-number").first()
