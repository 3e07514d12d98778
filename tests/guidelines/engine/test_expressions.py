"""The notation of conditions: what it can say, and how it refuses what it cannot read."""

from decimal import Decimal

import pytest

from guidelines.engine.expressions import (
    And,
    Call,
    Comparison,
    ExpressionError,
    Membership,
    Name,
    Not,
    Or,
    Word,
    leaves,
    names,
    parse,
)

EXAMPLE = (
    "ab_hmgcr = positive and severity in (moderate, severe, critical) and not takes(methotrexate)"
)


def test_the_example_of_the_guideline_reads_as_three_parts():
    positive, severe, no_methotrexate = parse(EXAMPLE).parts
    assert (positive.name, positive.operator, positive.value.text) == ("ab_hmgcr", "=", "positive")
    assert [word.text for word in severe.values] == ["moderate", "severe", "critical"]
    assert (no_methotrexate.part.function, no_methotrexate.part.argument) == (
        "takes",
        "methotrexate",
    )


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_each_comparison_is_read(operator):
    tree = parse(f"egfr {operator} 29.9")
    assert (tree.name, tree.operator, tree.value) == ("egfr", operator, Decimal("29.9"))


def test_a_number_keeps_every_digit_and_its_sign():
    assert str(parse("x < 0.10").value) == "0.10"
    assert parse("x > -2.5").value == Decimal("-2.5")


def test_two_equal_signs_mean_one():
    assert parse("x == 3").operator == "="


def test_and_binds_tighter_than_or_and_not_tightest():
    tree = parse("a or b and not c")
    assert isinstance(tree, Or)
    assert isinstance(tree.parts[1], And)
    assert isinstance(tree.parts[1].parts[1], Not)


def test_parentheses_change_the_order():
    assert isinstance(parse("(a or b) and c"), And)


def test_words_of_logic_may_be_capitals_and_spread_over_lines():
    assert isinstance(parse("a AND b\n OR c"), Or)


@pytest.mark.parametrize("name", ["android", "order", "notes", "inside", "not_done"])
def test_a_name_may_begin_with_a_word_of_logic(name):
    assert parse(name) == Name(name, 1, 1)


def test_leaves_come_from_left_to_right_with_their_place():
    found = list(leaves(parse("a = b or c in (1, 2)\nand not known(d)")))
    assert [type(leaf) for leaf in found] == [Comparison, Membership, Call]
    assert [(leaf.line, leaf.column) for leaf in found] == [(1, 1), (1, 10), (2, 9)]
    assert found[0].value == Word("b", 1, 5)
    assert names(parse("a = b and takes(c)")) == {"a"}


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("", 1, 1, "a name"),
        ("   ", 1, 1, "a name"),
        ("age_years >", 1, 12, "a number"),
        ("age_years > 18 and", 1, 19, "a name"),
        ("(age_years > 18", 1, 16, "')'"),
        ("a and or b", 1, 7, "'not'"),
        ("a b", 1, 3, "'and'"),
        ("a in ()", 1, 7, "a name"),
        ("a in (b", 1, 8, "','"),
        ("a not in (b)", 1, 3, "'in'"),
        ("takes()", 1, 7, "a name"),
        ("takes(a b)", 1, 9, "')'"),
        ("a = b = c", 1, 7, "the end"),
        ("a\nand b =", 2, 8, "a number"),
        ("a &\nb", 1, 3, "'and'"),
        ("a = 'b'", 1, 5, "a name"),
        ("a = 5mg", 1, 5, "a number"),
        ("a = 1.2.3", 1, 5, "a number"),
    ],
)
def test_what_cannot_be_read_names_line_column_and_what_was_expected(text, line, column, expected):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert expected in error.expected
    assert str(error).startswith(f"Line {line}, column {column}: ")
    assert f"Expected {' or '.join(error.expected)}." in str(error)


@pytest.mark.parametrize("text", ["__import__('os')", "a; b", "lambda: 1", "a.b", "a = b()"])
def test_nothing_is_ever_run(text):
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "a or " * 400 + "a",
        "(" * 51 + "a" + ")" * 51,
        "not " * 60 + "a",
        "not (a or " * 60 + "b" + ")" * 60,
        "x > 123456789012345678901",
    ],
)
def test_what_nobody_can_read_is_refused(text):
    with pytest.raises(ExpressionError, match=r"signs|deep"):
        parse(text)


def test_long_and_nested_conditions_are_read_up_to_the_limits():
    assert len(list(leaves(parse("a or " * 399 + "a")))) == 400
    assert parse("(" * 50 + "x = 12345678901234567890" + ")" * 50).value == 12345678901234567890
    assert list(leaves(parse("not " * 49 + "a"))) == [Name("a", 1, 197)]
