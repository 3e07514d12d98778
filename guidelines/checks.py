"""What stops a publication: the engine's checks on a version and on its forerunners."""

from functools import lru_cache

from guidelines import frozen
from guidelines.engine.publication import Obstacle, obstacles_of
from guidelines.models import GuidelineVersion


def obstacles(version, on) -> list[Obstacle]:
    """Everything that stops a version from being in force from a day on, in reading order.

    Raises ContentError where the rows cannot be built into a content at all.
    """
    before = tuple(frozen.load(earlier) for earlier in _forerunners(version))
    return list(_remembered(frozen.load(version), on, before))


@lru_cache(maxsize=4)
def _remembered(content, on, before):
    """Checks of a content that stays the same object while nothing in it changes."""
    return tuple(obstacles_of(content, on, before))


def forerunner(version):
    """The last version of the same guideline that was ever published before; None for the first."""
    return _forerunners(version).first()


def _forerunners(version):
    """All versions of the guideline that were ever published before, the newest first."""
    earlier = GuidelineVersion.objects.filter(
        guideline=version.guideline, published_at__isnull=False, number__lt=version.number
    )
    return earlier.order_by("-number")
