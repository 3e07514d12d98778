"""What one content says otherwise than another."""

import copy
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.engine.build import build
from guidelines.engine.difference import differences
from guidelines.engine.text_difference import text_difference
from guidelines.exchange import SHIPPED, read_directory
from tests.guidelines.engine.shipped import CONTENT

DATA = read_directory(SHIPPED)


def edited(collection, key, **values):
    """The differences after one row of the shipped content was edited."""
    data = copy.deepcopy(DATA)
    row = next(row for row in data[collection] if key in (row.get("key"), row.get("code")))
    row.update(values)
    return differences(CONTENT, build(data))


def only(changes):
    assert len(changes) == 1
    return changes[0]


def test_a_content_does_not_differ_from_itself():
    assert differences(CONTENT, build(DATA)) == ()


def test_a_criterion_differs_as_a_phrase_with_the_condition_beside_it():
    change = only(edited("criteria", "cancer_window", when="age_years >= 18"))
    assert (change.collection, change.key, change.kind) == ("criteria", "cancer_window", "changed")
    assert change.label == "criterion"
    assert change.now == "Age is at least 18\u00a0years"
    assert change.was.startswith("Age is at least 18\u00a0years and ")
    assert change.now_code == "age_years >= 18"


def test_a_dose_differs_as_its_rule_in_words():
    row = next(row for row in DATA["regimens"] if row["code"] == "PRED")
    parts = [row["parts"][0] | {"low": 0.75}]
    change = only(edited("regimens", "PRED", parts=parts))
    assert change.label == "dose"
    assert change.was.startswith("prednisone 1\u00a0mg/kg a day")
    assert change.now.startswith("prednisone 0.75\u00a0mg/kg a day")


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("sentence", "Do something else.", "wording"),
        ("strength", "none at all", "strength"),
        ("certainty", "made up", "certainty"),
        ("sources", [], "sources"),
    ],
)
def test_wording_strength_certainty_and_source_each_differ_by_name(field, value, label):
    change = only(edited("recommendations", "R11", **{field: value}))
    assert change.label == label
    assert change.now == (value or "")
    assert change.was != change.now


def test_added_and_removed_rows_are_told_with_all_they_say():
    data = copy.deepcopy(DATA)
    gone = data["blocks"].pop(2)
    data["blocks"].append(gone | {"key": "B999", "reason": "Something new."})
    removed, added = sorted(differences(CONTENT, build(data)), key=lambda row: -ord(row.kind[0]))
    assert (removed.kind, removed.key, removed.was_code) == ("removed", gone["key"], gone["when"])
    assert gone["instead"] in removed.was
    assert not removed.now
    assert (added.kind, added.key, added.title) == ("added", "B999", "Something new.")
    assert "Something new." in added.now


def test_another_reading_order_is_a_difference():
    data = copy.deepcopy(DATA)
    data["monitoring"].insert(0, data["monitoring"].pop())
    change = only(differences(CONTENT, build(data)))
    assert change.label == "order"
    assert change.now.startswith(data["monitoring"][0]["key"])


def test_a_condition_that_cannot_be_read_is_shown_as_written():
    change = only(edited("criteria", "cancer_window", when="age_years >="))
    assert change.now == "age_years >="


@pytest.mark.parametrize("collection", [name for name, rows in DATA.items() if type(rows) is list])
def test_an_edit_of_any_text_of_any_row_is_seen(collection):
    for row in DATA[collection]:
        for field in fields(type(getattr(CONTENT, collection)[0])):
            value = row.get(field.name)
            key = row.get("key") or row.get("code") or row.get("name")
            if isinstance(value, str) and value != key:
                found = edited_by_name(collection, key, field.name, f"{value} and more")
                assert [(change.key, change.field) for change in found] == [(key, field.name)]
        break


def edited_by_name(collection, key, field, value):
    data = DATA | {collection: [dict(row) for row in DATA[collection]]}
    names = ("key", "code", "name")
    row = next(row for row in data[collection] if key in (row.get(name) for name in names))
    row[field] = value
    return differences(CONTENT, build(data))


