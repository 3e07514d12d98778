"""Pasted rows: parted, placed, read or refused with what to do; no line is ever lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.content import Element, Option, Unit
from patients.measurements import days, laboratory, paste
from patients.visits import numerals

ENZYME = Element(
    key="ck", label="Creatine kinase (CK)", section="s", type="quantity", why="w", unit="U/L",
    units=(Unit(code="ukat/L", factor=60),), names=("CK", "CPK"),
)  # fmt: skip
CELLS = Element(
    key="platelets", label="Platelets", section="s", type="quantity", why="w", unit="10*9/L",
    units=(Unit(code="10*3/uL", factor=1), Unit(code="/uL", factor=1)), names=("PLT",),
)  # fmt: skip
PIGMENT = Element(
    key="hb", label="Hemoglobin", section="s", type="quantity", why="w", unit="g/L",
    units=(Unit(code="g/dL", factor=10),), names=("Hb",),
)  # fmt: skip
PICTURE = Element(
    key="ecg", label="ECG", section="s", type="choice", why="w", names=("ECG",),
    options=(Option(code="normal", label="Normal"),),
)  # fmt: skip


def first(text):
    return tuple(paste.read(text).rows[0])


# Lines and columns


@pytest.mark.parametrize("sign", ["\t", ",", ";"])
def test_columns_are_parted_by_tab_comma_or_semicolon(sign):
    line = sign.join(["2026-11-22", "CK", "8420", "U/L", "170", "City"])
    assert first(line) == ("2026-11-22", "CK", "8420", "U/L", "170", "City")


def test_a_quoted_cell_may_hold_the_sign_between_columns():
    assert first('"Nov 22, 2026","CK, total",8420,U/L')[:3] == ("Nov 22, 2026", "CK, total", "8420")


def test_a_decimal_comma_does_not_part_columns_where_semicolons_do():
    assert first("2026-11-22;CK;7,5;U/L")[2] == "7,5"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system_and_empty_ones_are_passed_over(end):
    rows = paste.read(end.join(["2026-11-22,CK,1,U/L", "", ",,,", "2026-11-23,CK,2,U/L"])).rows
    assert [row.value for row in rows] == ["1", "2"]


def test_a_first_row_of_titles_may_name_columns_in_any_order():
    found = paste.read(
        "\ufeffResult;Collection date;Flag;TEST;Units;ULN\n8420;2026-11-22;H;CK;U/L;170"
    )
    assert tuple(found.rows[0]) == ("2026-11-22", "CK", "8420", "U/L", "170", "")
    assert found.unused == ["Flag"]


def test_an_invisible_mark_before_the_first_cell_is_dropped():
    assert first("\ufeff2026-11-22,CK,1,U/L")[0] == "2026-11-22"


def test_titles_without_a_column_for_the_value_are_refused_by_name():
    with pytest.raises(ValidationError, match="names no column for value"):
        paste.read("Date,Test,Unit\n2026-11-22,CK,U/L")


def test_a_quote_left_open_spoils_only_its_own_line():
    rows = paste.read('2026-11-22,"CK,8420,U/L\n2026-11-23,CK,2,U/L').rows
    assert rows[0].test == "CK,8420,U/L"
    assert rows[1].value == "2"


def test_cells_beyond_the_last_column_stay_visible():
    assert first("2026-11-22,CK,8420,U/L,170,City,extra,more")[5] == "City, extra, more"


def test_no_more_than_2000_rows_and_one_megabyte():
    line = "2026-11-22,CK,1,U/L\n"
    assert len(paste.read(line * 2000).rows) == 2000
    with pytest.raises(ValidationError, match="more than 2000 rows"):
        paste.read(line * 2001)
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        paste.read("x" * 1_000_001)
    with pytest.raises(ValidationError, match="at least one row"):
        paste.read(" \n,,\n")


@given(st.text(alphabet=st.characters(exclude_characters="\x00")) | st.text("\"',;\t\n\r2026-CK "))
def test_every_line_of_any_text_becomes_a_row_with_all_its_letters(text):
    try:
        found = paste.read(text)
    except ValidationError:
        return
    shown = "".join("".join(row) for row in found.rows) + "".join(found.unused)
    letters = {sign for sign in text.lstrip("\ufeff") if sign.isalnum()}
    titles = {sign for word in paste.COLUMN_OF for sign in word + word.upper()}
    assert letters - set(shown) <= titles


# Days


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22", "2026/11/22", "22-Nov-2026", "22 November 2026", "22. Nov. 2026",
        "22Nov2026", "Nov 22, 2026", "november 22 2026", "22/11/2026", "11/22/2026", "22.11.2026",
        "2026-11-22 08:15", "2026-11-22T08:15:30", " 22-NOV-2026 ", "11/22/2026 8:15 AM",
    ],
)  # fmt: skip
def test_a_day_that_can_only_be_one_is_read(text):
    assert days.read(text) == (date(2026, 11, 22), "")


def test_a_day_that_may_be_two_is_refused_with_both():
    found, error = days.read("04/05/2026")
    assert found is None
    assert error.startswith("04/05/2026 may be 05-Apr-2026 or 04-May-2026. Write the month")
    assert days.read("05/05/2026") == (date(2026, 5, 5), "")


@pytest.mark.parametrize(
    "text",
    ["", "22-Nov-26", "22/11/26", "31-Feb-2026", "46348", "2026-22-11", "Ju 3 2026", "٢٢-Nov-2026"],
)
def test_other_days_are_refused_with_an_example(text):
    found, error = days.read(text)
    assert found is None
    assert "22-Nov-2026" in error


@given(st.dates(min_value=date(1900, 1, 1)))
def test_no_day_is_ever_read_as_another(day):
    for form in ("%Y-%m-%d", "%d-%b-%Y", "%B %d, %Y"):
        assert days.read(day.strftime(form)) == (day, "")
    for form in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y"):
        assert days.read(day.strftime(form))[0] in (day, None)


# Numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8420", "8420"), ("7.5", "7.5"), ("7,5", "7.5"), ("0,123", "0.123"),
        ("12345,678", "12345.678"), ("1.234,5", "1234.5"), ("1 234,5", "1234.5"),
        ("1,234,567", "1234567"), ("1,234.5", "1234.5"), ("8 420", "8420"), ("-2,5", "-2.5"),
        ("abc", "abc"),
    ],
)  # fmt: skip
def test_a_comma_is_read_where_it_can_mean_only_one_thing(text, number):
    assert numerals.from_spreadsheet(text) == (number, "")


@pytest.mark.parametrize(
    ("text", "both"), [("1,234", "1234 or 1.234"), ("14,200", "14200 or 14.2"), ("1.230", "1230")]
)
def test_a_comma_or_point_that_may_part_thousands_is_never_guessed(text, both):
    assert both in numerals.from_spreadsheet(text)[1]


# Units


@pytest.mark.parametrize(
    ("element", "text", "code"),
    [
        (ENZYME, "U/L", "U/L"), (ENZYME, "u/l", "U/L"), (ENZYME, "IU/L", "U/L"),
        (ENZYME, " U / l", "U/L"),
        (ENZYME, "µkat/L", "ukat/L"), (ENZYME, "μkat/l", "ukat/L"), (ENZYME, "ukat/l", "ukat/L"),
        (CELLS, "10*9/L", "10*9/L"), (CELLS, "x10^9/L", "10*9/L"), (CELLS, "× 10⁹/L", "10*9/L"),
        (CELLS, "10E9/l", "10*9/L"), (CELLS, "G/L", "10*9/L"), (CELLS, "K/µL", "10*3/uL"),
        (CELLS, "10^3/uL", "10*3/uL"), (CELLS, "cells/mm³", "/uL"),
        (PIGMENT, "G/L", "g/L"), (PIGMENT, "g/dl", "g/dL"), (PICTURE, "", ""), (PICTURE, "n/a", ""),
    ],
)  # fmt: skip
def test_units_are_known_by_their_usual_spellings(element, text, code):
    assert laboratory.unit(text, element) == (code, "")


def test_a_unit_of_another_test_is_refused_with_those_accepted():
    code, error = laboratory.unit("mmol/L", ENZYME)
    assert code is None
    assert error == "The unit 'mmol/L' is not used here. Use U/L or µkat/L."


def test_without_a_unit_a_test_of_several_units_is_never_guessed():
    assert laboratory.unit("", ENZYME) == (None, "Which unit? Use U/L or µkat/L.")
