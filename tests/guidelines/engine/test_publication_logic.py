"""What the test patients must prove, and what no set of rules may say: each check on a mistake."""

import pytest

from guidelines.engine.publication.contradiction import contradictory
from guidelines.engine.publication.coverage import uncovered
from guidelines.engine.publication.reach import unreachable
from guidelines.engine.publication.vignettes import failing, silent
from tests.guidelines.engine.shipped import CONTENT
from tests.guidelines.engine.toy import DAY, block, content, regimen, rule

GRADES = {
    "key": "grade",
    "label": "Grade",
    "function": "highest_proven",
    "inputs": ["dose_now"],
    "levels": [
        {"code": "high", "label": "High", "when": "dose_now > 10"},
        {"code": "low", "label": "Low", "when": "dose_now > 5"},
    ],
}


def told(check, **rows):
    """(collection, key, text) of every obstacle of one check in a toy content."""
    found = check(content(**rows), DAY, None)
    return [(row.collection, row.key, row.text) for row in found]


def vignette(key="P1", findings=None, absent=(), **expected):
    row = {"key": key, "title": "Test.", "findings": {"age_years": 50} | (findings or {})}
    return row | {"expected": expected, "absent": list(absent)}


def criterion(when, key="ill"):
    return {"key": key, "label": key, "when": when}


def interplay(key, when, kind, **fields):
    return {"key": key, "title": key, "when": when, "kind": kind, "text": "Test.", **fields}


@pytest.mark.parametrize("check", [failing, uncovered, silent, unreachable, contradictory])
def test_the_shipped_guideline_passes(check):
    assert [str(found) for found in check(CONTENT, DAY, None)] == []


# failing


def test_a_vignette_with_another_plan_than_expected_stops_the_publication():
    rules = [rule("R1", "pain")]
    right = vignette(findings={"pain": True}, recommended=["R1"])
    wrong = vignette(findings={"pain": False}, recommended=["R1"])
    assert told(failing, recommendations=rules, vignettes=[right]) == []
    assert told(failing, recommendations=rules, vignettes=[wrong]) == [
        ("vignettes", "P1", "R1 is not indicated, expected: recommended")
    ]


# uncovered


def seen(*patients, when="pain"):
    rows = [
        vignette(f"P{number}", {"pain": pain}, no_doses=True)
        for number, pain in enumerate(patients)
    ]
    return [text for *_, text in told(uncovered, criteria=[criterion(when)], vignettes=rows)]


def test_a_criterion_must_be_seen_with_each_verdict():
    assert seen(True, False, None) == []
    assert seen(True, False) == ["no vignette sees it unknown"]
    assert seen(True) == ["no vignette sees it false or unknown"]
    assert seen() == ["no vignette sees it true, false or unknown"]


def test_a_criterion_that_is_never_unknown_need_not_be_seen_so():
    assert seen(True, None, when="known(pain)") == []
    assert seen(True, False, when="known(pain) and pain") == []


def test_a_criterion_open_only_beside_another_answer_must_still_be_seen_so():
    rows = [
        vignette("P1", {"pain": True, "fever": True}, no_doses=True),
        vignette("P2", {"pain": None, "fever": True}, no_doses=True),
    ]
    found = told(uncovered, criteria=[criterion("known(pain) and fever")], vignettes=rows)
    assert found == [("criteria", "ill", "no vignette sees it unknown")]


@pytest.mark.parametrize(
    ("expected", "unseen"),
    [
        ({"criteria": {"ill": True}}, "false or unknown"),
        ({"regimens": {}, "absent": ["R1"]}, "false or unknown"),
        ({"recommended": []}, "false or unknown"),
        ({"criteria": {"other": True}}, "true, false or unknown"),
        ({"derived": {"age_years": 50}}, "true, false or unknown"),
        ({"holds": {}, "no_doses": False}, "true, false or unknown"),
    ],
)
def test_only_a_vignette_that_would_notice_counts(expected, unseen):
    row = vignette(findings={"pain": True}, **expected)
    found = told(uncovered, criteria=[criterion("pain")], vignettes=[row])
    assert found == [("criteria", "ill", f"no vignette sees it {unseen}")]


# silent


def is_silent(*vignettes, when="pain", **rows):
    found = told(silent, recommendations=[rule("R1", when)], vignettes=list(vignettes), **rows)
    return bool(found)


@pytest.mark.parametrize(
    "row",
    [
        vignette(findings={"pain": False}, absent=["R1"]),
        vignette(findings={"pain": False}, recommended=[]),
        vignette(findings={"pain": False}, holds={"R1": "not_indicated"}),
    ],
)
def test_a_vignette_forbids_what_it_names_and_what_its_complete_set_leaves_out(row):
    assert not is_silent(row)


@pytest.mark.parametrize(
    "row",
    [
        vignette(findings={"pain": False}, no_doses=True),
        vignette(findings={"pain": True}, recommended=["R1"]),
        vignette(findings={"pain": True}, absent=["R1"]),
        vignette(findings={"pain": None}, recommended=[], needs_data=["R1"]),
    ],
)
def test_a_recommendation_without_a_vignette_in_which_it_must_not_fire_is_told(row):
    assert is_silent(row)


