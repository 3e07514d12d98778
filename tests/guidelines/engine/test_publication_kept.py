"""What was published under a key or code keeps its meaning in every later version."""

from dataclasses import replace

import pytest

from guidelines.engine.publication import obstacles_of
from guidelines.engine.publication.kept import kept
from guidelines.engine.publication.types import types
from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT


def told(check, knowledge, *before):
    return [str(obstacle) for obstacle in check(knowledge, toy.DAY, before)]


@pytest.mark.parametrize("check", [types, kept])
def test_the_shipped_guideline_keeps_what_it_has(check):
    assert told(check, CONTENT, CONTENT) == []


def elements(**fields):
    row = toy.element("dose", "quantity", unit="mg", units=[{"code": "g", "factor": 1000}])
    return toy.content(elements=[*toy.ELEMENTS, row | fields])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"type": "integer"}, "type: was quantity, is integer"),
        ({"unit": "ug"}, "unit: was mg, is ug"),
        (
            {"units": [{"code": "g", "factor": 1}]},
            "units: g is converted otherwise than before; typed answers use it",
        ),
        (
            {"units": [{"code": "g", "factor": 1000, "offset": 1}]},
            "units: g is converted otherwise than before; typed answers use it",
        ),
        ({"units": []}, "units: g is gone; typed answers use it"),
    ],
)
def test_an_old_key_keeps_the_meaning_of_its_answers(fields, problem):
    (found,) = told(types, elements(**fields), elements())
    assert found.startswith(f"elements dose, {problem}")
    assert found.endswith("give the question a new key")
    assert told(types, elements(**fields)) == []


def test_a_unit_may_be_added_and_a_question_reworded():
    units = [{"code": "g", "factor": 1000}, {"code": "ug", "factor": "0.001"}]
    assert told(types, elements(units=units, label="Dose now"), elements()) == []


def walking(*options):
    others = [row for row in toy.ELEMENTS if row["key"] != "walking"]
    return toy.content(elements=[*others, toy.element("walking", "choice", options=options)])


FREE, AID, UNABLE = toy.options("free", "aid", "unable")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([FREE, AID], "unable is gone, but may stand among the answers"),
        (
            [FREE | {"label": "Unable"}, AID, UNABLE | {"label": "Free"}],
            "free now reads 'Unable', which was another answer",
        ),
        ([FREE, AID, UNABLE | {"unknown": True}], "unable counts as not known"),
    ],
)
def test_an_answer_is_neither_taken_away_nor_turned_round(options, problem):
    (found,) = told(types, walking(*options), toy.content())
    assert found.startswith(f"elements walking, options: {problem}")


def test_an_answer_may_be_added_and_reworded():
    reworded = [FREE | {"label": "Walks freely"}, AID, UNABLE, *toy.options("chair")]
    assert told(types, walking(*reworded), toy.content()) == []


def test_a_question_with_answers_is_kept_and_no_longer_used():
    kept_rows = [row for row in toy.ELEMENTS if row["key"] != "fever"]
    fewer = toy.content(elements=kept_rows)
    (found,) = told(types, fewer, toy.content())
    assert found.startswith("elements fever: was asked before")
    assert told(types, fewer, fewer, toy.content()) == []


def test_a_key_that_comes_back_is_held_to_its_first_meaning():
    dropped = toy.content()
    assert len(told(types, elements(unit="g"), dropped, elements())) == 1
    assert len(told(types, elements(unit="g"), elements(), elements())) == 1


PART = {"basis": "per_kg", "unit": "mg", "low": 1, "hard_max": 80}


def regimens(*flags, code="X", **part):
    row = toy.regimen(code, **{**PART, "drug": "x", **part})
    return toy.content(regimens=[row | {"flags": list(flags)}])


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ({"unit": "g"}, "the unit was mg, is g"),
        ({"unit": "g", "drug": "renamed"}, "the unit was mg, is g"),
        ({"per": "week"}, "the time was day, is week"),
        ({"basis": "flat"}, "the basis was per_kg, is flat"),
    ],
)
def test_a_dose_does_not_change_its_unit_under_an_old_code(part, problem):
    (found,) = told(kept, regimens(**part), regimens())
    assert found.startswith("regimens X, parts: part ")
    assert problem in found
    assert told(kept, regimens(code="X2", **part), regimens()) == []
    assert len(told(kept, regimens(**part), toy.content(), regimens(), regimens())) == 1


def test_the_amount_of_a_dose_may_change():
    assert told(kept, regimens(low=2, hard_max=100, drug="renamed"), regimens()) == []


def test_prednisone_in_grams_is_not_published():
    rows = [
        replace(row, parts=(replace(row.parts[0], unit="g"),)) if row.code == "PRED" else row
        for row in CONTENT.regimens
    ]
    found = obstacles_of(replace(CONTENT, regimens=tuple(rows)), toy.DAY, (CONTENT,))
    assert ("type", "PRED") in {(row.kind, row.key) for row in found}


@pytest.mark.parametrize("flag", ["immunosuppressant", "unsafe_in_pregnancy"])
def test_a_flag_of_a_harm_is_not_dropped_under_an_old_code(flag):
    (found,) = told(kept, regimens("off_label"), regimens(flag))
    assert found.startswith(f"regimens X, flags: the flag {flag} is gone")
    assert told(kept, regimens(flag), regimens("off_label")) == []
    assert told(kept, regimens(code="X2"), regimens(flag)) == []
