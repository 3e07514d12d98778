"""The 2016 score as a derived value: only with all six measures, each of its own time."""

import pytest

from tests.guidelines.engine.followup.cases import cks, course, facts, values

PRED = course("PRED", 70, (70, 60))
BEFORE = {"md_global": 7, "patient_global": 6.5, "extramuscular": 2, "haq_di": 1.75, "mmt8_80": 52}
NOW = {"md_global": 3, "patient_global": 4, "extramuscular": 1, "haq_di": 1, "mmt8_80": 66}


def score(before=70, now=3, without=(), courses=(PRED,), **today):
    """The first worked example of the specification: 65 points."""
    series = {
        key: values((before, BEFORE[key]), *([] if key in without else [(now, NOW[key])]))
        for key in BEFORE
    }
    series["ck"] = cks((before, 6400), *([] if "ck" in without else [(now, 1800)]))
    return facts("untreated", courses, today=today, **series)["response_tis"]


def test_the_worked_example_is_a_major_response():
    assert score() == "major"


@pytest.mark.parametrize("measure", [*BEFORE, "ck"])
def test_a_missing_measure_leaves_it_unknown(measure):
    assert score(without=[measure]) is None


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (98, 3, "major"),
        (99, 3, None),
        (70, 28, "major"),
        (70, 29, None),
        (56, 3, "major"),
        (55, 3, None),
    ],
)
def test_values_of_another_time_do_not_stand_in(before, now, expected):
    assert score(before=before, now=now) == expected


def test_children_and_people_without_treatment_have_none():
    assert score(age_years=17) is None
    assert score(courses=()) is None
