"""Evaluation without a page: one line of findings in, one line of plan out."""

import json
import sys
from subprocess import PIPE, Popen

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from guidelines import actions
from guidelines.management.commands import evaluate as command
from guidelines.models import GuidelineVersion
from tests.factories import make_published, make_user

pytestmark = pytest.mark.django_db
# The command as it starts, but writing without end.
ENDLESS = """
import itertools, django
django.setup()
from guidelines.management.commands.evaluate import Command

def write(self, **options):
    for _ in itertools.count():
        self.stdout.write("x")

Command.handle = write
Command().run_from_argv(["manage.py", "evaluate"])
"""
PATIENT = {
    "age_years": 64,
    "sex_at_birth": "male",
    "weight_kg": 72.4,
    "height_cm": 178,
    "diagnosis_status": "confirmed",
    "ab_hmgcr": "positive",
    "ab_srp": "negative",
    "treatment_phase": "untreated",
    "nsti_signs": False,
    "infection_status": "none",
    "ici_exposure": "none",
    "mmt8_80": 60,
    "dysphagia": "none",
    "niv_or_ventilated": False,
    "resp_distress": False,
    "fvc_pct": 95,
    "myocarditis": "none",
    "current_drugs": [],
    "statin_exposure": "past",
    "hba1c_mmol_mol": 36,
    "glaucoma": False,
    "severe_steroid_psychosis": False,
    "osteoporosis_or_fragility_fracture": False,
}


@pytest.fixture
def evaluate(tmp_path, capsys):
    """Runs the command on lines; gives the exit status and the lines written."""

    def run(*lines, **options):
        path = tmp_path / "findings.jsonl"
        texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        path.write_bytes(b"\n".join(texts) + b"\n")
        status = 0
        try:
            flags = [word for name, value in options.items() for word in (f"--{name}", str(value))]
            call_command("evaluate", str(path), *flags)
        except SystemExit as stopped:
            status = stopped.code
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_a_line_holds_every_recommendation_and_every_regimen(evaluate):
    status, [line] = evaluate(PATIENT)
    version = GuidelineVersion.objects.get(guideline__key="imnm")
    assert status == 0
    assert (line["guideline"], line["version"]) == ("imnm", 1)
    assert set(line["advice"]) == {row.key for row in version.recommendation_rows.all()}
    assert set(line["regimens"]) == {row.code for row in version.regimen_rows.all()}
    assert set(line["advice"]["R1"]) == {"status", "quiet", "gated", "unknown"}
    assert line["advice"]["R11"]["status"] == "recommended"
    assert line["advice"]["R1"]["status"] == "not_indicated"


def test_doses_are_json_numbers_with_their_formula(evaluate):
    _, [line] = evaluate(PATIENT)
    dose = line["doses"]["PRED"]
    assert dose["amount"] == 70
    assert dose["unit"] == "mg"
    assert "72.4" in dose["formula"]
    assert set(dose) == {
        "amount", "high", "start", "per_dose", "unit", "text", "formula", "parts"
    }  # fmt: skip
    assert line["derived"]["mmt8_80"] == 60
    assert line["derived"]["severity"] == "moderate"


def test_missing_keys_are_not_asked_and_null_is_not_known(evaluate):
    _, [asked, missing] = evaluate({"nsti_signs": None}, {})
    assert asked["advice"]["R1"]["unknown"] == missing["advice"]["R1"]["unknown"] == ["nsti_signs"]
    assert "nsti_signs" in missing["ask_next"]


def test_an_unusual_value_counts_as_confirmed_and_is_a_warning(evaluate):
    status, [line] = evaluate(PATIENT | {"weight_kg": 185, "height_cm": 195})
    assert status == 0
    assert [warning["key"] for warning in line["warnings"]] == ["weight_kg"]
    assert line["doses"]["PRED"]["amount"] == 80


def test_an_impossible_value_gives_an_error_and_no_doses_and_the_others_go_on(evaluate):
    status, [bad, good] = evaluate(PATIENT | {"weight_kg": 7240}, PATIENT)
    assert status == 1
    assert bad["errors"][0]["key"] == "weight_kg"
    assert "Check" in bad["errors"][0]["message"]
    assert bad["doses"] == {}
    assert good["errors"] == []
    assert good["doses"]


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"[1]",
        b"7",
        b"null",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"\xff\xfe{",
        b"[" * 9999,
        b'{"ck": ' + b"[" * 980 + b"]" * 980 + b"}",
        b'{"ck": 1e99999999999999999999}',
        b'{"current_drugs": ["\\ud800"]}',
    ],
)
def test_a_line_that_is_no_object_is_an_error_and_the_others_go_on(evaluate, line):
    status, [bad, good] = evaluate(line, PATIENT)
    assert status == 1
    assert bad["errors"][0]["key"] == ""
    assert bad["advice"] == bad["doses"] == {}
    assert good["doses"]


