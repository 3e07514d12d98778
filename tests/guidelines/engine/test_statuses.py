"""From verdict to status: what is advised, what waits, what is ruled out, and what to ask next."""

import pytest

from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT, MISSING, patient, plan, status, statuses

URGENCY = ["now", "24h", "days", "weeks"]
DRUG = toy.regimen("X", basis="flat", low=10)
OTHER = toy.regimen("Y", basis="flat", low=20)


def advised(recommendations, blocks=(), regimens=(DRUG, OTHER), **flat):
    knowledge = toy.content(
        recommendations=list(recommendations), blocks=list(blocks), regimens=list(regimens)
    )
    return toy.evaluate(knowledge, **flat)


@pytest.mark.parametrize(
    ("pain", "if_unknown", "expected", "quiet"),
    [
        (True, "ask", "recommended", False),
        (False, "ask", "not_indicated", False),
        (None, "ask", "needs_data", False),
        (None, "hide", "needs_data", True),
        (None, "safe", "recommended", False),
        (False, "safe", "not_indicated", False),
    ],
)
def test_an_unknown_rule_is_asked_hidden_or_shown_to_be_safe(pain, if_unknown, expected, quiet):
    (item,) = advised([toy.rule("R1", "pain", if_unknown=if_unknown)], pain=pain).advice
    assert (item.status, item.quiet) == (expected, quiet)
    assert item.unknown == (("pain",) if pain is None else ())


def test_what_is_shown_to_be_safe_says_why():
    shown = patient(pregnancy_status=None, childbearing_potential=True).as_json()["advice"]
    (row,) = [item for item in shown if item["key"] == "R56"]
    assert row["status"] == "recommended"
    assert "Pregnancy" in row["shown_because"]


@pytest.mark.parametrize(
    ("effect", "if_unknown", "fever", "state", "expected"),
    [
        ("block", "ask", True, "blocked", "ruled_out"),
        ("hard_stop", "ask", True, "hard_stop", "ruled_out"),
        ("caution", "ask", True, "caution", "recommended"),
        ("block", "ask", False, "free", "recommended"),
        ("block", "ask", None, "waits", "check_first"),
        ("hard_stop", "ask", None, "waits", "check_first"),
        ("block", "ignore", None, "free", "recommended"),
        ("caution", "ask", None, "free", "recommended"),
    ],
)
def test_a_block_row_gives_the_state_and_the_state_gives_the_status(
    effect, if_unknown, fever, state, expected
):
    rule = toy.rule("R1", "pain", regimens=["X"])
    row = toy.block("B1", ["X"], "fever", effect, if_unknown)
    result = advised([rule], [row], pain=True, fever=fever)
    assert result.regimens["X"].state == state
    assert status(result, "R1") == expected
    assert ("X" in result.doses) is (state in ("free", "caution", "waits"))


def test_the_gravest_row_gives_the_state_and_lower_rows_still_speak():
    rows = [
        toy.block("B1", ["X"], "pain", "caution"),
        toy.block("B2", ["X"], "pain", "block"),
        toy.block("B3", ["X"], "fever", "hard_stop"),
    ]
    rule = toy.rule("R1", "pain", regimens=["X"])
    shown = advised([rule], rows, pain=True, fever=None).as_json()["regimens"]["X"]
    assert (shown["state"], shown["by"]) == ("blocked", ["B2"])
    assert {row["key"] for row in shown["reasons"]} >= {"B1", "B2"}
    worst = advised([rule], rows, pain=True, fever=True).as_json()["regimens"]["X"]
    assert (worst["state"], worst["by"]) == ("hard_stop", ["B3"])


def test_one_free_regimen_is_enough():
    rule = toy.rule("R1", "pain", regimens=["X", "Y"])
    row = toy.block("B1", ["X"], "fever")
    assert status(advised([rule], [row], pain=True, fever=True), "R1") == "recommended"


def test_one_that_waits_is_enough_to_check_first():
    rule = toy.rule("R1", "pain", regimens=["X", "Y"])
    rows = [toy.block("B1", ["X"], "pain"), toy.block("B2", ["Y"], "fever")]
    result = advised([rule], rows, pain=True)
    assert status(result, "R1") == "check_first"
    assert result.advice[0].unknown == ("fever",)


def chosen_from(when, **flat):
    options = [toy.rule("R2", when, regimens=["X"]), toy.rule("R1", "pain", choose_from=["R2"])]
    return advised(options, [toy.block("B1", ["X"], "walking = unable")], **flat)


def test_a_choice_offers_the_regimens_of_the_true_rules_it_names():
    result = chosen_from("fever", pain=True, fever=True, walking="free")
    assert status(result, "R1") == "recommended"
    assert set(result.requested_by["X"]) == {"R1", "R2"}


