"""Doses that can be misread are found in every text of a content."""

import pytest

from guidelines.engine.publication.error_prone import error_prone
from guidelines.engine.publication.wording import wording
from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT


def told(**rows):
    return [str(obstacle) for obstacle in wording(toy.content(**rows), toy.DAY)]


def test_the_shipped_guideline_can_be_read_in_one_way_only():
    assert [str(obstacle) for obstacle in wording(CONTENT, toy.DAY)] == []


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Give 5.0 mg.", "5.0"),
        ("Give 2.50 mg.", "2.50"),
        ("Give .5 mg.", ".5"),
        ("Give 5mg.", "5mg"),
        ("Give 10 000 or 1,000 mg.", "1,000"),
        ("Give 25000 units.", "25000"),
        ("Give 50 µg.", "µg"),
        ("Give 50 \u03bcg.", "\u03bcg"),
        ("Give 50 mcg.", "mcg"),
        ("Give 50 ug/kg.", "ug"),
        ("Give 100 IU.", "IU"),
        ("Give 100 U.", "U"),
        ("Give 100U.", "U"),
        ("Give 5 mg QD.", "QD"),
        ("Give 5 mg q.d. by mouth.", "q.d."),
        ("Give 5 mg QOD.", "QOD"),
        ("Give 5 mg TIW.", "TIW"),
        ("Give 5 mg HS.", "HS"),
        ("Give 5 cc.", "cc"),
        ("Give MS 5 mg.", "MS"),
        ("Give MgSO4.", "MgSO4"),
        ("D/C the statin.", "D/C"),
    ],
)
def test_what_can_be_misread_is_found_and_named(text, sign):
    (problem,) = error_prone(text)
    assert problem.startswith(repr(sign))


@pytest.mark.parametrize(
    "text",
    [
        "At most 0.5 mg, then 10 mg, 1000 mg or 10\u2009000 units.",
        "ALT above 100 U/L, eGFR 1.73 m², CD19, doi 10.1093, week 24, 22-Nov-2026.",
        "Proven in 2010 [@Valiyil2010] and 2.05 times as often.",
        "IMS or MSK disease, anti-U1RNP.",
        "5 micrograms, 600 units, U20 and 3 UK units of alcohol.",
    ],
)
def test_what_is_written_safely_is_left_alone(text):
    assert error_prone(text) == []


def test_every_abbreviation_says_how_it_is_misread_and_what_to_write():
    assert error_prone("5 mg QOD") == ["'QOD' is misread as daily; write every other day"]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (
            {"recommendations": [toy.rule("R1", "pain", sentence="Give 5.0 mg.")]},
            "recommendations R1, sentence",
        ),
        ({"regimens": [toy.regimen("X") | {"information": "5.0 mg"}]}, "regimens X, information"),
        ({"regimens": [toy.regimen("X", unit="U", basis="flat", low=1)]}, "regimens X, parts"),
        ({"notice": "5.0 mg"}, "notice"),
    ],
)
def test_every_text_is_read_and_the_problem_has_its_place(rows, place):
    (problem,) = told(**rows)
    assert problem.startswith(f"{place}: ")


def test_conditions_and_names_of_laboratories_are_not_sentences():
    named = toy.element("pain_mg", "quantity", names=["MS"], code="LOINC 12345-0")
    rows = {
        "elements": [*toy.ELEMENTS, named],
        "recommendations": [toy.rule("R1", "weight_kg > 5.0")],
    }
    assert told(**rows) == []
