"""What the record answers at the next visit, what it leaves open, and what is taken over."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guidelines import frozen
from patients.in_force import version_in_force
from patients.measurements import results
from patients.models import DoseStep
from patients.treatment import courses
from patients.visits import actions, from_record
from tests import factories_people as people


def day(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


PRED = {"regimen": "PRED", "unit": "mg", "per": "day"}
MTX = {"regimen": "MTX", "unit": "mg", "per": "week", "weekday": "Monday"}
ENDED = {"stop_reason": "other"}


@pytest.fixture
def record(patient):
    def read():
        content = frozen.load(version_in_force())
        return from_record.read(patient, content, day())

    return read


# The second visit


def test_the_visit_after_a_signature_starts_with_what_is_taken(patient, clinician, later):
    draft = people.draft(patient, clinician, **people.MTX_IS_FREE)
    about = {"encounter": draft, "by": clinician, "kind": "accepted"}
    actions.decide(advice="R11", regimen="PRED", **about)
    actions.decide(advice="R14", regimen="MTX", amount="10", weekday="Monday", **about)
    draft.refresh_from_db()
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    later(28)
    found = actions.start(patient=patient, by=clinician).findings
    assert found["current_drugs"]["typed"] == "prednisone\nmethotrexate"
    assert found["current_prednisone_mg_day"]["value"] == "70"
    assert found["gc_cumulative_g_12m"]["value"] == "1.96"
    assert "70" in found["current_prednisone_mg_day"]["origin"]
    assert found["ck"]["value"] == "8420"
    assert {found[key]["source"] for key in found} == {"record"}
    assert "treatment_phase" not in found


def test_a_first_visit_starts_with_courses_and_results_recorded_before(
    patient, clinician, take, measured
):
    take("Prednisone", -30, "20", **PRED)
    measured("ck", "2100", -3, typed="2100", unit="U/L", limit=Decimal(170), laboratory="City")
    found = actions.start(patient=patient, by=clinician).findings
    assert found["current_prednisone_mg_day"]["value"] == "20"
    assert found["ck"]["value"] == "2100"
    assert found["ck"]["on"] == day(-3).isoformat()
    assert "City" in found["ck"]["origin"]
    assert found["ck_uln"]["value"] == "170"


# Medicines now


def test_other_medicines_are_carried_and_stopped_courses_left_out(
    patient, clinician, take, later, record
):
    people.signed(patient, clinician, current_drugs="Lipitor 40 mg\nprednisone and Aspirin")
    course = take("Prednisone", -30, "20", **PRED)
    take("Methotrexate", -30, "15", **MTX)
    later(10)
    courses.stop(course=course, on=day(-2), reason="remission", by=clinician, knows_taper=True)
    typed = record().findings["current_drugs"]["typed"].split("\n")
    assert typed == ["Lipitor 40 mg", "aspirin", "methotrexate"]


def test_a_medicine_stated_after_its_course_ended_stays(patient, clinician, take, record):
    take("Prednisone", -90, "20", stop=day(-30), **ENDED, **PRED)
    people.signed(patient, clinician, current_drugs="prednisone")
    assert "current_drugs" not in record().findings
    assert record().opening["current_drugs"]["value"] == ["glucocorticoid", "prednisone"]


def test_without_any_answer_the_other_medicines_stay_open(take, record):
    take("Methotrexate", -30, "15", **MTX)
    assert "current_drugs" not in record().findings
    assert "methotrexate" in record().left_open["current_drugs"]


def test_an_unrecognized_course_asks_what_it_belongs_to(patient, clinician, take):
    people.signed(patient, clinician, current_drugs=[])
    take("Wonderdrug", -30)
    draft = actions.start(patient=patient, by=clinician)
    assert [row["reason"] for row in draft.current_plan()["confirm"]] == ["unrecognized"]


def test_a_course_with_its_medicine_in_the_list_already_changes_nothing(
    patient, clinician, take, record
):
    people.signed(patient, clinician, current_drugs="Deltasone 20 mg")
    take("Prednisone", -30, "20", **PRED)
    assert "current_drugs" not in record().findings


# Prednisone now


def test_prednisone_is_the_sum_of_the_doses_of_the_day(take, clinician, record):
    course = take("Prednisone", -60, "40", **PRED)
    courses.change_dose(course=course, on=day(-10), amount=Decimal("17.5"), by=clinician)
    take("Prednisolone", -90, "5", stop=day(-70), **ENDED, unit="mg", per="day")
    found = record().findings["current_prednisone_mg_day"]
    assert found["value"] == "17.5"
    assert "since" in found["origin"]


def test_prednisone_is_zero_only_after_a_recorded_course_ended(take, record):
    take("Methotrexate", -30, "15", **MTX)
    assert "current_prednisone_mg_day" not in record().findings
    take("Prednisone", -90, "20", stop=day(), **ENDED, **PRED)
    assert record().findings["current_prednisone_mg_day"]["value"] == "0"


@pytest.mark.parametrize(
    ("name", "details"),
    [
        ("Prednisone", PRED),  # no amount
        ("Medrol", {"amount": "16", "unit": "mg", "per": "day"}),
    ],
)
def test_a_glucocorticoid_without_a_dose_in_prednisone_leaves_the_question_open(
    patient, clinician, take, record, name, details
):
    people.signed(patient, clinician, current_prednisone_mg_day="0")
    take(name, **details)
    assert "current_prednisone_mg_day" not in record().opening
    assert name in record().left_open["current_prednisone_mg_day"]


def test_a_planned_dose_counts_from_its_day_on(take, clinician, later, record):
    course = take("Prednisone", -60, "40", **PRED)
    DoseStep.objects.create(course=course, on=day(7), amount=30, entered_by=clinician)
    later(6)
    assert record().findings["current_prednisone_mg_day"]["value"] == "40"
    later(1)
    assert record().findings["current_prednisone_mg_day"]["value"] == "30"


def test_a_dose_stated_after_the_last_change_of_the_record_stands(
    patient, clinician, take, later, record
):
    take("Prednisone", 0, "40", **PRED)
    later(14)
    people.signed(patient, clinician, current_prednisone_mg_day="35")
    later(14)
    assert record().opening["current_prednisone_mg_day"]["value"] == "35"


# Prednisone of the year


def test_the_year_is_summed_from_the_doses(take, clinician, record):
    course = take("Prednisone", -100, "40", **PRED)
    courses.change_dose(course=course, on=day(-60), amount=Decimal(20), by=clinician)
    take("Prednisone", -900, "60", stop=day(-360), **ENDED, **PRED)
    total = Decimal(40 * 40 + 60 * 20 + 5 * 60) / 1000
    assert Decimal(record().findings["gc_cumulative_g_12m"]["value"]) == total


def test_a_pulse_leaves_the_sum_open_and_is_named(patient, clinician, take, later, record):
    people.signed(patient, clinician, gc_cumulative_g_12m="0")
    take("Prednisone", -100, "40", **PRED)
    ended = {"stop": day(-97), "stop_reason": "completed"}
    take("Pulse", -100, "1000", regimen="IVMP", unit="mg", per="day", **ended)
    assert "gc_cumulative_g_12m" in record().opening  # stated after the pulse
    later(1)
    take("Medrol", -1, "16", unit="mg", per="day")
    assert "gc_cumulative_g_12m" not in record().opening
    assert "Medrol" in record().left_open["gc_cumulative_g_12m"]


def test_more_stated_before_is_not_lowered_by_the_record(patient, clinician, take, later, record):
    people.signed(patient, clinician, gc_cumulative_g_12m="6")
    take("Prednisone", 0, "40", **PRED)
    later(30)
    assert record().opening["gc_cumulative_g_12m"]["value"] == "7.2"


# Failed treatments


def failed(record):
    found = record()
    return found.opening.get("failed_therapies", {}).get("value"), found.left_open.get(
        "failed_therapies"
    )


def ended_trial(take, days, reason="no_effect", response="none", adequate_dose=True):
    take(
        "Methotrexate", -days - 10, "15", stop=day(-10), stop_reason=reason, response=response,
        adequate_dose=adequate_dose, **MTX,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "details", "expected"),
    [
        (84, {}, ["methotrexate"]),
        (83, {}, None),
        (83, {"reason": "toxicity", "response": "partial"}, ["methotrexate"]),
        (200, {"response": "good", "reason": "remission"}, None),
        (200, {"adequate_dose": False}, None),
    ],
)
def test_the_twelve_week_rule(take, record, days, details, expected):
    ended_trial(take, days, **details)
    assert failed(record) == (expected, None)


@pytest.mark.parametrize(
    "unstated", [{"reason": "patient", "response": ""}, {"adequate_dose": None}]
)
def test_a_trial_of_which_something_is_not_stated_leaves_the_question_open(
    patient, clinician, take, later, record, unstated
):
    people.signed(patient, clinician, failed_therapies=[])
    later(100)
    ended_trial(take, 84, **unstated)
    value, text = failed(record)
    assert value is None
    assert "Methotrexate" in text


def test_what_failed_elsewhere_stays_beside_what_the_record_says(
    patient, clinician, take, later, record
):
    people.signed(patient, clinician, failed_therapies=["azathioprine"])
    later(1)
    ended_trial(take, 84)
    assert failed(record) == (["azathioprine", "methotrexate"], None)


def test_an_answer_given_after_twelve_weeks_settles_a_running_course(
    patient, clinician, take, later, record
):
    take("Methotrexate", 0, "15", **MTX)
    people.signed(patient, clinician, failed_therapies=[])
    later(84)
    assert failed(record)[0] is None
    people.signed(patient, clinician, failed_therapies=[])
    later(30)
    assert failed(record) == ([], None)


# The phase


def test_nobody_is_untreated_after_a_treatment_began(patient, clinician, take, later, record):
    people.signed(patient, clinician, treatment_phase="untreated")
    take("Aspirin", 0, unit="mg", per="day")
    later(7)
    assert record().opening["treatment_phase"]["value"] == "untreated"
    take("Prednisone", -3, "40", **PRED)
    assert "treatment_phase" not in record().opening
    assert "Prednisone" in record().left_open["treatment_phase"]


def test_another_phase_is_carried(patient, clinician, take, later, record):
    people.signed(patient, clinician, treatment_phase="maintenance")
    take("Prednisone", 0, "40", **PRED)
    later(7)
    assert record().opening["treatment_phase"]["value"] == "maintenance"


# Results


def test_the_newest_value_of_the_record_or_of_the_last_visit_counts(
    patient, clinician, measured, later, record
):
    people.signed(patient, clinician, ck="9130", ck_uln="170")
    measured("ck", "500", -1)
    assert record().opening["ck"]["value"] == "9130"
    later(5)
    measured("ck", "4000", -1, limit=Decimal(200))
    assert (record().opening["ck"]["value"], record().opening["ck_uln"]["value"]) == ("4000", "200")
    measured("ck", "3000", 0)
    assert record().opening["ck"]["value"] == "3000"


def test_a_result_without_its_limit_is_not_read_with_the_limit_of_another_laboratory(
    patient, clinician, measured, later, record
):
    people.signed(patient, clinician, ck="9130", ck_uln="170")
    later(5)
    measured("ck", "380")
    assert record().opening["ck"]["value"] == "380"
    assert "ck_uln" not in record().opening
    assert "without its limit" in record().left_open["ck_uln"]


def test_a_value_in_another_unit_is_shown_as_it_was_typed(measured, record):
    measured("ck", "600", typed="10", unit="ukat/L")
    found = record().findings["ck"]
    assert (found["typed"], found["unit"], found["value"]) == ("10", "ukat/L", "600")


@pytest.mark.parametrize(
    ("key", "value", "typed"), [("dysphagia", "mild", "mild"), ("resp_distress", True, "yes")]
)
def test_an_answer_that_is_no_number_is_carried_from_its_result(
    measured, record, key, value, typed
):
    measured(key, value)
    assert (record().findings[key]["value"], record().findings[key]["typed"]) == (value, typed)


def test_a_value_of_the_last_visit_taken_back_as_an_error_is_not_carried(
    patient, clinician, record
):
    people.signed(patient, clinician, ck="9130", ck_uln="170")
    results.take_back(result=patient.results.get(element="ck"), reason="slip", by=clinician)
    assert "ck" not in record().opening
    assert "taken back" in record().left_open["ck"]


def test_single_muscles_of_the_last_visit_are_not_doubled_by_their_total(
    patient, clinician, later, record, measured
):
    signed = people.signed(patient, clinician, mmt8_r_deltoid="8")
    measured("mmt8_80", "60")
    assert "mmt8_80" not in record().opening
    later(7)
    measured("mmt8_80", "64")
    assert record().opening["mmt8_80"]["value"] == "64"
    assert "mmt8_r_deltoid" not in record().opening
    assert signed.findings["mmt8_r_deltoid"]


def test_the_record_is_read_with_the_same_queries_however_long_it_is(
    patient, clinician, take, measured, record, django_assert_num_queries
):
    people.signed(patient, clinician, ck="9130", ck_uln="170")
    take("Prednisone", -100, "40", **PRED)
    with django_assert_num_queries(5):
        record()
    take("Methotrexate", -100, "15", **MTX)
    for number in range(40):
        measured("ck", str(1000 + number), -number)
        measured("alt", str(100 + number), -number)
    with django_assert_num_queries(5):
        record()


# The same value again


def test_the_same_value_again_today_is_a_value_of_today(signed_in, patient, clinician, measured):
    measured("ck", "2100", -3, typed="2100", unit="U/L", limit=Decimal(170))
    draft = actions.start(patient=patient, by=clinician)
    url = reverse("patients:section", args=[draft.pk, "enzymes"])
    posted = {"ck": "2100", "ck-unit": "U/L", "revision": draft.revision, "again": "ck"}
    answer = signed_in.post(url, posted, headers={"HX-Request": "true"})
    draft.refresh_from_db()
    found = draft.findings["ck"]
    assert (found["on"], found["source"], found["value"]) == (str(day()), "clinician", "2100")
    assert "origin" not in found
    assert "Same again today" not in answer.content.decode().split('id="msg-ck"')[1][:300]
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    assert patient.results.filter(element="ck", on=day(), encounter=draft).count() == 1


def test_a_value_typed_today_cannot_be_repeated(draft, clinician):
    with pytest.raises(ValidationError, match="no value of the record"):
        actions.found_again(encounter=draft, key="ck", by=clinician)
