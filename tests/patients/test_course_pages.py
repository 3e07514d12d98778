"""The pages on which courses are recorded, changed, stopped, judged and taken back."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import DoseStep, TreatmentCourse
from patients.treatment import courses
from tests import factories_people as people


def day(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


def typed(days=0):
    return f"{day(days):%d-%b-%Y}"


@pytest.fixture
def course(patient, clinician):
    return courses.open_course(
        patient=patient, by=clinician, start=day(-60), name="Prednisone", amount=Decimal(40),
        regimen="PRED", unit="mg", per="day",
    )  # fmt: skip


@pytest.fixture
def add_url(patient):
    return reverse("patients:course_add", args=[patient.pk])


def url(name, course):
    return reverse(f"patients:{name}", args=[course.pk])


def text(response):
    return response.content.decode()


EDITS = ["course_change", "course_stop", "course_reopen", "course_response", "course_remove"]


@pytest.fixture
def pages(add_url, course):
    return [add_url, *(url(name, course) for name in EDITS)]


# Who may


def test_a_clinician_of_the_team_sees_every_page(signed_in, pages):
    assert [signed_in.get(page).status_code for page in pages] == [200] * 6


def test_without_the_permission_nothing_is_recorded(client, team, pages):
    user = people.user(role=None)
    team.members.add(user)
    client.force_login(user)
    assert [client.post(page).status_code for page in pages] == [403] * 6


def test_the_patients_of_another_team_are_not_found(client, stranger, pages):
    client.force_login(stranger)
    assert [client.post(page).status_code for page in pages] == [404] * 6


def test_a_course_taken_back_has_no_pages_any_more(signed_in, course, clinician):
    courses.take_back(course=course, reason="another patient", by=clinician)
    assert [signed_in.get(url(name, course)).status_code for name in EDITS] == [404] * 5


# A new course


def test_an_empty_patient_page_says_what_to_do_next(signed_in, patient, add_url):
    shown = text(signed_in.get(patient.get_absolute_url()))
    assert "No course yet." in shown
    assert add_url in shown


def test_a_treatment_of_the_guideline_is_recorded_in_its_own_measure(signed_in, patient, add_url):
    form = text(signed_in.get(f"{add_url}?regimen=MTX"))
    assert "First dose, in mg once a week" in form
    answers = {"start": typed(-200), "amount": "12.5", "weekday": "Friday"}
    response = signed_in.post(f"{add_url}?regimen=MTX", answers, follow=True)
    assert "12.5\u00a0mg once a week, on Fridays" in text(response)
    course = patient.courses.get()
    assert (course.regimen, course.unit, course.per, course.encounter) == (
        "MTX",
        "mg",
        "week",
        None,
    )


def test_a_course_that_ended_is_recorded_with_what_came_of_it(signed_in, patient, add_url):
    answers = {
        "start": typed(-200), "stop": typed(-50), "stop_reason": "no_effect", "response": "partial",
        "adequate_dose": "no",
    }  # fmt: skip
    response = signed_in.post(f"{add_url}?regimen=AZA", answers, follow=True)
    course = patient.courses.get()
    assert (course.stop, course.adequate_dose) == (day(-50), False)
    assert "dose not recorded" in text(response)
    assert "Not enough effect" in text(response)


@pytest.mark.parametrize(
    ("query", "changed", "message"),
    [
        ("regimen=PRED", {"amount": "81"}, "The hard limit is 80"),
        ("regimen=PRED", {"amount": "1e2"}, "number above 0"),
        ("regimen=PRED", {"amount": "-5"}, "number above 0"),
        ("regimen=PRED", {"start": ""}, "This field is required"),
        ("regimen=PRED", {"start": "04/05/2026"}, "may be"),
        ("regimen=PRED", {"start": "30-Feb-2026"}, "is not a date"),
        ("regimen=PRED", {"start": "22-Nov-3026"}, "future"),
        ("regimen=PRED", {"stop": "soon"}, "is not a date"),
        ("regimen=PRED", {"stop": typed(-3)}, "Say why"),
        ("regimen=PRED", {"stop": typed(-20), "stop_reason": "other"}, "before the start"),
        ("regimen=PRED", {"stop_reason": "other"}, "first day without it"),
        ("regimen=PRED", {"response": "great"}, "Select a valid choice"),
        ("regimen=MTX", {}, "Choose the weekday"),
        ("regimen=MTX", {"weekday": "Monday", "schedule": "2.5 mg daily"}, "never daily"),
        ("name=Aspirin", {"unit": ""}, "Choose the unit"),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_nothing_typed_is_lost(
    signed_in, add_url, query, changed, message
):
    answers = {"start": typed(-10), "amount": "7.5", "schedule": "with breakfast"} | changed
    response = signed_in.post(f"{add_url}?{query}", answers)
    assert response.status_code == 422
    assert message in text(response)
    assert answers["schedule"] in text(response)
    assert not TreatmentCourse.objects.exists()


@pytest.mark.parametrize("name", ["Methotrexate", "methotrexate 2.5 mg", "Otrexup"])
def test_methotrexate_by_name_leads_to_the_weekly_treatment(signed_in, patient, add_url, name):
    url = f"{add_url}?name={name}"
    shown = text(signed_in.get(url))
    assert ("Recorded as the guideline’s Methotrexate" in shown) == (name != "Methotrexate")
    assert "in mg once a week" in shown
    signed_in.post(url, {"start": typed(-20), "amount": "10", "weekday": "Monday"})
    course = patient.courses.get()
    assert (course.regimen, course.name, course.per) == ("MTX", name, "week")


def test_a_misspelled_name_is_confirmed_as_another_drug(signed_in, patient, add_url):
    url, answers = f"{add_url}?name=methotrexat", {"start": typed(-20)}
    shown = text(signed_in.post(url, answers))
    assert "Did you mean" in shown
    assert "tick that it is another" in shown
    assert not patient.courses.exists()
    signed_in.post(url, answers | {"is_other": "on"})
    assert patient.courses.get().regimen == ""


def test_tablets_of_a_drug_given_by_infusion_are_recorded_apart(signed_in, patient, add_url):
    url = f"{add_url}?name=cyclophosphamide"
    assert "&amp;other=1" in text(signed_in.get(url))
    answers = {"start": typed(-20), "amount": "100", "unit": "mg", "per": "day"}
    signed_in.post(f"{url}&other=1", answers)
    assert patient.courses.get().regimen == ""


def test_another_drug_says_when_no_rule_knows_it(signed_in, add_url):
    shown = text(signed_in.get(add_url, {"name": "Wonderdrug"}))
    assert "no rule knows it" in shown
    assert "no rule knows it" not in text(signed_in.get(add_url, {"name": "Aspirin"}))


def test_a_name_that_may_be_several_treatments_points_to_them(signed_in, add_url):
    shown = text(signed_in.get(add_url, {"name": "Medrol"}))
    assert "?regimen=IVMP" in shown


@pytest.mark.parametrize("query", ["?regimen=NONE", "?name=", f"?name={'x' * 300}"])
def test_an_address_without_a_drug_asks_for_one(signed_in, add_url, query):
    for response in (signed_in.get(add_url + query), signed_in.post(add_url + query)):
        assert "of which drug?" in text(response)


def test_the_same_course_sent_twice_is_recorded_once(signed_in, patient, add_url):
    answers = {"start": typed(-10), "amount": "7.5"}
    signed_in.post(f"{add_url}?regimen=PRED", answers)
    response = signed_in.post(f"{add_url}?regimen=PRED", answers)
    assert response.status_code == 422
    assert "recorded already" in text(response)
    assert patient.courses.count() == 1


# A course that is there


def test_each_infusion_stands_with_its_day(signed_in, patient, clinician):
    course = courses.open_course(
        patient=patient, by=clinician, start=day(-14), name="Rituximab", amount=Decimal(1000),
        unit="mg", per="infusion",
    )  # fmt: skip
    answers = {"on": typed(), "amount": "1000"}
    shown = text(signed_in.post(url("course_change", course), answers, follow=True))
    assert "2 doses so far" in shown
    assert f"per infusion on {typed(-14)}" in shown


def test_another_dose_stands_with_the_earlier_ones(signed_in, course):
    answers = {"on": typed(-10), "amount": "30"}
    shown = text(signed_in.post(url("course_change", course), answers, follow=True))
    assert "<b>30\u00a0mg a day</b>" in shown
    assert "2 doses so far" in shown


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"on": typed(), "amount": "90"}, "The hard limit is 80"),
        ({"on": typed(), "amount": ""}, "Write the new dose"),
        ({"on": typed(2), "amount": "30"}, "future"),
        ({"on": typed(-70), "amount": "30"}, "It began later"),
    ],
)
def test_a_dose_that_cannot_be_right_is_refused(signed_in, course, answers, message):
    response = signed_in.post(url("course_change", course), answers)
    assert response.status_code == 422
    assert message in text(response)
    assert DoseStep.objects.count() == 1


def test_a_treatment_of_several_drugs_has_its_doses_in_words(signed_in, patient, add_url):
    answers = {"start": typed(-10), "order": "calcium 500 mg and vitamin D 800 units daily"}
    signed_in.post(f"{add_url}?regimen=CAVITD", answers)
    course = patient.courses.get()
    answers = {"on": typed(), "order": "calcium 1000 mg and vitamin D 800 units daily"}
    shown = text(signed_in.post(url("course_change", course), answers, follow=True))
    assert "calcium 1000 mg and vitamin D 800 units daily" in shown
    assert course.steps.count() == 2


def test_a_stop_is_shown_with_its_reason(signed_in, course):
    answers = {"on": typed(), "reason": "toxicity", "note": "psychosis", "adequate_dose": "yes"}
    refused = text(signed_in.post(url("course_stop", course), answers))
    assert "Never stop abruptly" in refused
    assert "Plan a taper instead" in refused
    answers["knows_taper"] = "on"
    shown = text(signed_in.post(url("course_stop", course), answers, follow=True))
    assert "Side effect or toxicity: psychosis" in shown
    assert "Ended" in shown


def test_a_stop_keeps_the_response_and_can_be_taken_back(signed_in, course):
    signed_in.post(url("course_response", course), {"response": "partial", "adequate_dose": "yes"})
    form = text(signed_in.get(url("course_stop", course)))
    assert '<option value="partial" selected>' in form
    answers = {"on": typed(), "reason": "other", "response": "partial", "knows_taper": "on"}
    shown = text(signed_in.post(url("course_stop", course), answers, follow=True))
    assert "Stop recorded by Ada Onward" in shown
    assert "dose adequate: yes" in shown
    assert "Reopen" in shown
    shown = text(signed_in.post(url("course_reopen", course), {"reason": "a slip"}, follow=True))
    assert "Stop taken back by Ada Onward" in shown
    course.refresh_from_db()
    assert (course.stop, course.response) == (None, "partial")


def test_a_stop_needs_its_reason(signed_in, course):
    response = signed_in.post(url("course_stop", course), {"on": typed(), "note": "see letter"})
    assert response.status_code == 422
    assert "see letter" in text(response)


def test_the_response_can_be_stated_later(signed_in, course):
    answers = {"response": "partial", "adequate_dose": "yes"}
    shown = text(signed_in.post(url("course_response", course), answers, follow=True))
    assert "Partial, not enough" in shown
    course.refresh_from_db()
    assert course.adequate_dose is True


def test_an_error_is_taken_back_with_its_reason_and_kept_apart(signed_in, course):
    page = url("course_remove", course)
    assert "Say what was wrong" in text(signed_in.post(page, {"reason": " "}))
    shown = text(signed_in.post(page, {"reason": "another patient"}, follow=True))
    assert "1 taken back as error" in shown
    assert "another patient" in shown


def test_a_taper_is_planned_for_a_glucocorticoid_that_goes_on(signed_in, patient, course):
    assert "Plan a taper" in text(signed_in.get(patient.get_absolute_url()))
    signed_in.post(
        url("course_stop", course), {"on": typed(), "reason": "remission", "knows_taper": "on"}
    )
    assert "Plan a taper" not in text(signed_in.get(patient.get_absolute_url()))
