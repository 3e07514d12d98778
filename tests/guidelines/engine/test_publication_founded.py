"""What a version rests on: foundations, citations, references, old keys, reviews and gaps."""

import dataclasses
import datetime

import pytest

from guidelines.engine.publication import obstacles_of
from guidelines.engine.publication.dates import gaps, reviews
from guidelines.engine.publication.founded import founded
from guidelines.engine.publication.references import citations, references
from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT

BSR = {"key": "BSR2022", "citation": "A guideline.", "identifier": "doi 10.1093/x", "mark": "read"}


def told(check, knowledge, *before, on=toy.DAY):
    return [str(obstacle) for obstacle in check(knowledge, on, before)]


def rules(**fields):
    row = toy.rule("R1", "pain", **{"sources": ["BSR2022"], **fields})
    return toy.content(references=[BSR], recommendations=[row])


@pytest.mark.parametrize("check", [founded, citations, references, reviews, gaps])
def test_the_shipped_guideline_has_nothing_that_stops_it(check):
    assert told(check, CONTENT) == []


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"sources": []}, "sources: no source"),
        ({"strength": ""}, "strength: no strength"),
        ({"certainty": " "}, "certainty: no certainty"),
        ({"certainty": "not stated"}, "certainty: no certainty"),
    ],
)
def test_a_recommendation_says_what_it_rests_on_or_why_it_cannot(fields, missing):
    (problem,) = told(founded, rules(**fields))
    assert problem == f"recommendations R1, {missing}, and no exemption says why"
    assert told(founded, rules(**fields, exempt="Our own rule.")) == []


def test_everything_missing_is_told_at_once():
    assert len(told(founded, rules(sources=[], strength="", certainty=""))) == 3
    assert told(founded, rules()) == []


def test_a_citation_that_leads_nowhere_is_told_with_its_place():
    assert told(citations, rules(rationale="Proven [@BSR2022].")) == []
    assert told(citations, rules(rationale="Proven [@BSR2022] [@BSR2023].")) == [
        "recommendations R1, rationale: [@BSR2023] is no reference; did you mean BSR2022?"
    ]


@pytest.mark.parametrize("text", ["Proven [@BSR 2022].", "Proven [@BSR2022", "Proven [@]."])
def test_a_citation_that_cannot_be_read_is_told(text):
    (problem,) = told(citations, rules(rationale=text))
    assert "a citation is written [@KEY]" in problem


def test_citations_are_looked_for_inside_rows_too():
    limit = {"when": "pain", "text": "Low [@Nobody]", "action": "Stop."}
    rows = [{"key": "M1", "test": "T", "schedule": "S", "act_if": "A", "limits": [limit]}]
    assert told(citations, toy.content(monitoring=rows)) == [
        "monitoring M1, limits: limit 1, text: [@Nobody] is no reference"
    ]


def test_who_graded_and_who_holds_a_position_is_a_reference():
    assert told(citations, rules(graded_by="ACR2020")) == [
        "recommendations R1, graded_by: 'ACR2020' is no reference; did you mean BSR2022?"
    ]
    position = {"source": "Nobody", "says": "The opposite."}
    conflict = {"key": "U1", "topic": "T", "differs": "D", "choice": "C", "positions": [position]}
    assert told(citations, toy.content(conflicts=[conflict])) == [
        "conflicts U1, positions: position 1, source: 'Nobody' is no reference"
    ]


@pytest.mark.parametrize("mark", ["memory", "uncertain"])
def test_a_reference_without_identifier_is_marked_unverified(mark):
    bare = BSR | {"identifier": ""}
    (problem,) = told(references, toy.content(references=[bare]))
    assert problem.startswith("references BSR2022, identifier: no identifier")
    assert told(references, toy.content(references=[bare | {"mark": mark}])) == []
    verified = bare | {"mark": mark, "verified": True}
    assert len(told(references, toy.content(references=[verified]))) == 1


def test_a_version_names_the_day_of_its_review():
    assert told(reviews, toy.content()) == ["review_by: the version has no review date"]
    assert told(reviews, toy.content(review_by="in spring")) == [
        "review_by: 'in spring' is no date like 2027-11-22"
    ]


def test_a_review_holds_until_the_end_of_its_day():
    knowledge = toy.content(review_by="2026-11-22")
    assert told(reviews, knowledge, on=datetime.date(2026, 11, 22)) == []
    assert told(reviews, knowledge, on=datetime.date(2026, 11, 23)) == [
        "review_by: the review was due on 22-Nov-2026"
    ]


def test_a_recommendation_may_be_due_before_its_version():
    knowledge = dataclasses.replace(rules(review_by="2026-01-31"), review_by="2027-11-22")
    assert told(reviews, knowledge) == [
        "recommendations R1, review_by: the review was due on 31-Jan-2026"
    ]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"owner": ""}, "owner: no owner"),
        ({"due": ""}, "due: no date by which it is to be settled"),
        ({"due": "31.12.2027"}, "due: '31.12.2027' is no date like 2027-11-22"),
    ],
)
def test_a_gap_has_an_owner_and_a_day(fields, problem):
    gap = {"key": "dose", "text": "Unknown.", "owner": "Dr. Example", "due": "2025-01-01"}
    assert told(gaps, toy.content(gaps=[gap])) == []
    assert told(gaps, toy.content(gaps=[gap | fields])) == [f"gaps dose, {problem}"]


def test_what_only_reads_is_told_even_where_conditions_cannot_be_read():
    row = toy.rule("R1", "pan", sources=[])
    kinds = {found.kind for found in obstacles_of(toy.content(recommendations=[row]), toy.DAY)}
    assert {"names", "founded", "review"} <= kinds