def test_words_that_changed_stand_in_the_text_that_stayed():
    pieces = text_difference("Give 1 mg daily.", "Give 2 mg daily.")
    assert [tuple(piece) for piece in pieces] == [
        ("same", "Give "),
        ("out", "1"),
        ("in", "2"),
        ("same", " mg daily."),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_their_difference(was, now):
    pieces = text_difference(was, now)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == was
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == now


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "  ", " \t"])
def test_spaces_that_look_the_same_are_no_difference(space):
    row = next(row for row in DATA["recommendations"] if row["key"] == "R11")
    retyped = row["sentence"].replace(" ", space)
    assert retyped != row["sentence"]
    assert edited("recommendations", "R11", sentence=retyped) == ()


def test_lines_and_their_indents_are_kept():
    change = only(edited("recommendations", "R11", rationale="Because:\r\n  - one\n  - two"))
    assert change.now == "Because:\n  - one\n  - two"


def test_a_lost_flag_that_demands_a_block_is_named_a_change_of_safety():
    flags = [flag for flag in plain_row("regimens", "PRED")["flags"] if flag != "immunosuppressant"]
    assert only(edited("regimens", "PRED", flags=flags)).label == (
        "flags: no block is demanded any more (safety)"
    )
    flags = [*plain_row("regimens", "PRED")["flags"], "specialist_only"]
    assert only(edited("regimens", "PRED", flags=flags)).label == "flags"


def test_a_level_is_told_by_its_name():
    change = only(
        edited("derived", "severity", levels=plain_row("derived", "severity")["levels"][1:])
    )
    assert "(severe); criterion: " in change.was
    assert "code:" not in change.was


def plain_row(collection, key):
    return next(row for row in DATA[collection] if key in (row.get("key"), row.get("code")))


# What handouts say


def texts_changed(change):
    """The differences after `change` was made to the texts for patients and their languages."""
    data = copy.deepcopy(DATA)
    change({row["key"]: row for row in data["patient_texts"]}, data)
    return differences(CONTENT, build(data))


def test_a_changed_translation_is_told_with_its_language():
    def change(texts, data):
        texts["MTX-name"]["translations"][0]["text"] = "Otra cosa"

    change = only(texts_changed(change))
    assert (change.key, change.label, change.kind) == ("MTX-name", "translations", "changed")
    assert (change.was, change.now) == ("es: Metotrexato", "es: Otra cosa")


def test_a_lost_translation_is_told():
    change = only(texts_changed(lambda texts, data: texts["MTX-name"].pop("translations")))
    assert (change.was, change.now) == ("es: Metotrexato", "")


def test_a_text_for_patients_that_was_removed_or_added_is_told_with_its_translations():
    def change(texts, data):
        data["patient_texts"].remove(texts["MTX-name"])
        data["patient_texts"].append(texts["MTX-name"] | {"key": "MTX-other"})

    added, removed = sorted(texts_changed(change), key=lambda row: row.kind)
    assert (removed.kind, removed.key, added.kind) == ("removed", "MTX-name", "added")
    assert added.key == "MTX-other"
    for told in (removed.was, added.now):
        assert "what it is about: MTX" in told
        assert "es: Metotrexato" in told


def test_a_language_that_was_reviewed_is_told_in_words():
    change = only(texts_changed(lambda texts, data: data["languages"][0].update(reviewed=True)))
    assert (change.key, change.title) == ("es", "es")
    assert (change.label, change.was, change.now) == (
        "reviewed by people who speak it", "no", "yes",
    )  # fmt: skip


def test_other_times_of_day_are_told_with_the_dose():
    row = next(row for row in DATA["regimens"] if row["code"] == "PRED")
    change = only(edited("regimens", "PRED", parts=[row["parts"][0] | {"times": ["evening"]}]))
    assert change.label == "dose"
    assert "times of day: morning" in change.was
    assert "times of day: evening" in change.now
