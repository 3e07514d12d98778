"""Numbers, doses and dates in the one form in which they cannot be misread."""

from decimal import Decimal

import pytest

from guidelines.engine import wording

NBSP, THIN = "\u00a0", "\u2009"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("70", "70"),
        ("70.0", "70"),
        ("1.50", "1.5"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("0", "0"),
        ("-0", "0"),
        ("0.0", "0"),
        ("1000", "1000"),
        ("9999.5", "9999.5"),
        ("10000", f"10{THIN}000"),
        ("-12000", f"-12{THIN}000"),
        ("1234567.25", f"1{THIN}234{THIN}567.25"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
    ],
)
def test_numbers(value, text):
    assert wording.number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("2.45", 1, "2.5"), ("-2.45", 1, "-2.5"), ("64.96", 1, "65"), ("0.04", 1, "0"), ("7", 2, "7")],
)
def test_displayed_numbers_are_rounded_half_up(value, decimals, text):
    assert wording.number(Decimal(value), decimals) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("72.50", "kg", f"72.5{NBSP}kg"),
        ("0.5", "mg", f"0.5{NBSP}mg"),
        ("100", "ug", f"100{NBSP}micrograms"),
        ("7.5", "ug/L", f"7.5{NBSP}micrograms/L"),
        ("800", "IU", f"800{NBSP}units"),
        ("62", "umol/L", f"62{NBSP}µmol/L"),
        ("4.8", "10*9/L", f"4.8{NBSP}× 10⁹/L"),
        ("76", "{score}", "76"),
        ("0.42", "1", "0.42"),
    ],
)
def test_amounts_hold_together_and_spell_out_what_is_misread(value, unit, text):
    assert wording.amount(Decimal(value), unit) == text


def test_ranges():
    assert wording.amounts(Decimal(80), Decimal(160), "mg") == f"80 to 160{NBSP}mg"
    assert wording.amounts(Decimal(80), Decimal(80), "mg") == f"80{NBSP}mg"
    assert wording.amounts(Decimal(80), None, "mg") == f"80{NBSP}mg"


def test_dates_name_the_month():
    assert wording.date("2026-02-01") == "01-Feb-2026"


def test_lists_and_capitals():
    assert wording.listed([]) == ""
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "", "b", "c"]) == "a, b and c"
    assert wording.listed(["a", "b"], "or") == "a or b"
    assert wording.capitalized("one dose of mg") == "One dose of mg"
    assert wording.capitalized("eGFR") == "eGFR"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("at most 80 mg a day", f"at most 80{NBSP}mg a day"),
        ("0.5 to 1 mg/kg or 2 g", f"0.5 to 1{NBSP}mg/kg or 2{NBSP}g"),
        ("5 micrograms, 600 units", f"5{NBSP}micrograms, 600{NBSP}units"),
        ("FVC below 50 %, CK above 1100 U/L", f"FVC below 50{NBSP}%, CK above 1100{NBSP}U/L"),
        ("at most 45 micromol/L", f"at most 45{NBSP}micromol/L"),
        ("in 2 groups of 3 glasses", "in 2 groups of 3 glasses"),
    ],
)
def test_a_number_in_a_text_stays_with_its_unit(typed, shown):
    assert wording.held_together(typed) == shown
