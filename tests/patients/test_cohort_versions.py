"""A condition of another guideline version over facts that an older one left."""

from dataclasses import replace
from decimal import Decimal

import pytest

from guidelines.engine.content import Criterion, Element
from guidelines.engine.facts import Facts
from patients.cohorts.facts import number, values
from patients.cohorts.matching import verdict_of
from patients.models import EncounterFacts
from tests.guidelines.engine.shipped import CONTENT, DAY, WEAK, confirmed
from tests.guidelines.engine.strategies import PROGRAM

pytestmark = pytest.mark.postgres


@pytest.fixture
def asked(signed):
    """What the query says of the weak woman of the boundary table, by another content."""
    rows = EncounterFacts.objects.filter(pk=signed.pk)
    rows.update(values=values(Facts(PROGRAM, confirmed(WEAK), DAY)))

    def ask(text, content=CONTENT):
        return rows.annotate(verdict=verdict_of(content, text)).get().verdict

    return ask


def changed(collection, key, **fields):
    """The shipped content with one row changed."""
    name = "code" if collection == "regimens" else "key"
    rows = getattr(CONTENT, collection)
    mine = tuple(replace(row, **fields) if getattr(row, name) == key else row for row in rows)
    assert mine != rows
    return replace(CONTENT, **{collection: mine})


def test_a_question_that_did_not_exist_then_is_unknown(asked):
    new = Element(key="grip_kg", label="Grip", section="strength", type="quantity", why="New.")
    content = replace(CONTENT, elements=(*CONTENT.elements, new))
    assert asked("grip_kg > 10", content) == "unknown"
    assert asked("not grip_kg > 10", content) == "unknown"
    assert asked("grip_kg > 10 or mmt8_80 = 60", content) == "yes"


def test_a_criterion_counts_as_the_asked_version_words_it(asked):
    strict = Criterion(key="quite_weak", label="Quite weak", when="mmt8_80 < 60")
    content = replace(CONTENT, criteria=(*CONTENT.criteria, strict))
    assert asked("quite_weak", content) == "no"
    loose = replace(strict, when="mmt8_80 <= 60")
    assert asked("quite_weak", replace(content, criteria=(*CONTENT.criteria, loose))) == "yes"


def test_a_computed_value_with_another_definition_is_unknown_not_wrong(asked):
    row = PROGRAM.derived["severity"]
    assert asked("severity = moderate") == asked("known(severity)") == "yes"
    levels = tuple(replace(level, when=level.when and "mmt8_80 < 61") for level in row.levels)
    content = changed("derived", "severity", levels=levels)
    assert asked("severity = moderate", content) == "unknown"
    assert asked("known(severity)", content) == "unknown"
    assert asked("bmi > 20", content) == "yes"


def test_a_criterion_below_a_level_changes_what_the_level_means(asked):
    content = changed("criteria", "resp_failure", when="niv_or_ventilated")
    assert asked("severity = moderate", content) == "unknown"


def test_what_is_blocked_is_known_under_the_same_conditions_alone(asked):
    assert asked("blocked(MTX)") in ("yes", "no")
    content = changed("blocks", CONTENT.blocks[0].key, when="nsti_signs")
    assert asked("blocked(MTX)", content) == "unknown"
    reworded = changed("recommendations", "R1", sentence="Said in other words.")
    assert asked("blocked(MTX)", reworded) == asked("blocked(MTX)")


def test_a_number_kept_in_another_unit_is_not_compared(asked):
    assert asked("weight_kg > 60") == "yes"
    assert asked("weight_kg > 60", changed("elements", "weight_kg", unit="g")) == "unknown"


@pytest.mark.parametrize(
    ("value", "limit"),
    [
        ("29.99999999999999999999", "30"),
        ("30.00000000000000000001", "30"),
        ("0.1", "0.1"),
        ("4.35", "4.35"),
        ("-2.4999999999999999999", "-2.5"),
        ("333.3333333333333333333333333", "333.3333"),
    ],
)
def test_a_stored_number_stays_on_its_side_of_a_limit(value, limit):
    stored = number(Decimal(value))
    assert (stored < float(limit)) == (Decimal(value) < Decimal(limit))
    assert (stored > float(limit)) == (Decimal(value) > Decimal(limit))
