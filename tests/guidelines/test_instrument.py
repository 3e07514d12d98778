"""Instruments without a page: one line of inputs in, one line of result out."""

import json

import pytest
from django.core.management import CommandError, call_command

from guidelines.engine.instruments import INSTRUMENTS
from guidelines.management.commands.instrument import VALUES

HUGE = b'{"weight_kg": 1' + b"0" * 5000 + b', "height_cm": 172}'


@pytest.fixture
def instrument(tmp_path, capsys):
    """Runs the command on lines; gives the exit status and the lines written."""

    def run(name, *lines):
        path = tmp_path / "inputs.jsonl"
        texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        path.write_bytes(b"\n".join(texts) + b"\n")
        status = 0
        try:
            call_command("instrument", name, str(path))
        except SystemExit as stopped:
            status = stopped.code
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_a_line_of_inputs_gives_a_line_with_the_result(instrument):
    status, [slim, heavy] = instrument(
        "bmi", {"weight_kg": 75, "height_cm": 180}, {"weight_kg": 81.7, "height_cm": 165}
    )
    assert status == 0
    assert slim == {"bmi": 23.1, "obese": False}
    assert heavy == {"bmi": 30, "obese": True}


def test_numbers_are_read_exactly(instrument):
    visits = {
        at: {"md_global": value, "mmt": 80, "mmt_max": 80}
        for at, value in (("baseline", 3.2), ("followup", 2.7))
    }
    _, [line] = instrument("tis_2016", visits)
    assert line["measures"]["md_global"] == {"apc": 5, "score": 0}


def test_a_bad_line_has_its_code_and_the_next_lines_go_on(instrument):
    good = {"creatinine": 62, "unit": "umol/L", "age": 55, "sex": "male"}
    status, lines = instrument("ckd_epi_2021", good | {"unit": "mg/dL"}, good, good | {"sex": None})
    assert status == 1
    assert lines[0] == {"status": "error", "errors": ["out_of_range:creatinine"]}
    assert lines[1]["egfr"] == 109
    assert lines[2] == {"status": "error", "errors": ["missing_input:sex"]}


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"[1]",
        b'{"weight_kg": NaN}',
        b'{"weight_kg": 70, "weight_kg": 80}',
        b"\xff\xfe{",
        b"[" * 9999,
        b'{"weight_kg": 1e99999999999999999999}',
        b'{"\\ud800": 70}',
        HUGE,
    ],
)
def test_a_line_that_is_no_object_is_an_error_that_says_why(instrument, line):
    status, [bad, good] = instrument("bmi", line, {"weight_kg": 75, "height_cm": 180})
    assert (status, bad["errors"]) == (1, ["not_a_json_object"])
    assert bad["message"]
    assert good["bmi"] == 23.1


def test_a_byte_order_mark_is_read_over(instrument):
    line = b'\xef\xbb\xbf{"weight_kg": 75, "height_cm": 180}'
    assert instrument("bmi", line)[0] == 0


def test_what_a_result_must_be_shown_with_stands_in_its_line(instrument):
    _, [line] = instrument("ctcae_cpk_increased", {"ck": 9000, "uln": 200})
    assert line["grade"] == 4
    assert line["caution"] == INSTRUMENTS["ctcae_cpk_increased"].caution


def test_an_entry_that_is_not_valid_ends_in_status_1(instrument):
    status, [line] = instrument("csm_entry", {"measure": "md_global", "value": 64, "unit": "cm"})
    assert (status, line["valid"], line["errors"]) == (1, False, ["out_of_range"])


def test_a_list_names_every_instrument_with_its_title_and_its_inputs(capsys):
    call_command("instrument", "--list")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[::2]] == list(INSTRUMENTS)
    assert all(
        row.title in line for row, line in zip(INSTRUMENTS.values(), lines[::2], strict=True)
    )
    named = dict(zip(INSTRUMENTS, lines[1::2], strict=True))
    assert named["bmi"].split() == ["reads", "weight_kg,", "height_cm"]
    assert "ck_uln" in named["flare_alert"]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_input_that_is_not_in_the_list_is_refused(name):
    assert INSTRUMENTS[name].result({"xyz": 1}) == {
        "status": "error",
        "errors": ["unknown_input:xyz"],
    }


@pytest.mark.parametrize(("key", "name"), [("egfr", "ckd_epi_2021"), ("crcl", "cockcroft_gault")])
def test_a_value_of_the_guideline_names_the_instrument_behind_it(key, name):
    with pytest.raises(CommandError, match=f"nearest is {name};"):
        call_command("instrument", key)
    assert set(VALUES.values()) <= set(INSTRUMENTS)


def test_an_unknown_name_is_refused_with_the_nearest_one():
    with pytest.raises(CommandError, match="no instrument ckd_epi. The nearest is ckd_epi_2021"):
        call_command("instrument", "ckd_epi")
    with pytest.raises(CommandError, match="Name an instrument"):
        call_command("instrument")


def test_a_file_that_is_not_there_is_an_error_without_a_traceback(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("instrument", "bmi", str(tmp_path / "none.jsonl"))