@pytest.mark.parametrize(
    "answer",
    [{"ambulation": {}}, {"nsti_signs": {}}, {"ck": []}, {"current_drugs": ["unknown", "Aspirin"]}],
)
def test_an_answer_of_the_wrong_kind_is_an_error_that_names_the_question(evaluate, answer):
    status, [line] = evaluate(answer)
    assert status == 1
    assert [error["key"] for error in line["errors"]] == list(answer)
    assert line["doses"] == {}


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "tomorrow"])
def test_days_out_of_reach_are_refused(evaluate, day):
    with pytest.raises(CommandError, match="from 1900-01-01 to 2200-12-31"):
        evaluate(PATIENT, on=day)


def test_an_unknown_question_is_an_error(evaluate):
    status, [line] = evaluate({"wieght_kg": 70})
    assert status == 1
    assert line["errors"][0]["key"] == "wieght_kg"


def test_findings_are_taken_on_the_day_given(evaluate):
    _, [early] = evaluate({"birth_date": "2000-03-02"}, on="2018-03-01")
    _, [late] = evaluate({"birth_date": "2000-03-02"}, on="2018-03-02")
    assert (early["derived"]["age_years"], late["derived"]["age_years"]) == (17, 18)


def test_under_18_no_regimen_and_no_dose(evaluate):
    _, [line] = evaluate(PATIENT | {"age_years": 17})
    assert line["regimens"] == line["doses"] == {}
    assert line["advice"]["R6"]["status"] == "recommended"
    assert line["advice"]["R11"] == {
        "status": "not_indicated", "quiet": False, "gated": True, "unknown": []
    }  # fmt: skip


def test_the_name_of_an_unknown_drug_never_reads_as_no(evaluate):
    _, [line] = evaluate(PATIENT | {"current_drugs": ["zyxwvut"]})
    assert line["derived"]["takes_statin"] is None
    assert "current_drugs" in [warning["key"] for warning in line["warnings"]]


def test_an_allergy_nobody_recognizes_stays_open_and_is_a_warning_once(evaluate):
    _, [line] = evaluate(PATIENT | {"allergies": ["zyxwvut"]})
    assert [warning["key"] for warning in line["warnings"]] == ["allergies"]
    assert "not recognized" in line["warnings"][0]["message"]


def test_without_tables_it_says_what_to_run(evaluate, monkeypatch):
    def no_table(*_):
        raise OperationalError("no such table")

    monkeypatch.setattr(command, "_version", no_table)
    with pytest.raises(CommandError, match="Run migrate, and then load_guideline"):
        evaluate(PATIENT)


def test_a_reader_that_has_read_enough_ends_it_quietly():
    start = [sys.executable, "-c", ENDLESS]
    with Popen(start, stdout=PIPE, stderr=PIPE) as lines:  # noqa: S603 - ours
        assert lines.stdout.read(2) == b"x\n", lines.stderr.read()
        lines.stdout.close()
        assert lines.stderr.read() == b""


def test_a_version_can_be_named(evaluate):
    make_published()
    make_published(
        version=2, criteria=[{"key": "is_heavy", "label": "Heavy", "when": "weight_kg > 9"}]
    )
    _, [line] = evaluate({"weight_kg": 50}, guideline="small", version=1)
    assert (line["version"], line["advice"]["R1"]["status"]) == (1, "not_indicated")
    _, [line] = evaluate({"weight_kg": 50}, guideline="small")
    assert (line["version"], line["derived"]["is_heavy"]) == (2, True)
    with pytest.raises(CommandError, match="no version 7"):
        evaluate({}, guideline="small", version=7)


def test_without_a_version_in_force_it_says_so(evaluate):
    version = GuidelineVersion.objects.get(guideline__key="imnm")
    actions.withdraw(version=version, by=make_user(), text="Wrong dose.")
    with pytest.raises(CommandError, match="No version of imnm is in force"):
        evaluate(PATIENT)


def test_the_same_lines_give_the_same_bytes(evaluate):
    assert evaluate(PATIENT, on="2026-11-22") == evaluate(PATIENT, on="2026-11-22")
