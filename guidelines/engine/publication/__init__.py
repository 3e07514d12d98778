"""What stops a publication: every check reads the content alone and lists all it finds."""

from .context import context
from .contradiction import contradictory
from .coverage import uncovered
from .dates import gaps, reviews
from .doses import doses
from .founded import founded
from .kept import kept
from .methotrexate import methotrexate
from .names import names
from .notice import notice
from .obstacle import Obstacle
from .plain_language import plain_language
from .reach import unreachable
from .references import citations, references
from .safety import safety
from .translated import translated
from .types import types
from .vignettes import failing, silent
from .visible import visible
from .wording import wording

__all__ = ["WAITING", "Obstacle", "obstacles_of"]

# They read what is written, row by row, in any state of the content.
READING = (
    *(founded, citations, references, doses, wording, visible, notice),
    *(methotrexate, types, kept, reviews, gaps, plain_language, translated),
)
# They evaluate the content or walk its conditions, so every name in it must exist.
CHECKS = (failing, uncovered, silent, unreachable, contradictory, safety, context)
# Their kinds, which nobody can look for while a name cannot be read.
WAITING = ("vignette", "coverage", "silent", "unreachable", "contradiction", "safety", "context")


def obstacles_of(content, on, before=()) -> list[Obstacle]:
    """Everything that stops a content from being in force from the day `on`.

    `before` are the contents of all versions ever published before, the newest first.
    """
    broken = names(content)
    checks = READING if broken else (*READING, *CHECKS)
    return broken + [found for check in checks for found in check(content, on, before)]
