"""From what is typed to findings, and back to the form."""

import datetime

import pytest
from django.http import QueryDict

from patients.visits import answers, medicines

DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def content(draft):
    return draft.content


def posted(content, key, query, before=None):
    """The answer to one question in a posted form."""
    element = next(element for element in content.elements if element.key == key)
    return answers.from_post(element, QueryDict(query), before=before, content=content, day=DAY)


def test_nothing_typed_is_not_asked(content):
    for key in ("ck", "dysphagia", "rapid_progression", "allergies", "current_drugs", "onset_date"):
        assert posted(content, key, "").finding() is None


def test_not_known_is_an_answer(content):
    assert posted(content, "ck", "ck-unknown=1").finding()["value"] == "unknown"
    assert posted(content, "rapid_progression", "rapid_progression=unknown").value == "unknown"
    assert posted(content, "allergies", "allergies-unknown=1").value == "unknown"


def test_none_of_a_list_is_an_empty_list_not_a_missing_answer(content):
    assert posted(content, "allergies", "allergies-none=1").finding()["value"] == []


def test_yes_and_no_are_stored_as_truth_values(content):
    assert posted(content, "rapid_progression", "rapid_progression=yes").value is True
    assert posted(content, "rapid_progression", "rapid_progression=no").value is False


def test_a_value_is_stored_in_the_elements_own_unit_and_as_typed(content):
    finding = posted(content, "weight_kg", "weight_kg=158.7&weight_kg-unit=lb").finding()
    assert finding["typed"] == "158.7"
    assert finding["unit"] == "lb"
    assert finding["value"].startswith("71.98")


def test_a_refused_value_is_kept_as_typed_without_a_value_and_names_the_likely_slip(content):
    answer = posted(content, "creatinine_umol_l", "creatinine_umol_l=0.7")
    assert "value" not in answer.finding()
    assert answer.finding()["typed"] == "0.7"
    assert answer.finding()["error"] == answer.error
    assert "mg/dL" in answer.error
    assert answers.from_finding(
        answer.element, answer.finding(), content=content, day=DAY
    ).error == (answer.error)


def test_dates_are_read_in_both_forms(content):
    for typed in ("14-Sep-2026", "2026-09-14"):
        assert posted(content, "onset_date", f"onset_date={typed}").value == "2026-09-14"


def test_a_value_may_be_from_another_day(content):
    answer = posted(content, "ck", "ck=8420&ck-day=02-Nov-2026")
    assert answer.finding()["on"] == "2026-11-02"
    assert "on" not in posted(content, "ck", "ck=8420&ck-day=").finding()


@pytest.mark.parametrize(
    ("typed", "message"), [("soon", "not a date"), ("23-Nov-2026", "lies in the future")]
)
def test_a_value_of_an_impossible_day_is_refused(content, typed, message):
    answer = posted(content, "ck", f"ck=8420&ck-day={typed}")
    assert message in answer.error
    finding = answer.finding()
    assert "value" not in finding
    assert (finding["typed"], finding["day"]) == ("8420", typed)


@pytest.mark.parametrize("typed", ["14200", "14,200", "14 200", "14\u2009200", "14\u00a0200"])
def test_thousands_may_stand_in_groups(content, typed):
    answer = posted(content, "ck", f"ck={typed}")
    assert (answer.finding()["value"], answer.finding()["typed"]) == ("14200", typed)


@pytest.mark.parametrize("typed", ["14,20", "1,4200", "14 2000", "14,200 300", "0,500"])
def test_groups_that_are_no_thousands_are_refused(content, typed):
    assert posted(content, "ck", f"ck={typed}").is_refused


def test_a_point_before_three_digits_that_end_in_zero_is_asked_about(content):
    answer = posted(content, "ck", "ck=14.200")
    assert "Write 14200 or 14.2" in answer.error
    assert posted(content, "weight_kg", "weight_kg=72.125").value is not None


@pytest.mark.parametrize("query", ["ck=8420&ck=9000", "ck=8420&ck-unit=U/L&ck-unit=ukat/L"])
def test_an_answer_that_arrives_twice_is_refused(content, query):
    assert posted(content, "ck", query).is_refused


def test_a_brand_name_stands_for_its_ingredient_and_class(content):
    answer = posted(content, "current_drugs", "current_drugs=Lipitor 40 mg%0ALipitor")
    assert {"atorvastatin", "statin"} <= set(answer.value)
    assert answer.error == ""


def test_an_unrecognized_medicine_is_kept_only_after_its_classes_are_stated(content):
    query = "current_drugs=Zorbax 5 mg"
    answer = posted(content, "current_drugs", query)
    assert "zorbax" in answer.error
    assert "confirmed" not in answer.finding()
    ticked = "&current_drugs-strange=zorbax&current_drugs-classes-0=anticoagulant"
    answer = posted(content, "current_drugs", query + ticked)
    finding = answer.finding()
    assert answer.error == ""
    assert {"zorbax", "anticoagulant"} == set(finding["value"])
    assert finding["kept"] == {"zorbax": ["anticoagulant"]}


def test_an_unrecognized_medicine_may_belong_to_no_class(content):
    query = "current_drugs=Zorbax&current_drugs-strange=zorbax&current_drugs-classes-0=none"
    answer = posted(content, "current_drugs", query)
    assert answer.error == ""
    assert answer.value == ["zorbax"]


