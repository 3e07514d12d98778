"""Methotrexate once a week cannot be published in words that make it daily."""

import pytest

from guidelines.engine.publication.methotrexate import methotrexate
from tests.guidelines.engine import toy
from tests.guidelines.engine.shipped import CONTENT

DRUGS = [
    *toy.DRUGS,
    {"name": "methotrexate", "synonyms": ["amethopterin"], "brands": ["metoject"]},
    {"name": "prednisone"},
    {"name": "folic acid"},
]
PART = {"drug": "methotrexate", "basis": "flat", "unit": "mg", "low": 15, "per": "week"}
WEEKLY = "once a week on one fixed weekday, never daily"


def told(**rows):
    return [str(row) for row in methotrexate(toy.content(drugs=DRUGS, **rows), toy.DAY)]


def regimen(schedule=WEEKLY, part=None, **fields):
    row = toy.regimen("MTX") | {"calculator": "flat", "ingredient": "methotrexate"}
    return row | {"parts": [PART | (part or {})], "schedule": schedule} | fields


def sentence(text):
    return told(recommendations=[toy.rule("R1", "pain", sentence=text)])


def test_the_shipped_methotrexate_is_weekly_in_every_word():
    assert list(methotrexate(CONTENT, toy.DAY)) == []


@pytest.mark.parametrize(
    "schedule",
    [
        WEEKLY,
        "once a week, always on the same fixed weekday",
        "Once weekly on Mondays.",
        "every Monday",
    ],
)
def test_a_schedule_says_once_a_week_and_the_day(schedule):
    assert told(regimens=[regimen(schedule)]) == []
    assert told(regimens=[regimen(part={"schedule": schedule})]) == []


@pytest.mark.parametrize(
    "schedule",
    [
        "once a week",
        "once daily, on one fixed weekday",
        "each day, first on Monday",
        "every 24 hours from Monday",
        "nightly from Monday",
        "7 days a week, from Monday",
        "Monday to Sunday",
        "every morning, Monday",
        "on Monday, Tuesday, Wednesday, Thursday, Friday",
        "three times a week: Monday, Wednesday, Friday",
        "twice weekly on Monday and Thursday",
        "once daily (not only Monday)",
        "never weekly but not daily; Monday",
    ],
)
def test_any_other_schedule_is_told(schedule):
    (problem,) = told(regimens=[regimen(schedule)])
    assert problem.startswith("regimens MTX, schedule: write when methotrexate is given as")


def test_the_line_of_the_drug_is_held_to_the_same_words():
    (problem,) = told(regimens=[regimen(part={"schedule": "once daily"})])
    assert problem.startswith("regimens MTX, parts: write when")


@pytest.mark.parametrize("part", [{"per": "day"}, {"doses_per_day": 2}])
def test_the_dose_itself_is_one_a_week(part):
    (problem,) = told(regimens=[regimen(part=part)])
    assert problem.endswith("methotrexate is a single dose a week")


@pytest.mark.parametrize("name", ["MTX", "Metoject", "amethopterin", "Methotrexate sodium"])
def test_another_name_hides_nothing(name):
    row = regimen("once daily", part={"drug": name}, ingredient="")
    assert told(regimens=[row])
    assert sentence(f"Give {name} 15 mg daily.")


@pytest.mark.parametrize(
    "text",
    [
        "Give methotrexate 15 mg daily.",
        "Methotrexate 2.5 mg/day.",
        "Give methotrexate 15 mg every morning.",
        "Give methotrexate, 15 mg daily.",
        "Take methotrexate (15 mg) daily.",
        "Give daily methotrexate 15 mg.",
        "Methotrexate: 15 mg once a day.",
        "Not before noon give methotrexate 15 mg daily",
        "Methotrexate 15 mg at night, never more.",
        "Methotrexate 15 mg every 24 hours.",
        "Methotrexate 15 mg three times a week.",
        "Methotrexate 5 mg from Monday to Friday.",
        "Give methotrexate with folic acid, 15 mg daily.",
        "Methotrexate 15 mg,\nonce a day.",
        "Methotrexate 15 mg QD.",
        "Methotrexate 15 mg od.",
        "Methotrexate 5 mg TDS.",
        "Methotrexate 5 mg q.d. with water.",
        "Methotrexate 15 mg Mon and Thu.",
        "Methotrexate 2.5 mg 6/7.",
        "Methotrexate 1 tablet morning and evening.",
        "Methotrexate 15 mg todos los días.",
        "Tome metotrexato 15 mg cada noche.",
        "Metotrexato 2.5 mg dos veces al día.",
        "Metotrexato 2.5 mg a diario.",
    ],
)
def test_a_sentence_that_makes_it_more_than_weekly_is_told(text):
    (problem,) = sentence(text)
    assert problem.startswith("recommendations R1, sentence: ")


