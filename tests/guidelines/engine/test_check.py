"""What keeps a content from being evaluated is found when it is read, and named by its place."""

import pytest

from guidelines.engine.build import ContentError, build
from guidelines.engine.check import check_expression, strata
from guidelines.engine.expressions import ExpressionError
from guidelines.engine.publication.names import names
from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT


def test_the_shipped_guideline_has_no_problem():
    assert names(CONTENT) == []


@pytest.mark.parametrize(
    ("text", "place", "nearest"),
    [
        ("severty = mild", (1, 1), "severity"),
        ("severity = mid", (1, 12), "mild"),
        ("nsti_signs and\ndysphagia = sever", (2, 13), "severe"),
        ("ck > ck_ul", (1, 6), "ck_uln"),
        ("nsti_sign", (1, 1), "nsti_signs"),
        ("takse(methotrexate)", (1, 1), "takes"),
        ("takes(metotrexate)", (1, 1), "methotrexate"),
        ("failed(rituximb)", (1, 1), "rituximab"),
        ("blocked(MTXX)", (1, 1), "MTX"),
        ("advised(R111)", (1, 1), "R11"),
        ("known(weight)", (1, 1), "weight_kg"),
        ("severity in (mild, moderat)", (1, 20), "moderate"),
    ],
)
def test_a_misspelled_name_is_refused_with_its_place_and_the_nearest_name(text, place, nearest):
    with pytest.raises(ExpressionError) as caught:
        check_expression(text, CONTENT)
    assert (caught.value.line, caught.value.column) == place
    assert caught.value.nearest == nearest
    assert f"Did you mean {nearest!r}?" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weight_kg", "a comparison such as = or <"),
        ("dysphagia < mild", "'in'"),
        ("weight_kg = mild", "a number or a quantity"),
        ("weight_kg in (70, height_cm)", "a number"),
        ("severity in (mild, 3)", "one of its answers"),
        ("current_drugs = aspirin", "takes(...)"),
        ("birth_date = 1970", "known(...)"),
        ("prognosis_flags > 2", "known(...)"),
        ("incomplete(egfr)", "a name that incomplete() knows"),
        ("ab_hmgcr = pending", "an answer of ab_hmgcr"),
    ],
)
def test_a_comparison_without_meaning_is_refused_with_what_was_expected(text, expected):
    with pytest.raises(ExpressionError) as caught:
        check_expression(text, CONTENT)
    assert expected in caught.value.expected


def problems(**collections):
    return [str(obstacle) for obstacle in names(toy.content(**collections))]


def test_a_problem_names_the_row_and_the_field():
    assert problems(recommendations=[toy.rule("R1", "pan")]) == [
        "recommendations R1, when: Line 1, column 1: 'pan' is not known here. "
        "Expected a criterion or yes/no question. Did you mean 'pain'?"
    ]
    assert problems(recommendations=[toy.rule("R1", "pain", urgency="soon")]) == [
        "recommendations R1, urgency: 'soon' is not one of now, 24h, days, weeks"
    ]
    assert problems(recommendations=[toy.rule("R1", "pain", sources=["Nobody1999"])]) == [
        "recommendations R1, sources: 'Nobody1999' does not exist"
    ]
    assert problems(blocks=[toy.block("B1", ["X"], "pain")]) == [
        "blocks B1, regimens: 'X' does not exist"
    ]


def test_a_condition_too_long_to_read_is_a_problem_of_its_row():
    for rows in (
        {"criteria": criteria(tired="pain or " * 300 + "pain")},
        {"recommendations": [toy.rule("R1", "pain or " * 300 + "pain")]},
    ):
        (problem,) = problems(**rows)
        assert "more than 2000 signs" in problem


def test_a_key_that_stands_twice_is_a_problem():
    rows = [toy.rule("R1", "pain"), toy.rule("R1", "fever")]
    assert problems(recommendations=rows) == ["recommendations R1: stands twice"]


def test_an_unknown_function_of_a_derived_value_is_a_problem():
    rows = [{"key": "luck", "label": "Luck", "function": "luck"}]
    assert problems(derived=rows) == ["derived luck, function: 'luck' does not exist"]


TITER = toy.element("titer", "quantity", unit="U/L", names=["CK"])


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            {"elements": [*toy.ELEMENTS, TITER | {"limit": "titer_uln"}]},
            "elements titer, limit: 'titer_uln' does not exist; did you mean titer?",
        ),
        (
            {"elements": [*toy.ELEMENTS, TITER | {"limit": "weight_kg"}]},
            "elements titer, limit: 'weight_kg' has another unit",
        ),
        (
            {"elements": [*toy.ELEMENTS, toy.element("ck", "quantity", names=["ck"]), TITER]},
            "elements titer, names: 'CK' means ck already",
        ),
        (
            {"elements": [*toy.ELEMENTS, toy.element("plans", "text", names=["plans"])]},
            "elements plans, names: a text is not followed over time",
        ),
        (
            {"regimens": [toy.regimen("ASA") | {"ingredient": "asprin"}]},
            "regimens ASA, ingredient: 'asprin' does not exist; did you mean aspirin?",
        ),
        (
            {"regimens": [toy.regimen("ASA") | {"therapy": "aspirin"}]},
            "regimens ASA, therapy: 'aspirin' does not exist",
        ),
    ],
)
def test_what_a_course_or_result_rests_on_must_exist(rows, problem):
    assert problems(**rows) == [problem]