def test_stated_classes_stay_when_the_list_is_posted_again(content):
    before = {"kept": {"zorbax": ["anticoagulant"]}}
    answer = posted(content, "current_drugs", "current_drugs=Zorbax%0AMetformin", before)
    assert answer.error == ""
    assert "anticoagulant" in answer.value


def test_medicines_that_nobody_typed_stand_one_a_line(content):
    element = next(element for element in content.elements if element.key == "current_drugs")
    finding = {"value": ["aspirin", "statin"]}
    answer = answers.from_finding(element, finding, content=content, day=DAY)
    assert (answer.typed, answer.value) == ("aspirin\nstatin", ["aspirin", "statin"])


def test_a_second_unrecognized_medicine_asks_again(content):
    before = {"kept": {"zorbax": ["anticoagulant"]}}
    answer = posted(content, "current_drugs", "current_drugs=Zorbax%0AVelumab", before)
    assert [medicine.name for medicine in answer.strange] == ["velumab"]
    assert "velumab" not in answer.finding()["kept"]


def test_only_words_on_offer_can_be_stated(content):
    query = "current_drugs=Zorbax&current_drugs-strange=zorbax&current_drugs-classes-0=harmless"
    answer = posted(content, "current_drugs", query)
    assert [medicine.name for medicine in answer.strange] == ["zorbax"]


def test_every_word_that_conditions_ask_for_can_be_stated(content):
    words = dict(medicines.classes(content))
    assert {"methotrexate", "azathioprine", "trimethoprim", "statin"} <= set(words)
    assert words["ace_inhibitor"] == "ACE inhibitor"


def test_a_misspelled_name_may_be_meant_for_the_nearest_one(content):
    query = "current_drugs=Atrovastatin 40 mg"
    (medicine,) = posted(content, "current_drugs", query).strange
    assert medicine.nearest == "atorvastatin"
    ticked = "&current_drugs-strange=atrovastatin&current_drugs-classes-0=atorvastatin"
    answer = posted(content, "current_drugs", query + ticked)
    assert answer.error == ""
    assert "atorvastatin" in answer.value


def test_an_allergy_is_looked_up_or_asked_about(content):
    answer = posted(
        content, "allergies", "allergies=sulfonamide&allergies-other=Trimethoprim, latex"
    )
    assert [medicine.name for medicine in answer.strange] == ["latex"]
    assert {"sulfonamide", "trimethoprim"} <= set(answer.value)
    ticked = "&allergies-strange=latex&allergies-classes-0=none"
    answer = posted(content, "allergies", "allergies-other=latex" + ticked)
    assert (answer.error, answer.finding()["kept"]) == ("", {"latex": []})


def test_an_unexplained_allergy_never_reads_as_no(draft, clinician):
    from tests import factories_people as people

    people.write(draft, clinician, allergies=["amoxi-something"])
    rows = draft.current_plan()["confirm"]
    assert ("allergies", "unrecognized") in [(row["key"], row["reason"]) for row in rows]


def test_until_classes_are_stated_an_unknown_brand_never_reads_as_no(draft, clinician):
    from tests import factories_people as people

    people.write(draft, clinician, current_drugs="Zorbax")
    assert draft.current_plan()["derived"]["takes_statin"] is None
    people.write(draft, clinician, current_drugs="Metformin")
    assert draft.current_plan()["derived"]["takes_statin"] is False


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Aspirin 81 mg and trimethoprim 100 mg", ["aspirin", "trimethoprim"]),
        ("aspirin 81, methotrexate 15 mg weekly on Mondays", ["aspirin", "methotrexate"]),
        ("aspirin 81 mg + trimethoprim", ["aspirin", "trimethoprim"]),
        ("aspirin/methotrexate", ["aspirin", "methotrexate"]),
        ("amlodipine/atorvastatin 5/10 mg", ["amlodipine/atorvastatin"]),
        ("Bactrim DS 800/160 mg twice daily", ["bactrim"]),
        ("atorvastatin (Lipitor) 40mg", ["atorvastatin", "lipitor"]),
        ("metformin 1,000 mg bid", ["metformin"]),
        ("vitamin B12 1000 mcg", ["vitamin b12"]),
    ],
)
def test_every_name_of_a_line_is_found(content, text, names):
    found = medicines.read(text, content)
    assert [medicine.name for medicine in found] == names
    assert all(medicine.words for medicine in found)


@pytest.mark.parametrize(
    "text",
    ["no methotrexate", "aspirin 81 mg trimethoprim 100 mg", "methotrexate stopped", "40 mg",
     "aspirin and other"],
)  # fmt: skip
def test_what_is_left_over_makes_a_line_unrecognized(content, text):
    assert not all(medicine.words for medicine in medicines.read(text, content))


@pytest.mark.parametrize(
    "text", ["aspirin 81 mg", "Aspirin", "ASPIRIN 75", "baby aspirin", "low-dose aspirin EC"]
)
def test_a_dose_after_the_name_is_passed_over(content, text):
    assert [medicine.name for medicine in medicines.read(text, content)] == ["aspirin"]