@pytest.mark.parametrize(
    ("fever", "walking", "expected"),
    [
        (None, "free", "check_first"),
        (False, "free", "ruled_out"),
        (True, "unable", "ruled_out"),
        (True, None, "check_first"),
    ],
)
def test_a_choice_without_anything_to_offer_waits_or_is_ruled_out(fever, walking, expected):
    result = chosen_from("fever", pain=True, fever=fever, walking=walking)
    assert status(result, "R1") == expected


def test_requested_counts_true_rules_only():
    rules = [
        toy.rule("R1", "pain", regimens=["X"]),
        toy.rule("R2", "fever", regimens=["X"]),
        toy.rule("R3", "requested(X)"),
    ]
    found = [status(advised(rules, pain=pain, fever=None), "R3") for pain in (True, None, False)]
    assert found == ["recommended", "not_indicated", "not_indicated"]


def test_blocked_is_false_while_a_regimen_waits():
    rules = [toy.rule("R1", "blocked(X)")]
    rows = [toy.block("B1", ["X"], "fever")]
    found = [status(advised(rules, rows, fever=fever), "R1") for fever in (True, None, False)]
    assert found == ["recommended", "not_indicated", "not_indicated"]


def test_advised_counts_recommended_and_check_first():
    rules = [toy.rule("R1", "pain", regimens=["X"]), toy.rule("R2", "advised(R1)")]
    rows = [toy.block("B1", ["X"], "fever")]
    found = [
        status(advised(rules, rows, pain=pain, fever=fever), "R2")
        for pain, fever in ((True, False), (True, None), (True, True), (None, False))
    ]
    assert found == ["recommended", "recommended", "not_indicated", "not_indicated"]


def test_incomplete_asks_whether_severity_can_still_rise():
    assert patient(fvc_pct=None).facts["incomplete severity"] is True
    assert patient().facts["incomplete severity"] is False
    assert patient(fvc_pct=None, dysphagia="severe").facts["incomplete severity"] is False


def test_immunoglobulin_counts_as_requested_only_through_a_true_rule():
    assert patient(mmt8_80=45).facts["ivig_requested"] is True
    assert patient(mmt8_80=45, nsti_signs=True).facts["ivig_requested"] is False
    assert patient(failed_therapies=None, mmt8_80=45).facts["ivig_requested"] is False


def test_advice_stands_by_urgency_and_safety_first():
    shown = [item.recommendation for item in patient(nsti_signs=True, dysphagia="severe").advice]
    places = [(URGENCY.index(row.urgency), row.category != "safety") for row in shown]
    assert places == sorted(places)


def test_a_regimen_asked_for_twice_is_shown_once_with_both_reasons():
    shown = patient().as_json()
    holders = [item["key"] for item in shown["advice"] if "MTX" in item["regimens"]]
    assert len(holders) == 1
    assert set(shown["regimens"]["MTX"]["requested_by"]) == {"R13", "R14"}


def test_an_open_medicine_list_leaves_the_agents_open():
    open_list = patient(current_drugs=None)
    assert [status(open_list, key) for key in ("R14", "R15", "R16")] == ["needs_data"] * 3
    assert status(open_list, "R13") == "check_first"


def test_ask_next_puts_the_answer_first_that_settles_most():
    nothing = plan({})
    asks = nothing.ask_next
    assert [ask.weight for ask in asks] == sorted((ask.weight for ask in asks), reverse=True)
    assert asks[0].key in ("nsti_signs", "diagnosis_status", "age_years")
    assert {ask.key for ask in asks} <= set(nothing.relevant)


def test_ask_next_names_what_an_answer_settles_and_nothing_known():
    (ask,) = [ask for ask in patient(tpmt=None).ask_next if ask.key == "tpmt"]
    assert ask.settles == ("R15",)
    result = patient(tpmt=None)
    assert all(result.facts[ask.key] is None for ask in result.ask_next)


def test_an_answer_named_by_ask_next_does_settle():
    unknown = patient(tpmt=None)
    assert statuses(unknown)["R15"] == "check_first"
    assert statuses(patient(tpmt="normal"))["R15"] == "recommended"
    assert statuses(patient(tpmt="poor"))["R15"] == "ruled_out"


def test_what_can_no_longer_matter_is_not_relevant():
    assert "tpmt" in patient(tpmt=MISSING).relevant
    failed = patient(tpmt=MISSING, failed_therapies=["azathioprine"])
    assert "tpmt" in failed.relevant  # still a baseline test to be counted
    assert "ici_grade" not in patient(ici_grade=MISSING).relevant
    assert "organism" not in patient(organism=MISSING).relevant
    assert "organism" in patient(organism=MISSING, nsti_signs=True).relevant


def test_a_clear_case_asks_little():
    known = patient()
    assert len(known.relevant) < 15
    assert len(plan({}).relevant) > 80
    assert len(CONTENT.elements) > len(plan({}).relevant)
