"""The notice of a version says nothing that its approval would make untrue."""

import datetime

import pytest

from guidelines.engine.build import build
from guidelines.engine.publication.notice import notice
from tests.factories import small_guideline

DAY = datetime.date(2026, 11, 22)


def found(text):
    return [row.field for row in notice(build(small_guideline(notice=text)), DAY)]


@pytest.mark.parametrize(
    "text",
    [
        "This content has not been approved by a clinician. Use with care.",
        "Not signed by a clinician.",
        "It has not yet been clinically approved.",
    ],
)
def test_a_notice_that_says_nobody_approved_it_is_named(text):
    assert found(text) == ["notice"]


@pytest.mark.parametrize(
    "text", ["For adults only.", "Rituximab is not approved for this disease.", ""]
)
def test_what_stays_true_is_no_obstacle(text):
    assert found(text) == []
