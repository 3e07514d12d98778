"""The query over stored facts and the evaluator say the same of every condition, unknown too."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidelines.engine.check import check_expression
from guidelines.engine.derived import LISTED, POSSIBLE
from guidelines.engine.facts import Facts
from guidelines.engine.logic import LISTS
from patients.cohorts import facts as stored
from patients.cohorts.matching import verdict_of
from patients.cohorts.stored import Stored
from patients.models import EncounterFacts
from tests.guidelines.engine.shipped import CONTENT, DAY, ELEMENTS, confirmed
from tests.guidelines.engine.strategies import PROGRAM, patients

SHIPPED = sorted(PROGRAM.criteria)
ANSWERS = {
    row.key: [option.code for option in row.options if not option.unknown]
    for row in CONTENT.elements
    if row.type == "choice"
} | {row.key: [level.code for level in row.levels] for row in CONTENT.derived if row.levels}
YES_OR_NO = [row.key for row in CONTENT.elements if row.type == "boolean"]
NUMBERS = sorted(
    key
    for key in PROGRAM.quantities - ANSWERS.keys()
    if key not in PROGRAM.derived or PROGRAM.derived[key].function not in LISTED
)
WORDS = {
    "takes": ["methotrexate", "statin", "simvastatin", "azathioprine"],
    **{
        function: [option.code for option in ELEMENTS[key].options]
        for function, key in LISTS.items()
        if function != "takes"
    },
    "known": sorted({*ELEMENTS, *PROGRAM.derived}),
    "incomplete": [row.key for row in CONTENT.derived if row.function in POSSIBLE],
    "blocked": sorted(PROGRAM.regimens),
    "requested": sorted(PROGRAM.regimens),
    "advised": sorted(PROGRAM.recommendations),
}


@st.composite
def comparisons(draw, facts):
    """A number against one at, or next to, what this patient has, or against another number."""
    name, sign = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(["<", "<=", "=", "!=", ">"]))
    value = facts[name]
    if value is None or draw(st.booleans()):
        return f"{name} {sign} {draw(st.sampled_from([*NUMBERS, '0', '2', '29.9', '80']))}"
    return f"{name} {sign} {_limit(value, draw(st.sampled_from([-1, 0, 1])))}"


def _limit(value, step):
    """A limit of about six digits at a value, or one in the last digit to one side of it."""
    digits = max(5 - max(value.adjusted(), 0), 0)
    return f"{round(value, digits) + step * Decimal(10) ** -digits:f}"


@st.composite
def memberships(draw):
    name = draw(st.sampled_from(sorted(ANSWERS)))
    codes = draw(st.lists(st.sampled_from(ANSWERS[name]), min_size=1, max_size=3))
    return f"{name} in ({', '.join(codes)})" if len(codes) > 1 else f"{name} != {codes[0]}"


@st.composite
def calls(draw):
    function = draw(st.sampled_from(sorted(WORDS)))
    return f"{function}({draw(st.sampled_from(WORDS[function]))})"


def conditions(facts):
    """Random conditions from the names of the guideline, up to a few parts deep."""
    leaf = comparisons(facts) | memberships() | calls() | st.sampled_from(YES_OR_NO + SHIPPED)
    return st.recursive(
        leaf,
        lambda part: (
            part.map(lambda text: f"not ({text})")
            | st.tuples(part, st.sampled_from(["and", "or"]), part).map(
                lambda p: "({} {} {})".format(*p)
            )
        ),
        max_leaves=5,
    )


def _said(rows, texts):
    """What the query says of the one patient."""
    asked = {f"v{place}": verdict_of(CONTENT, text) for place, text in enumerate(texts)}
    found = rows.annotate(**asked).values_list(*asked).get()
    return [{"yes": True, "no": False, "unknown": None}[word] for word in found]


def agree(rows, facts, texts):
    rows.update(values=stored.values(facts))
    nodes = [PROGRAM.node(text) for text in texts]
    expected = [node.verdict(facts) for node in nodes]
    assert dict(zip(texts, _said(rows, texts), strict=True)) == dict(
        zip(texts, expected, strict=True)
    )
    again = Stored(PROGRAM, rows.get().values)
    assert [node.verdict(again) for node in nodes] == expected


@pytest.fixture
def row(signed):
    return EncounterFacts.objects.filter(pk=signed.pk)


@pytest.mark.postgres
@given(patients(), st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_query_and_evaluator_agree_on_random_patients_and_conditions(row, flat, data):
    facts = Facts(PROGRAM, confirmed(flat), DAY)
    texts = data.draw(st.lists(conditions(facts), min_size=8, max_size=12, unique=True))
    for text in texts:
        check_expression(text, CONTENT)
    agree(row, facts, texts)


@pytest.mark.postgres
@given(patients())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_query_and_evaluator_agree_on_every_shipped_criterion(row, flat):
    agree(row, Facts(PROGRAM, confirmed(flat), DAY), SHIPPED)
