"""Which test patients see each criterion true, false and unknown.

Only those count that would notice: they expect something of the advice, or of the criterion.
"""

from dataclasses import dataclass

from .expectations import speaks_of
from .search import UNKNOWN, search
from .vignettes import plans


@dataclass(frozen=True, slots=True)
class Coverage:
    """The keys of the vignettes by the verdict that they give one criterion.

    `can_be_unknown` is false where the search finds no patient for whom the criterion stays open.
    """

    true: tuple[str, ...]
    false: tuple[str, ...]
    unknown: tuple[str, ...]
    can_be_unknown: bool

    @property
    def unseen(self) -> tuple[str, ...]:
        """The verdicts that no vignette shows and some should."""
        seen = {"true": self.true, "false": self.false, "unknown": self.unknown}
        needed = ("true", "false", "unknown") if self.can_be_unknown else ("true", "false")
        return tuple(verdict for verdict in needed if not seen[verdict])


def coverage(content) -> dict[str, Coverage]:
    """The coverage of every criterion of a content, by key."""
    return {row.key: _of(content, row.key) for row in content.criteria}


def _of(content, key):
    verdicts = {True: [], False: [], None: []}
    for row in content.vignettes:
        if speaks_of(row, key):
            verdicts[plans(content)[row.key].facts[key]].append(row.key)
    seen = [tuple(verdicts[verdict]) for verdict in (True, False, None)]
    return Coverage(*seen, search(content).find((key, UNKNOWN)).facts is not None)