def test_hidden_by_the_scope_is_not_forbidden():
    gate = {"key": "out", "when": "fever", "title": "Out", "text": "Out."}
    gate |= {"shows": [], "regimens": "none"}
    row = vignette(findings={"pain": True, "fever": True}, absent=["R1"])
    assert is_silent(row, gates=[gate])


# unreachable

NEVER = "dose_now > 5 and dose_now < 5"
SOMETIMES = "dose_now > 5 and dose_now < 6"


def everywhere(when):
    """One row of each kind with a condition, the level and the limit below others that hold."""
    change = {"when": when, "effect": "cap", "low": 1, "text": "Less."}
    test = {"key": "M1", "test": "Test", "schedule": "Weekly", "act_if": "Test", "when": when}
    limit = {"when": when, "text": "High", "action": "Act."}
    gate = {"key": "out", "when": when, "title": "Out", "text": "Out."}
    return {
        "recommendations": [rule("R1", when)],
        "blocks": [block("B1", ["X"], when)],
        "gates": [gate | {"shows": ["R1"], "regimens": "none"}],
        "interplays": [interplay("C1", when, "warning")],
        "regimens": [regimen("X", basis="flat", low=1) | {"adjustments": [change]}],
        "monitoring": [test, {**test, "key": "M2", "when": "", "limits": [limit]}],
        "derived": [GRADES | {"levels": [{"code": "high", "label": "High", "when": when}]}],
    }


@pytest.mark.parametrize("collection", everywhere(NEVER))
def test_a_condition_that_contradicts_itself_is_told_in_every_collection(collection):
    fixed = everywhere(SOMETIMES)
    assert told(unreachable, **fixed) == []
    wrong = fixed | {collection: everywhere(NEVER)[collection]}
    found = told(unreachable, **wrong)
    assert {place for place, *_ in found} == {collection}
    assert all("can never apply" in text for *_, text in found)
    assert len(found) == len(everywhere(NEVER)[collection])


@pytest.mark.parametrize(
    "when",
    [
        "walking = free and walking = aid",
        "ill and not pain",
        "grade = low and dose_now > 10",
        "not known(pain) and pain",
        "blocked(X)",
        "requested(Y)",
        "requested(X) and not fever",
        "takes(aspirin) and not takes(nsaid) and not takes(aspirin)",
        "age_years > 50 and age_years in (10, 20)",
        "(pain or fever) and not (pain or fever)",
    ],
)
def test_impossible_answers_are_proven_to_be_so(when):
    rows = {
        "criteria": [criterion("pain")],
        "derived": [GRADES],
        "regimens": [regimen("X"), regimen("Y")],
        "recommendations": [rule("R1", "fever", regimens=["X"]), rule("R2", when)],
    }
    derived = [GRADES, {"key": "age_years", "label": "Age", "function": "age_years"}]
    derived[1]["enterable"] = True
    found = told(unreachable, **rows | {"derived": derived})
    assert found == [("recommendations", "R2", "can never apply: no answers satisfy its condition")]


@pytest.mark.parametrize(
    "when",
    [
        "walking = aid and not pain",
        "grade = low and dose_now >= 10",
        "not known(pain) and fever",
        "blocked(X) and requested(X)",
        "not blocked(X) and requested(X)",
        "advised(R1) and walking != free",
        "takes(nsaid) and not takes(aspirin)",
        "takes(aspirin) and takes(nsaid)",
        "dose_now > dose_limit and dose_limit > 40 and dose_now < 41",
        "age_years < 18 and weight_kg > 70.25",
        "(pain or fever) and not (pain and fever)",
    ],
)
def test_a_patient_is_found_where_there_is_one(when):
    rows = {
        "derived": [GRADES],
        "regimens": [regimen("X")],
        "blocks": [block("B1", ["X"], "pain")],
        "recommendations": [rule("R1", "fever", regimens=["X"]), rule("R2", when)],
    }
    assert told(unreachable, **rows) == []


def test_a_rule_that_the_scope_always_hides_never_applies():
    gate = {"key": "out", "when": "pain", "title": "Out", "text": "Out."}
    gates = [gate | {"shows": [], "regimens": "none"}]
    found = told(unreachable, gates=gates, recommendations=[rule("R1", "pain and fever")])
    assert found[0][:2] == ("recommendations", "R1")


def test_a_value_beyond_the_limits_of_its_question_is_never_reached():
    limited = {"key": "dose_now", "label": "Dose", "section": "all", "type": "quantity"}
    limited |= {"why": "Test.", "unit": "mg", "absolute_low": 0, "absolute_high": 100}
    rules = [rule("R1", "dose_now > 100"), rule("R2", "dose_now >= 100")]
    found = told(unreachable, elements=[limited], recommendations=rules, drugs=[])
    assert [key for _, key, _ in found] == ["R1"]


