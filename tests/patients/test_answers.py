"""From what is typed to findings, and back to the form."""

import datetime

import pytest
from django.http import QueryDict

from patients import answers, medicines

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
        assert posted(content, key, "").finding(DAY) is None


def test_not_known_is_an_answer(content):
    assert posted(content, "ck", "ck-unknown=1").finding(DAY)["value"] == "unknown"
    assert posted(content, "rapid_progression", "rapid_progression=unknown").value == "unknown"
    assert posted(content, "allergies", "allergies-unknown=1").value == "unknown"


def test_none_of_a_list_is_an_empty_list_not_a_missing_answer(content):
    assert posted(content, "allergies", "allergies-none=1").finding(DAY)["value"] == []


def test_yes_and_no_are_stored_as_truth_values(content):
    assert posted(content, "rapid_progression", "rapid_progression=yes").value is True
    assert posted(content, "rapid_progression", "rapid_progression=no").value is False


def test_a_value_is_stored_in_the_elements_own_unit_and_as_typed(content):
    finding = posted(content, "weight_kg", "weight_kg=158.7&weight_kg-unit=lb").finding(DAY)
    assert finding["typed"] == "158.7"
    assert finding["unit"] == "lb"
    assert finding["value"].startswith("71.98")


def test_a_refused_value_counts_as_not_known_and_names_the_likely_slip(content):
    answer = posted(content, "creatinine_umol_l", "creatinine_umol_l=0.7")
    assert answer.finding(DAY)["value"] == "unknown"
    assert "mg/dL" in answer.error
    assert answers.from_finding(
        answer.element, answer.finding(DAY), content=content, day=DAY
    ).error == (answer.error)


def test_dates_are_read_in_both_forms(content):
    for typed in ("14-Sep-2026", "2026-09-14"):
        assert posted(content, "onset_date", f"onset_date={typed}").value == "2026-09-14"


def test_a_value_may_be_from_another_day(content):
    answer = posted(content, "ck", "ck=8420&ck-day=02-Nov-2026")
    assert answer.finding(DAY)["on"] == "2026-11-02"
    assert "on" not in posted(content, "ck", "ck=8420&ck-day=").finding(DAY)


@pytest.mark.parametrize(
    ("typed", "message"), [("soon", "not a date"), ("23-Nov-2026", "lies in the future")]
)
def test_a_value_of_an_impossible_day_counts_as_not_known(content, typed, message):
    answer = posted(content, "ck", f"ck=8420&ck-day={typed}")
    assert message in answer.error
    finding = answer.finding(DAY)
    assert (finding["value"], finding["typed"], finding["day"]) == ("unknown", "8420", typed)


def test_a_brand_name_stands_for_its_ingredient_and_class(content):
    answer = posted(content, "current_drugs", "current_drugs=Lipitor 40 mg%0ALipitor")
    assert {"atorvastatin", "statin"} <= set(answer.value)
    assert answer.error == ""


def test_an_unrecognized_medicine_is_kept_only_after_its_classes_are_stated(content):
    query = "current_drugs=Zorbax 5 mg"
    answer = posted(content, "current_drugs", query)
    assert "zorbax" in answer.error
    assert "confirmed" not in answer.finding(DAY)
    ticked = "&current_drugs-strange=zorbax&current_drugs-classes-0=anticoagulant"
    answer = posted(content, "current_drugs", query + ticked)
    finding = answer.finding(DAY)
    assert answer.error == ""
    assert {"zorbax", "anticoagulant"} == set(finding["value"])
    assert finding["confirmed"] == "2026-11-22"


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


def test_a_second_unrecognized_medicine_asks_again(content):
    before = {"kept": {"zorbax": ["anticoagulant"]}}
    answer = posted(content, "current_drugs", "current_drugs=Zorbax%0AVelumab", before)
    assert answer.strange == ["velumab"]
    assert "confirmed" not in answer.finding(DAY)


def test_until_classes_are_stated_an_unknown_brand_never_reads_as_no(draft, clinician):
    from tests import factories_people as people

    people.write(draft, clinician, current_drugs="Zorbax")
    assert draft.current_plan()["derived"]["takes_statin"] is None
    people.write(draft, clinician, current_drugs="Metformin")
    assert draft.current_plan()["derived"]["takes_statin"] is False


@pytest.mark.parametrize("text", ["aspirin 81 mg", "Aspirin", "ASPIRIN 75"])
def test_a_dose_after_the_name_is_passed_over(content, text):
    assert [medicine.name for medicine in medicines.read(text, content)] == ["aspirin"]
