"""What stops a publication: every check reads the content alone and lists all it finds."""

from .context import context
from .contradiction import contradictory
from .coverage import uncovered
from .dates import gaps, reviews
from .doses import doses
from .founded import founded
from .names import names
from .obstacle import Obstacle
from .reach import unreachable
from .references import citations, references
from .safety import safety
from .types import types
from .vignettes import failing, silent
from .wording import wording

__all__ = ["Obstacle", "obstacles_of"]

# They read what is written, row by row, in any state of the content.
READING = (founded, citations, references, doses, wording, types, reviews, gaps)
# They evaluate the content or walk its conditions, so every name in it must exist.
CHECKS = (failing, uncovered, silent, unreachable, contradictory, safety, context)


def obstacles_of(content, on, before=None) -> list[Obstacle]:
    """Everything that stops the publication of a content on the day `on`.

    `before` is the content of the version published last, None for a first version.
    """
    broken = names(content)
    checks = READING if broken else (*READING, *CHECKS)
    return broken + [found for check in checks for found in check(content, on, before)]
