"""An independent engine judges every condition of the shipped guideline as ours does."""

import pytest

from benchmarks.engine import agreement
from guidelines.engine.program import program
from tests.guidelines.engine.shipped import CONTENT, VIGNETTES, confirmed

CONDITIONS = len(program(CONTENT).texts()) - len([row for row in CONTENT.monitoring if row.when])


@pytest.mark.parametrize("key", VIGNETTES)
def test_fhirpath_gives_the_same_verdict_on_every_condition(key):
    assert agreement(CONTENT, confirmed(VIGNETTES[key].findings)) == CONDITIONS