def test_a_drug_class_is_an_ingredient_too():
    assert problems(regimens=[toy.regimen("ASA") | {"ingredient": "nsaid"}]) == []


def monitoring(**fields):
    return [{"key": "M1", "test": "Count", "schedule": "Weekly", "act_if": "Low", **fields}]


@pytest.mark.parametrize(
    ("limit", "field"), [({"when": "pan"}, "when"), ({"when": "pain", "unless": "pan"}, "unless")]
)
def test_the_conditions_of_an_action_limit_are_checked(limit, field):
    row = {"text": "Low", "action": "Stop", **limit}
    (problem,) = problems(monitoring=monitoring(limits=[row]))
    assert problem.startswith(
        f"monitoring M1, limits: limit 1, {field}: Line 1, column 1: 'pan' is not known"
    )


def test_an_action_limit_without_a_condition_is_a_problem():
    rows = monitoring(limits=[{"when": "", "text": "Low", "action": "Stop"}])
    assert problems(monitoring=rows)[0].startswith("monitoring M1, limits: limit 1, when: ")


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"short": "Anti-SRP level"}, "srp"),
        ({"test": "CK in necrotizing myopathy"}, "necroti"),
        ({"short": "Basic CANCER panel"}, "cancer"),
        ({"short": "Aspirin level", "regimens": ["ASA"]}, "aspirin"),
    ],
)
def test_words_for_a_calendar_tell_no_disease_and_no_drug(fields, word):
    regimens = [toy.regimen("ASA") | {"ingredient": "aspirin"}]
    (problem,) = problems(monitoring=monitoring(**fields), regimens=regimens)
    assert problem == f"monitoring M1, short: {word!r} must not stand in a calendar"


def test_a_harmless_name_of_a_test_may_stand_in_a_calendar():
    rows = monitoring(test="Anti-SRP titer", short="Antibody level")
    assert problems(monitoring=rows) == []


def test_methotrexate_that_is_not_weekly_is_a_problem():
    daily = toy.regimen("MTX", basis="flat", low=2.5, per="day") | {"name": "Methotrexate"}
    daily["parts"][0]["drug"] = "Methotrexate"
    (problem,) = problems(regimens=[daily])
    assert problem.startswith("regimens MTX, parts: part Methotrexate: methotrexate is given")


def criteria(**conditions):
    return [{"key": key, "label": key, "when": when} for key, when in conditions.items()]


def test_criteria_in_a_circle_are_a_problem_that_names_the_circle():
    (problem,) = problems(criteria=criteria(chicken="egg", egg="chicken"))
    assert "in a circle" in problem
    assert "chicken" in problem
    assert "egg" in problem


def test_a_criterion_that_names_itself_is_a_circle():
    assert "in a circle" in problems(criteria=criteria(self_made="pain or self_made"))[0]


@pytest.mark.parametrize("when", ["blocked(X)", "requested(X)", "advised(R1)"])
def test_a_block_that_depends_on_what_it_blocks_is_a_circle(when):
    rows = {
        "regimens": [toy.regimen("X")],
        "recommendations": [toy.rule("R1", "not blocked(X)", regimens=["X"])],
        "blocks": [toy.block("B1", ["X"], when)],
    }
    assert "in a circle" in problems(**rows)[0]


def test_a_gate_that_depends_on_the_advice_it_gates_is_a_circle():
    gate = {"key": "g", "when": "advised(R1)", "title": "T", "text": "T", "shows": []}
    rows = {"recommendations": [toy.rule("R1", "pain")], "gates": [gate | {"regimens": "none"}]}
    assert "in a circle" in problems(**rows)[0]


def test_blocks_come_before_the_advice_that_asks_about_them():
    layers = strata(CONTENT)
    place = {name: number for number, layer in enumerate(layers) for name in layer}
    assert place["block B12"] < place["state AZA"] < place["rule R17"] < place["status R13"]
    assert place["rule R18"] < place["requested IVIG"] < place["ivig_requested"] < place["rule R54"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"recommendations": [{"key": "R1"}]}, "recommendations 1 R1, sentence: is missing"),
        ({"criteria": [{"key": "c", "colour": "red"}]}, "unknown field 'colour'"),
        ({"version": "one"}, "version: expected int, found 'one'"),
        ({"gates": "none"}, "gates: expected a list, found 'none'"),
    ],
)
def test_rows_of_the_wrong_shape_are_refused_with_row_and_field(change, message):
    with pytest.raises(ContentError, match=message):
        build({"key": "toy", "title": "Toy", "version": 1} | change)


@pytest.mark.parametrize("number", [True, "many", "nan", "inf"])
def test_a_number_that_is_none_is_refused(number):
    row = toy.element("x", "quantity", absolute_low=number)
    with pytest.raises(ContentError, match="absolute_low: expected a number"):
        toy.content(elements=[row])
