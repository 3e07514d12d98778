"""Every criterion is seen true, false and, where it can be, unknown by some vignette."""

from .. import coverage, wording
from .obstacle import Obstacle


def uncovered(content, on, before=()):
    """The criteria of which some verdict is not seen."""
    for key, found in coverage.coverage(content).items():
        if found.unseen:
            yield Obstacle(
                kind="coverage",
                text=f"no vignette sees it {wording.listed(found.unseen, 'or')}",
                collection="criteria",
                key=key,
                field="when",
            )
