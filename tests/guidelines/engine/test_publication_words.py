"""Words for patients are whole: filled in where they must be, translated or not, and visible."""

from dataclasses import replace

import pytest

from guidelines.engine.facts import Facts
from guidelines.engine.handout import unsaid
from guidelines.engine.handout.words import PLACEHOLDERS, SLOTS, Words
from guidelines.engine.patient_text import Translation
from guidelines.engine.program import program
from guidelines.engine.publication.plain_language import plain_language
from guidelines.engine.publication.visible import visible
from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT


def content(key, english=None, spanish=None):
    """The shipped content with other words under a key."""
    changed = {
        row.key: replace(
            row,
            text=row.text if english is None else english,
            translations=row.translations
            if spanish is None
            else (Translation(language="es", text=spanish),),
        )
        for row in CONTENT.patient_texts
        if row.key == key
    }
    assert changed
    return replace(
        CONTENT, patient_texts=tuple(changed.get(row.key, row) for row in CONTENT.patient_texts)
    )


def told(key, **texts):
    return [str(row) for row in plain_language(content(key, **texts), toy.DAY)]


def test_the_shipped_words_are_whole():
    assert list(plain_language(CONTENT, toy.DAY)) == []
    assert list(visible(CONTENT, toy.DAY)) == []
    assert set(PLACEHOLDERS) <= set(SLOTS)


@pytest.mark.parametrize("slot", sorted(PLACEHOLDERS))
def test_a_slot_cannot_lose_what_is_filled_in_not_even_in_all_languages(slot):
    english, spanish = told(f"word-{slot}", english="Only today", spanish="Solo hoy")[:2]
    assert english.startswith(f"patient_texts word-{slot}, text: {{")
    assert len(told(f"word-{slot}", spanish="Solo hoy")) == len(PLACEHOLDERS[slot])


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("MTX-how", "Take {dose}."),
        ("MTX-name", "Methotrexate {weekday}"),
        ("word-keep", "Keep {page}"),
        ("word-only_on", "Only on {weekday}, {dose}"),
    ],
)
def test_what_another_slot_fills_in_is_not_filled_in_here(key, text):
    (problem,) = told(key, english=text)
    assert "the page does not fill {" in problem


@pytest.mark.parametrize(
    "text", ["Take it <b>now</b>.", "Take it {", "Take < 2.", "On { weekday }"]
)
def test_markup_would_stand_on_the_page(text):
    assert all("would stand on the page" in problem for problem in told("MTX-how", english=text))
    assert told("MTX-how", english=text)
    (first, *_) = told("MTX-how", spanish=text)
    assert first.startswith("patient_texts MTX-how, translations: es: ")


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x07"])
def test_invisible_signs_of_a_file_are_found_in_every_text(sign):
    found = [*visible(content("MTX-how", f"Take{sign} it."), toy.DAY)]
    found += visible(content("MTX-how", spanish=f"Tó{sign}mela."), toy.DAY)
    drugs = [{"name": f"methotrexate{sign}"}]
    found += visible(toy.content(drugs=drugs, notice=f"A{sign}"), toy.DAY)
    assert [row.collection for row in found] == ["patient_texts", "patient_texts", "", "drugs"]
    assert all(f"U+{ord(sign):04X}" in row.text for row in found)


@pytest.mark.parametrize("blank", ["", " ", "\u00a0\n"])
def test_a_blank_translation_is_missing(blank):
    without = content("MTX-how", spanish=blank)
    (row,) = [row for row in unsaid(without)["regimens"] if row.about == "MTX"]
    assert [missing.key for missing in row.missing["es"]] == ["MTX-how"]
    words = Words(Facts(program(without), {}, toy.DAY), "es")
    assert [lack.key for lack in words.lacking("MTX")] == ["MTX-how"]
    page = Words(Facts(program(content("word-keep", spanish=blank)), {}, toy.DAY), "es").page()
    assert "keep" not in page
