"""An independent engine judges every condition of the shipped guideline as ours does."""

import pytest

from benchmarks.engine import agreement
from tests.guidelines.engine.shipped import CONTENT, VIGNETTES, confirmed

CONDITIONS = sum(
    len(rows)
    for rows in (
        CONTENT.gates,
        CONTENT.criteria,
        CONTENT.recommendations,
        CONTENT.blocks,
        CONTENT.interplays,
    )
)


@pytest.mark.parametrize("key", VIGNETTES)
def test_fhirpath_gives_the_same_verdict_on_every_condition(key):
    assert agreement(CONTENT, confirmed(VIGNETTES[key].findings)) == CONDITIONS
