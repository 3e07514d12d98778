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
def asked_of(signed):
    """What the query says, by another content, of the weak woman of the boundary table and more."""
    rows = EncounterFacts.objects.filter(pk=signed.pk)

    def ask_of(**flat):
        rows.update(values=values(Facts(PROGRAM, confirmed(WEAK | flat), DAY)))
        return lambda text, content=CONTENT: (
            rows.annotate(verdict=verdict_of(content, text)).get().verdict
        )

    return ask_of


@pytest.fixture
def asked(asked_of):
    return asked_of()


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


def test_a_drug_of_another_class_counts_as_the_asked_version_says(asked_of):
    asked = asked_of(current_drugs=["methotrexate"])
    assert asked("takes(statin)") == "no"
    content = drug("methotrexate", classes=("statin",))
    assert asked("takes(statin)", content) == "yes"
    assert asked("not takes(statin)", content) == "no"


def test_a_new_class_of_a_drug_that_is_taken_is_found(asked_of):
    asked = asked_of(current_drugs=["methotrexate"])
    content = drug("methotrexate", classes=("folate antagonist",))
    assert asked("takes(methotrexate)", content) == "yes"
    assert asked("takes(statin)", content) != "yes"


def test_a_name_that_the_asked_version_does_not_recognize_leaves_open_what_is_taken(asked_of):
    asked = asked_of(current_drugs=["methotrexate"])
    rows = tuple(row for row in CONTENT.drugs if row.name != "methotrexate")
    assert asked("takes(statin)", replace(CONTENT, drugs=rows)) == "unknown"
    assert asked("not takes(statin)", replace(CONTENT, drugs=rows)) == "unknown"


def test_another_brand_of_a_drug_does_not_hide_who_takes_it(asked_of):
    asked = asked_of(current_drugs=["methotrexate"])
    assert asked("takes(methotrexate)", drug("methotrexate", brands=("Newtrex",))) == "yes"


def test_what_rests_on_the_drug_table_is_unknown_under_another_one(asked_of):
    asked = asked_of(current_drugs=["methotrexate"])
    assert asked("blocked(MTX)") in ("yes", "no")
    assert asked("blocked(MTX)", drug("methotrexate", classes=("statin",))) == "unknown"


def test_a_number_beyond_narrower_limits_is_unknown(asked):
    content = changed("elements", "weight_kg", absolute_high=Decimal(31))
    assert asked("weight_kg > 50") == "yes"
    assert asked("weight_kg > 50", content) == "unknown"
    assert asked("not weight_kg > 50", content) == "unknown"
    assert asked("weight_kg in (1, 2)", content) == "unknown"
    assert asked("bmi > 20", content) == "unknown"
    assert asked("known(weight_kg)", content) != "yes"


def test_a_number_that_is_older_than_the_asked_version_allows_is_unknown(asked):
    assert asked("weight_kg > 50", changed("elements", "weight_kg", max_age_days=1)) == "unknown"


def test_an_answer_that_now_counts_as_not_known_is_unknown(asked_of):
    asked = asked_of(ab_srp="negative")
    assert asked("ab_srp = positive") == "no"
    options = next(row for row in CONTENT.elements if row.key == "ab_srp").options
    open_now = tuple(replace(row, unknown=row.unknown or row.code == "negative") for row in options)
    content = changed("elements", "ab_srp", options=open_now)
    for text in ("ab_srp = positive", "not ab_srp = positive", "ab_srp != positive"):
        assert asked(text, content) == "unknown"
    fewer = tuple(row for row in options if row.code != "negative")
    assert asked("ab_srp = positive", changed("elements", "ab_srp", options=fewer)) == "unknown"


def test_an_answer_that_counted_as_not_known_may_be_known_now(asked_of):
    options = next(row for row in CONTENT.elements if row.key == "ab_srp").options
    code = next(row.code for row in options if row.unknown)
    asked = asked_of(ab_srp=code)
    assert asked("known(ab_srp)") == "no"
    content = changed(
        "elements", "ab_srp", options=tuple(replace(r, unknown=False) for r in options)
    )
    assert asked("known(ab_srp)", content) == "unknown"
    assert asked("not known(ab_srp)", content) == "unknown"


def drug(name, **fields):
    """The shipped content with one drug of the table changed."""
    drugs = tuple(replace(row, **fields) if row.name == name else row for row in CONTENT.drugs)
    assert drugs != CONTENT.drugs
    return replace(CONTENT, drugs=drugs)


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