def test_the_place_of_a_row_within_a_row_is_named():
    rows = everywhere(NEVER)
    found = {str(row) for row in unreachable(content(**rows), DAY, None)}
    never = "can never apply: no answers satisfy its condition"
    assert f"regimens X, adjustments: 'Less.': {never}" in found
    assert f"monitoring M2, limits: 'High': {never}" in found
    assert f"derived grade, levels: high: {never}" in found


# contradictory


def test_a_recommendation_whose_regimen_is_always_blocked_is_told():
    rows = {"regimens": [regimen("X")], "recommendations": [rule("R1", "pain", regimens=["X"])]}
    assert told(contradictory, **rows, blocks=[block("B1", ["X"], "pain and fever")]) == []
    assert told(contradictory, **rows, blocks=[block("B1", ["X"], "pain", "caution")]) == []
    found = told(contradictory, **rows, blocks=[block("B1", ["X"], "pain or fever")])
    assert found == [("recommendations", "R1", "offers X, which is blocked for everyone it is for")]


def adjusted(*changes):
    rows = [
        {"when": when, "effect": effect, "low": low, "text": f"To {low}"}
        for when, effect, low in changes
    ]
    return told(contradictory, regimens=[regimen("X", basis="flat", low=1) | {"adjustments": rows}])


def test_two_adjustments_that_set_different_doses_at_once_are_told():
    assert adjusted(("pain", "replace", 2), ("fever", "replace", 3)) == [
        ("regimens", "X", "'To 2' and 'To 3' can apply together with different doses")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        [("pain", "factor", 0.5), ("pain", "factor", 2)],
        [("pain", "factor", 0.5), ("fever", "replace", 2)],
        [("pain", "subtract", 0.5), ("fever", "replace", 2)],
        [("pain", "factor", 0.5), ("fever", "subtract", 0.25)],
        [("pain", "start_factor", 0.5), ("fever", "start_replace", 2)],
    ],
)
def test_adjustments_that_work_against_each_other_are_told(changes):
    ((_, key, text),) = adjusted(*changes)
    assert key == "X"
    assert text.endswith("can apply together with different doses")


@pytest.mark.parametrize(
    "changes",
    [
        [("pain", "replace", 2), ("not pain", "replace", 3)],
        [("pain", "replace", 2), ("fever", "replace", 2)],
        [("pain", "cap", 2), ("fever", "cap", 3)],
        [("pain", "replace", 2), ("fever", "start_replace", 3)],
        [("pain", "factor", 0.5), ("fever", "factor", 0.75)],
        [("pain", "subtract", 0.5), ("fever", "subtract", 0.25)],
        [("pain", "factor", 0.5), ("fever", "start_replace", 1)],
        [("pain", "factor", 0.5), ("not pain", "replace", 3)],
    ],
)
def test_adjustments_that_agree_or_never_meet_are_fine(changes):
    assert adjusted(*changes) == []


def together(second="fever", interplays=(), **fields):
    """Two recommendations, each with its own regimen of one drug."""
    rows = [regimen(code) | {"ingredient": "aspirin", **fields} for code in ("X", "Y")]
    rules = [rule("R1", "pain", regimens=["X"]), rule("R2", second, regimens=["Y"])]
    return told(contradictory, regimens=rows, recommendations=rules, interplays=list(interplays))


def test_one_drug_offered_twice_without_an_order_is_told():
    assert together() == [
        (
            "recommendations",
            "R1",
            "offers X together with Y of R2, without an order, precedence or choice between them",
        )
    ]


@pytest.mark.parametrize("kind", ["order", "precedence", "choice"])
def test_an_interplay_that_settles_it_is_enough_where_it_is_in_force(kind):
    both = {"recommendations": ["R1", "R2"]}
    assert together(interplays=[interplay("C1", "pain and fever", kind, **both)]) == []
    assert together(interplays=[interplay("C1", "advised(R1) and advised(R2)", kind, **both)]) == []
    assert len(together(interplays=[interplay("C1", "walking = free", kind, **both)])) == 1


def test_a_warning_settles_nothing():
    row = interplay("C1", "pain", "warning", recommendations=["R1", "R2"])
    assert len(together(interplays=[row])) == 1


def test_regimens_that_are_never_offered_together_are_fine():
    assert together(second="fever and not pain") == []
    assert together(ingredient="") == []


def test_two_kinds_of_one_treatment_count_as_one_drug():
    assert len(together(ingredient="", therapy="steroid")) == 1


def test_two_precedences_against_each_other_are_told():
    first = interplay("C1", "pain", "precedence", keeps=["R1"], yields=["R2"])
    second = interplay("C2", "fever", "precedence", keeps=["R2"], yields=["R1"])
    apart = second | {"when": "fever and not pain"}
    rules = [rule("R1", "pain"), rule("R2", "fever")]
    found = told(contradictory, recommendations=rules, interplays=[first, second])
    assert [place[:2] for place in found] == [("interplays", "C1")]
    assert told(contradictory, recommendations=rules, interplays=[first, apart]) == []