@pytest.mark.parametrize(
    "text",
    [
        "Methotrexate 15 mg once a week, never daily.",
        "Methotrexate is never given daily; a daily dose can be fatal.",
        "Methotrexate with prednisone 60 mg/day.",
        "Methotrexate once a week. Folic acid 1 mg daily.",
        "Methotrexate on Monday with folic acid 1 mg daily.",
        "Stop methotrexate 14 days before surgery.",
        "Prednisone every morning.",
        "Methotrexate 15 mg once a week. Measure blood counts every 7 days.",
        "Stop methotrexate. Take folic acid; it is given daily.",
        "Metotrexato una vez a la semana, nunca todos los días.",
        "Give methotrexate on Monday, in week 6 of 7.",
        "Folic acid with methotrexate. 5 mg weekly in the UK, 1 mg daily in the US.",
    ],
)
def test_warnings_and_doses_of_other_drugs_are_left_alone(text):
    assert sentence(text) == []


def test_its_own_regimen_speaks_of_it_without_its_name():
    assert told(regimens=[regimen(duration="Then 20 mg daily.")])
    assert told(regimens=[regimen(duration="Folic acid with it: 1 mg daily.")]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Methotrexate 15 mg. Take it daily.",
        "Methotrexate 15 mg.\n\nThen 20 mg every morning.",
        "Metotrexato 15 mg. Tómelo todos los días.",
    ],
)
def test_the_next_sentence_still_speaks_of_it(text):
    assert len(sentence(text)) == 1


def words(key, text, about="MTX", kind="how", spanish=""):
    row = {"key": key, "about": about, "kind": kind, "text": text}
    row["translations"] = [{"language": "es", "text": spanish}] if spanish else []
    return told(regimens=[regimen(), toy.regimen("PRED")], patient_texts=[row])


@pytest.mark.parametrize(
    "text", ["Take it every day with water.", "Take it daily.", "One tablet morning and night."]
)
def test_the_words_for_patients_about_it_cannot_make_it_daily(text):
    (problem,) = words("MTX-how", text)
    assert problem.startswith("patient_texts MTX-how, text: ")
    assert words("MTX-how", text, about="PRED") == []
    assert words("methotrexate-how", text, about="methotrexate")


@pytest.mark.parametrize("text", ["Tómela todos los días.", "Tómela cada mañana.", "Una al día."])
def test_nor_can_their_spanish_translation(text):
    (problem,) = words("MTX-how", "Take it with water.", spanish=text)
    assert problem.startswith("patient_texts MTX-how, translations: translation es, text: ")


@pytest.mark.parametrize(
    ("key", "text", "spanish"),
    [
        ("word-once_a_week", "Once a week. Take it every day", "Una vez a la semana"),
        ("word-once_a_week", "Once a week, never daily", "Todas las semanas, todos los días"),
        ("word-per_week", "a day of the week", "a la semana"),
        ("word-per_week", "a week", "cada vez"),
        ("word-per_week", "each time", "a la semana"),
        ("word-only_on", "Take it daily from {weekday}", "Tómela solo el {weekday}"),
    ],
)
def test_the_fixed_words_of_weekly_medicines_say_once_a_week(key, text, spanish):
    safe = {"word-once_a_week": "Once a week, never every day", "word-per_week": "a week"}
    assert words(key, safe.get(key, "Only on {weekday}"), "handout", "word", "la semana") == []
    assert len(words(key, text, "handout", "word", spanish)) == 1


def test_a_guideline_without_it_is_not_asked_for_its_words():
    row = {"key": "word-per_week", "about": "handout", "kind": "word", "text": "each time"}
    assert told(regimens=[toy.regimen("PRED")], patient_texts=[row]) == []


def test_no_other_medicine_has_its_name_and_it_has_no_other():
    assert words("MTX-name", "Methotrexate", kind="name", spanish="Metotrexato") == []
    assert words("MTX-name", "Metoject", kind="name") == []
    for about, text in (("PRED", "Methotrexate"), ("MTX", "Prednisone")):
        (problem,) = words(f"{about}-name", text, about, "name")
        assert "methotrexate and must" in problem
    assert words("PRED-name", "Prednisone", "PRED", "name", "Metotrexato")
