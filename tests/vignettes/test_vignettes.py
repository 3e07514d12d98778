"""The test patients of the guideline: what must be advised, what must not, and which dose."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.guidelines.engine.shipped import VIGNETTES, plan

STATUSES = ("recommended", "check_first", "ruled_out", "needs_data")
OF_THE_PLAN = (*STATUSES, "holds", "marks", "regimens", "no_regimens")
OF_THE_PATIENT = ("doses", "no_doses", "derived", "criteria", "errors")
MAIN = [key for key in VIGNETTES if key.startswith("V")]


@pytest.fixture(scope="module", params=VIGNETTES)
def vignette(request):
    return VIGNETTES[request.param]


@pytest.fixture(scope="module")
def result(vignette):
    return plan(vignette.findings)


@pytest.fixture(scope="module")
def data(result):
    return result.as_json()


def _keys(data, status):
    return {a["key"] for a in data["advice"] if a["status"] == status and not a["quiet"]}


def test_the_eight_patients_and_the_boundary_table_are_all_there():
    assert [f"V{number}" for number in range(1, 9)] == MAIN
    assert len(VIGNETTES) - len(MAIN) == 68


def test_the_eight_patients_state_complete_sets():
    for key in MAIN:
        assert set(STATUSES) | {"marks", "doses", "derived"} <= set(VIGNETTES[key].expected), key


def test_every_expectation_is_read_here(vignette):
    assert vignette.expected
    assert set(vignette.expected) <= {*OF_THE_PLAN, *OF_THE_PATIENT}


def test_advice_is_the_whole_set_and_nothing_else(vignette, data):
    for status in STATUSES:
        if status in vignette.expected:
            assert _keys(data, status) == set(vignette.expected[status]), status


def test_single_statuses_hold(vignette, data):
    found = {item["key"]: item["status"] for item in data["advice"]}
    wanted = vignette.expected.get("holds", {})
    assert {key: found[key] for key in wanted} == wanted


def test_what_must_not_appear_is_absent(vignette, data):
    found = {item["key"]: item for item in data["advice"]}
    for key in vignette.absent:
        hidden = found[key]["quiet"] or found[key]["status"] == "not_indicated"
        assert hidden, (key, found[key]["status"])


@pytest.mark.parametrize("key", MAIN)
def test_every_regimen_that_is_not_free_is_marked_with_its_rows(key):
    regimens = plan(VIGNETTES[key].findings).as_json()["regimens"]
    marks = {
        code: _mark(row)
        for code, row in regimens.items()
        if row["requested_by"] and row["state"] != "free"
    }
    wanted = {
        code: {"state": row["state"], "by": set(row["by"]), "also": set(row.get("also", ()))}
        for code, row in VIGNETTES[key].expected["marks"].items()
    }
    assert marks == wanted


def _mark(row):
    by = set(row["by"])
    return {"state": row["state"], "by": by, "also": {r["key"] for r in row["reasons"]} - by}


def test_single_states_and_their_rows_hold(vignette, data):
    for code, wanted in vignette.expected.get("regimens", {}).items():
        row = data["regimens"][code]
        assert row["state"] == wanted["state"], code
        assert set(wanted.get("by", row["by"])) == set(row["by"]), code


def test_no_regimen_is_listed_where_none_may_be(vignette, data):
    if vignette.expected.get("no_regimens"):
        assert data["regimens"] == {}
        assert not any(item["regimens"] for item in data["advice"])


def test_doses_are_right_to_the_milligram(vignette, data):
    for code, wanted in vignette.expected.get("doses", {}).items():
        dose = {key: data["doses"][code][key] for key in wanted}
        assert {k: Decimal(v) for k, v in dose.items()} == {
            k: Decimal(str(v)) for k, v in wanted.items()
        }, code


def test_no_dose_is_given_where_none_may_be(vignette, data):
    if vignette.expected.get("no_doses"):
        assert all(not _has_number(dose) for dose in data["doses"].values())


def _has_number(dose):
    return any(row["amount"] or row["per_dose"] for row in (dose, *dose["parts"]))


def test_derived_values_and_criteria_are_right(vignette, result):
    for key, wanted in vignette.expected.get("derived", {}).items():
        value = result.facts[key]
        if isinstance(wanted, int | float):
            wanted = Decimal(str(wanted))
            value = value.quantize(wanted, ROUND_HALF_UP)
        assert value == wanted, key
    for key, wanted in vignette.expected.get("criteria", {}).items():
        assert result.facts[key] is wanted, key


def test_refused_findings_are_named(vignette, data):
    wanted = vignette.expected.get("errors", [])
    assert [error["key"] for error in data["errors"]] == wanted
