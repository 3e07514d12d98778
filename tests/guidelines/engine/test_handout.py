"""The handout: what was decided in plain words of one language, nothing else, nothing filled in."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from guidelines.engine.facts import Facts
from guidelines.engine.handout import Given, compiled
from guidelines.engine.handout.words import SLOTS, Words
from guidelines.engine.patient_text import PatientText, Translation
from guidelines.engine.program import program
from guidelines.engine.publication.plain_language import problems
from guidelines.engine.publication.translated import translated
from guidelines.engine.publication.wording import texts
from tests.guidelines.engine import shipped
from tests.guidelines.engine.shipped import CONTENT, VIGNETTES, WEAK

LANGUAGES = ("en", "es")
MONDAY = Given(
    "R14", "MTX", "Methotrexate, start 10 mg by mouth or subcutaneously, once a week, on Mondays, "
    "target 15 to 25 mg a week",
    Decimal(10), "Monday",
)  # fmt: skip


def made(flat, *given, language="en", content=CONTENT):
    """The handout of a patient for some decisions."""
    found = shipped.plan(flat)
    plan = found.as_json(trace=False)
    filled = [
        row._replace(
            line=row.line or (plan["regimens"][row.regimen]["line"] if row.regimen else "")
        )
        for row in given
    ]
    facts = Facts(program(content), shipped.confirmed(flat), shipped.DAY)
    return compiled(facts, plan, filled, language)


def with_texts(change):
    """The shipped content with other texts for patients: `change` says which, None for none."""
    rows = [found for row in CONTENT.patient_texts if (found := change(row)) is not None]
    return replace(CONTENT, patient_texts=tuple(rows))


def without(key):
    return with_texts(lambda row: None if row.key == key else row)


def medicines(handout):
    return {row.name: row for row in handout.medicines}


def test_a_medicine_says_what_it_is_for_how_much_and_how():
    (row,) = made(WEAK, Given("R11", "PRED", amount=Decimal(70))).medicines
    assert row.name == "Prednisone"
    assert row.dose == "Prednisone 70\u00a0mg by mouth once daily in the morning"
    assert row.purpose
    assert row.how


def test_tablets_stand_at_their_time_of_day():
    (row,) = made(WEAK, Given("R11", "PRED", amount=Decimal(70))).medicines
    assert row.tablets == {"morning": "3\u00a0×\u00a020\u00a0mg + 1\u00a0×\u00a010\u00a0mg"}


def test_two_doses_a_day_are_shown_at_both_times():
    (row,) = made(WEAK, Given("R16", "MMF", amount=Decimal(2000))).medicines
    assert row.tablets == dict.fromkeys(("morning", "evening"), "2\u00a0×\u00a0500\u00a0mg")


def test_a_dose_that_whole_tablets_do_not_make_has_no_tablets():
    (row,) = made(WEAK, Given("R11", "PRED", amount=Decimal("0.3"))).medicines
    assert row.tablets == {}


def test_a_weekly_medicine_has_its_weekday_and_no_time_of_day():
    (row,) = made(WEAK, MONDAY).medicines
    assert row.is_weekly
    assert row.weekday == "Monday"
    assert row.weekly_tablets == "4\u00a0×\u00a02.5\u00a0mg"
    assert row.tablets == {}


def test_the_dose_to_begin_with_stands_by_itself_where_a_target_is_named_too():
    (row,) = made(WEAK, MONDAY).medicines
    assert row.start == "10\u00a0mg a week"
    (steroid,) = made(WEAK, Given("R11", "PRED", amount=Decimal(70))).medicines
    assert steroid.start == ""


def test_nothing_but_what_was_decided_is_told():
    handout = made(WEAK, Given("R11", "PRED", amount=Decimal(70)))
    assert list(medicines(handout)) == ["Prednisone"]
    told = " ".join(text for rows in handout.watch.values() for text in rows)
    assert "methotrexate" not in told


def test_a_medicine_without_words_is_left_out_and_named():
    handout = made(WEAK, MONDAY, content=without("MTX-purpose"))
    assert handout.medicines == ()
    (row,) = handout.left_out
    assert (row.name, row.why) == ("Methotrexate", "No words for patients: purpose.")


def test_what_is_left_out_tells_nothing_at_all():
    """Half of what there is to say of a medicine would be worse than a word of the clinic."""
    told = made(WEAK, MONDAY).lists["avoid"]
    rest = made(WEAK, MONDAY, content=without("MTX-purpose")).lists["avoid"]
    alone = made(WEAK).lists["avoid"]
    assert set(told) > set(alone)
    assert rest == alone


def test_a_translation_that_is_missing_leaves_the_piece_out_of_that_language_alone():
    content = with_texts(lambda row: replace(row, translations=()) if row.key == "MTX-how" else row)
    spanish = made(WEAK, MONDAY, language="es", content=content)
    assert [row.why for row in spanish.left_out] == ["Not translated: MTX-how."]
    assert spanish.medicines == ()
    assert made(WEAK, MONDAY, content=content).left_out == ()


def test_words_of_the_page_that_are_missing_stop_all_of_it():
    handout = made(WEAK, MONDAY, content=without("word-emergency"))
    assert handout.missing == ("emergency",)
    assert handout.medicines == ()


def test_a_medicine_that_waits_for_a_fact_is_left_out():
    flat = WEAK | {"hbsag": None, "anti_hbc": None}
    handout = made(flat, Given("R21", "RTX"))
    (row,) = handout.left_out
    assert row.name == "Rituximab"
    assert row.why.startswith("It must not be given until this is known: ")


def test_what_comes_before_everything_else_stands_first():
    flat = WEAK | {"dysphagia": "severe"}
    assert "Do not eat, drink" in made(flat, Given("R44")).lists["first"][0]
    assert made(WEAK).lists["first"] == ()


def test_advice_without_words_is_left_out_and_silence_has_to_be_said():
    rows = [row.key for row in CONTENT.patient_texts if row.about == "R25"]
    content = with_texts(lambda row: None if row.key in rows else row)
    (row,) = made(WEAK, Given("R25"), content=content).left_out
    assert row.why == "It has no words for patients."
    silent = PatientText(key="R25-silent", about="R25", kind="silent", text="The team does it.")
    content = replace(content, patient_texts=(*content.patient_texts, silent))
    assert made(WEAK, Given("R25"), content=content).left_out == ()


@pytest.mark.parametrize(
    ("value", "is_said"), [("positive", True), (None, True), ("negative", False)]
)
def test_a_text_is_said_unless_its_condition_is_false(value, is_said):
    row = PatientText(
        key="x", about="handout", kind="avoid", text="No statins.", when="ab_hmgcr = positive"
    )
    content = replace(CONTENT, patient_texts=(*CONTENT.patient_texts, row))
    said = made(WEAK | {"ab_hmgcr": value}, content=content).lists["avoid"]
    assert ("No statins." in said) is is_said


def test_what_several_medicines_say_alike_is_said_once():
    handout = made(WEAK, Given("R11", "PRED", amount=Decimal(70)), MONDAY)
    for rows in (*handout.watch.values(), *handout.lists.values()):
        assert len(rows) == len(set(rows))


def test_spanish_gives_the_dose_in_figures_and_in_spanish():
    (row,) = made(WEAK, MONDAY, language="es").medicines
    assert (row.name, row.dose) == ("Metotrexato", "10\u00a0mg a la semana")


def test_spanish_has_its_own_words_for_units_that_are_words():
    (row,) = made(WEAK, Given("R48", "CAVITD"), language="es").medicines
    assert "600 a 800\u00a0unidades" in row.dose
    assert "units" not in row.dose


@pytest.mark.parametrize(
    "words",
    [
        "half at breakfast",
        "every other day in the evening",
        "not once daily in the morning but 20 mg morning, 20 mg evening",
        "once daily in the morning, raise weekly",
    ],
)
def test_own_words_of_the_clinician_are_not_contradicted(words):
    """The order is printed as written; what the guideline says of taking it is left out."""
    own = Given("R11", "PRED", f"Prednisone 40 mg a day by mouth, {words}", Decimal(40))
    handout = made(WEAK, own)
    (said,) = handout.medicines
    assert said.dose == f"Prednisone 40\u00a0mg a day by mouth, {words}".replace(
        "20 mg", "20\u00a0mg"
    )
    assert (said.how, said.tablets) == ((), {})
    assert ["own words" in row.why for row in handout.left_out] == [True]
    (spanish,) = made(WEAK, own, language="es").medicines
    assert spanish.dose == "Su equipo médico le dice cuánto y cuándo."
    assert spanish.purpose


def test_a_medicine_in_own_words_still_warns_in_spanish():
    own = Given("R11", "PRED", "Prednisone 40 mg a day by mouth, half at breakfast", Decimal(40))
    usual = Given("R11", "PRED", amount=Decimal(70))
    assert (
        made(WEAK, own, language="es").lists["avoid"]
        == (made(WEAK, usual, language="es").lists["avoid"])
    )


def test_spanish_names_each_drug_of_an_order_with_several():
    flat = VIGNETTES["V4"].findings
    (row,) = made(flat, Given("R2", "NSTI_EMP"), language="es").medicines
    assert "vancomicina" in row.dose.lower()
    assert "mg" in row.dose


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_content_has_words_for_everything_that_can_be_decided(language):
    for key in ("V1", "V2", "V4", "V5"):
        words = Words(
            Facts(program(CONTENT), shipped.confirmed(VIGNETTES[key].findings), shipped.DAY),
            language,
        )
        assert set(words.page()) == set(SLOTS)
        for row in CONTENT.regimens:
            assert words.lacking(row.code, ("name", "purpose", "how")) == []
            assert words.said(row.code, "emergency") + words.said(row.code, "today")
            if len(row.parts) > 1:
                assert not [lack for p in row.parts for lack in words.lacking(p.drug, ("name",))]
        for row in CONTENT.monitoring:
            assert words.lacking(row.key, ("name",)) == []
        for row in CONTENT.recommendations:
            assert words.lacking(row.key) == []
            assert row.regimens or words.kinds(row.key), row.key


@pytest.mark.parametrize("code", sorted(row.code for row in CONTENT.regimens))
def test_each_medicine_can_stand_alone_in_a_spanish_handout(code):
    """With the dose as the plan gives it, in figures."""
    found = shipped.plan(WEAK).as_json(trace=False)["regimens"].get(code)
    if found is None or found["state"] == "waits":
        pytest.skip("not in the plan of this patient")
    (row,) = made(WEAK, Given("R11", code), language="es").medicines
    assert row.name
    assert " once " not in row.dose


@settings(max_examples=25, deadline=None)
@drawn(
    st.sampled_from(sorted(VIGNETTES)),
    st.randoms(use_true_random=False),
    st.sampled_from(LANGUAGES),
)
def test_every_decision_is_told_or_left_out_with_a_reason(key, chance, language):
    flat = VIGNETTES[key].findings
    plan = shipped.plan(flat).as_json(trace=False)
    offered = [
        (row["key"], code)
        for row in plan["advice"]
        for code in row["regimens"]
        if row["status"] in ("recommended", "check_first")
    ]
    chosen = {code: advice for advice, code in chance.sample(offered, min(len(offered), 3))}
    handout = made(flat, *[Given(a, c) for c, a in chosen.items()], language=language)
    left = [row.name for row in handout.left_out]
    told = len(handout.medicines)
    assert told + sum(plan["regimens"][code]["name"] in left for code in chosen) >= len(chosen)
    for row in handout.medicines:
        assert row.name
        assert row.purpose
        assert row.how
    assert all(row.why for row in handout.left_out)
    assert told <= len(chosen)


def test_hard_words_long_sentences_and_abbreviations_are_found():
    assert problems("Take it with food. Call us if you vomit.", "how") == []
    assert any(
        "grade" in text
        for text in problems("Immunological overactivity necessitates attenuation.", "how")
    )
    long = "You take it and " * 7 + "rest."
    assert any("words" in text for text in problems(long, "how"))
    assert any("contraindicated" in text for text in problems("It is contraindicated.", "avoid"))
    assert any("abbreviation" in text for text in problems("Your CK is high.", "plan"))


def test_clinical_names_count_as_easy_words():
    text = "Take trimethoprim-sulfamethoxazole with water."
    assert problems(text, "how")
    assert problems(text, "how", frozenset({"trimethoprim-sulfamethoxazole"})) == []


def test_the_words_for_patients_are_read_for_unsafe_doses_too():
    rows = [text for place, _, text in texts(CONTENT) if place.collection == "patient_texts"]
    assert len(rows) > 2 * len(CONTENT.patient_texts) * 0.9


def test_a_translation_with_other_placeholders_is_found():
    from guidelines.engine.publication.plain_language import plain_language

    content = with_texts(
        lambda row: (
            replace(row, translations=(Translation(language="es", text="Solo el lunes"),))
            if row.key == "word-only_on"
            else row
        )
    )
    (found,) = plain_language(content, shipped.DAY)
    assert (found.key, found.field) == ("word-only_on", "translations")
    assert list(plain_language(CONTENT, shipped.DAY)) == []


def test_a_translation_that_stayed_while_its_english_changed_is_found():
    changed = with_texts(
        lambda row: replace(row, text="Take it twice a day.") if row.key == "PRED-how" else row
    )
    (found,) = translated(changed, shipped.DAY, [CONTENT])
    assert (found.key, found.field) == ("PRED-how", "translations")
    both = with_texts(
        lambda row: (
            replace(
                row,
                text="Take it twice a day.",
                translations=(Translation(language="es", text="Dos veces al día."),),
            )
            if row.key == "PRED-how"
            else row
        )
    )
    assert list(translated(both, shipped.DAY, [CONTENT])) == []
    assert list(translated(CONTENT, shipped.DAY, [CONTENT])) == []
    assert list(translated(changed, shipped.DAY)) == []
