"""What stops a publication: every check reads the content alone and lists all it finds."""

from ..check import check
from .obstacle import Obstacle

__all__ = ["Obstacle", "obstacles_of"]


def obstacles_of(content, on, before=None) -> list[Obstacle]:
    """Everything that stops the publication of a content on the day `on`.

    `before` is the content of the version published last, None for a first version.
    """
    return [Obstacle(kind="names", text=text) for text in check(content)]
