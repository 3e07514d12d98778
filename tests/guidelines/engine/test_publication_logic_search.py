"""The search for answers: what it finds holds, and what it calls impossible is so."""

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.boundaries import boundaries
from guidelines.engine.content import Criterion
from guidelines.engine.facts import Facts
from guidelines.engine.program import program
from guidelines.engine.search import FALSE, NOT_FALSE, NOT_TRUE, TRUE, UNKNOWN, search
from tests.guidelines.engine.shipped import CONTENT
from tests.guidelines.engine.toy import DAY, content, element, findings, options, rule

ANSWERS = {
    "pain": (False, True, None),
    "fever": (False, True, None),
    "walking": ("free", "aid", "unable", None),
    "dose_now": (4, 5, 6, None),
}
LEAVES = [
    "pain",
    "fever",
    "known(pain)",
    "walking = aid",
    "walking in (free, aid)",
    "dose_now < 5",
    "dose_now >= 5",
    "dose_now != 5",
    "known(dose_now)",
]
CONDITIONS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
    ),
    max_leaves=8,
)


def all_verdicts(knowledge):
    """Every verdict that a condition has over all sets of answers."""
    compiled = program(knowledge)
    verdicts = set()
    for values in product(*ANSWERS.values()):
        facts = Facts(compiled, findings(dict(zip(ANSWERS, values, strict=True))), DAY)
        verdicts.add(facts["rule R1"])
    return verdicts


@given(CONDITIONS)
def test_the_search_finds_a_verdict_exactly_where_some_answers_give_it(when):
    knowledge = content(recommendations=[rule("R1", when)])
    possible = all_verdicts(knowledge)
    for wanted in (TRUE, FALSE, UNKNOWN, NOT_TRUE, NOT_FALSE):
        outcome = search(knowledge).find(("rule R1", wanted))
        if wanted & possible:
            assert outcome.facts["rule R1"] in wanted
        else:
            assert outcome == (None, True)


@given(CONDITIONS, CONDITIONS)
def test_two_goals_are_reached_by_one_patient(first, second):
    knowledge = content(recommendations=[rule("R1", first), rule("R2", second)])
    outcome = search(knowledge).find(("rule R1", TRUE), ("rule R2", FALSE))
    both = content(recommendations=[rule("R1", f"({first}) and not ({second})")])
    assert (outcome.facts is not None) == (True in all_verdicts(both))


@pytest.mark.parametrize(
    ("when", "checks"),
    [
        ("egfr >= 30 and egfr < 31 and age_years < 40", {"age_years": lambda age: age < 40}),
        ("bmi >= 30 and weight_kg < 70", {"height_cm": lambda height: height < 153}),
        ("cancer_risk = high and dysphagia = none", {"dysphagia": lambda found: found == "none"}),
        ("severity = mild and fvc_pct < 100", {"mmt8_80": lambda total: 70 <= total < 80}),
        ("baseline_missing_count = 11 and not nsti_signs", {"hbsag": lambda found: found is None}),
        ("creatinine_rise_pct >= 30 and egfr > 90", {"egfr": lambda value: value > 90}),
        ("troponin_i > troponin_i_uln and troponin_i < 30", {"troponin_i": lambda v: v < 30}),
    ],
)
def test_computed_values_are_reached_through_answers(when, checks):
    facts = found_in_shipped(when).facts
    assert facts["wanted"] is True
    assert not facts.errors
    assert all(check(facts[name]) for name, check in checks.items())


def found_in_shipped(when):
    """What the search finds for one more criterion of the shipped guideline, without vignettes."""
    wanted = Criterion(key="wanted", label="Wanted", when=when)
    knowledge = replace(CONTENT, criteria=(*CONTENT.criteria, wanted), vignettes=())
    return search(knowledge).find(("wanted", TRUE))


def test_a_computed_value_that_no_answers_give_is_not_called_impossible():
    assert found_in_shipped("bsa < 0") == (None, False)


def test_a_search_that_takes_too_long_gives_up_and_claims_nothing():
    """Seven patients on six beds: no answers, but too many ways to try."""
    beds = range(1, 7)
    rules = [" or ".join(f"p{patient} = b{bed}" for bed in beds) for patient in range(7)]
    apart = [
        f"not (p{one} = b{bed} and p{other} = b{bed})"
        for bed in beds
        for one, other in combinations(range(7), 2)
    ]
    parts = [f"({text})" for text in rules] + apart
    criteria = [
        {"key": f"c{number}", "label": "Test.", "when": " and ".join(parts[start : start + 40])}
        for number, start in enumerate(range(0, len(parts), 40))
    ]
    knowledge = content(
        elements=[
            element(f"p{patient}", "choice", options=options(*(f"b{bed}" for bed in beds)))
            for patient in range(7)
        ],
        criteria=criteria,
        drugs=[],
        recommendations=[rule("R1", " and ".join(row["key"] for row in criteria))],
    )
    assert search(knowledge).find(("rule R1", TRUE)) == (None, False)


def test_boundary_values_stand_at_below_and_above_every_constant():
    found = [float(value) for value in boundaries(CONTENT).of("iga_g_l")[:-1]]
    assert {0.069, 0.07, 0.071} <= set(found)
    assert min(found) == 0
    whole = [int(value) for value in boundaries(CONTENT).of("mmt8_80")[:-1]]
    assert {0, 49, 50, 51, 69, 70, 71, 79, 80} <= set(whole)
    assert max(whole) == 80
