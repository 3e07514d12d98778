"""Overdue tests on the list of patients, the page of a patient, the plan and the summary."""

import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from guidelines import exchange, frozen
from guidelines.models import GuidelineVersion
from patients.measurements import results
from patients.models import DoseStep, Patient, Result, TreatmentCourse
from patients.overdue import mark_overdue
from patients.overview import Overview
from patients.visits import actions
from tests import factories_people as people

BLOOD = {"hb": "130", "wbc": "6", "neutrophils": "4", "platelets": "200", "mcv": "90"}
BLOOD |= {"creatinine_umol_l": "60", "alt": "30", "albumin": "40", "crp": "2", "esr": "10"}
LIVER = "Beyond the limit"


def days_ago(number):
    return timezone.localdate() - datetime.timedelta(days=number)


def takes(patient, by, regimen="MTX", name="Methotrexate", weeks=20, **fields):
    """A course that began some weeks ago, 15 mg a week."""
    start = days_ago(7 * weeks)
    course = TreatmentCourse.objects.create(
        patient=patient, regimen=regimen, name=name, unit="mg", per="week", start=start,
        entered_by=by, **fields,
    )  # fmt: skip
    DoseStep.objects.create(course=course, on=start, amount=Decimal(15), entered_by=by)
    return course


def result(patient, by, element, value, on):
    return Result.objects.create(
        patient=patient, element=element, value=value, on=on, entered_by=by
    )


@pytest.fixture
def treated(patient, clinician):
    takes(patient, clinician)
    return patient


def rows(client):
    return client.get(reverse("patients:patient_list")).content.decode()


def test_the_list_names_patients_with_overdue_tests(signed_in, treated):
    assert "overdue</span>" in rows(signed_in)


def test_the_list_is_quiet_for_who_takes_nothing(signed_in, patient):
    assert "overdue</span>" not in rows(signed_in)


def test_a_course_taken_back_as_an_error_is_not_tested(signed_in, treated, clinician):
    treated.courses.update(
        removed_at=timezone.now(), removed_by=clinician, removed_reason="Wrong patient"
    )
    assert "overdue</span>" not in rows(signed_in)


def test_the_queries_do_not_grow_with_patients_or_results(
    signed_in, treated, team, clinician, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    result(treated, clinician, "hb", "120", days_ago(3))
    rows(signed_in)  # the guideline is compiled once
    with CaptureQueriesContext(connection) as few:
        rows(signed_in)
    for number in range(5):
        other = people.patient(team)
        people.signed(other, clinician, **people.SEVERE)
        takes(other, clinician)
        for day in range(10):
            result(other, clinician, "hb", str(100 + number), days_ago(day))
    with django_assert_num_queries(len(few)):
        assert rows(signed_in).count("overdue</span>") == 6


def test_the_list_and_the_page_count_the_same_tests(signed_in, treated):
    page = signed_in.get(treated.get_absolute_url()).content.decode()
    listed = int(rows(signed_in).split(" overdue</span>")[0].rsplit(">", 1)[1])
    assert page.count('class="tag t-check">Overdue<') == listed > 0


def counted(patient):
    """How many tests are overdue on the list, and on the page."""
    listed = Patient.objects.get(pk=patient.pk)
    mark_overdue([listed], days_ago(0))
    page = [row for row in Overview(patient, days_ago(0)).due if row["overdue_since"]]
    return listed.overdue and listed.overdue.count, len(page)


def test_both_count_the_same_after_results_of_the_last_visit_were_taken_back(treated, clinician):
    people.signed(treated, clinician, **people.SEVERE, **BLOOD)
    before, _ = counted(treated)
    for row in treated.results.filter(element__in=BLOOD):
        results.take_back(result=row, reason="Another patient", by=clinician)
    listed, shown = counted(treated)
    assert listed == shown > (before or 0)


def test_both_count_with_the_guideline_version_of_an_open_visit(treated, clinician):
    people.draft(treated, clinician, **people.SEVERE)
    listed, shown = counted(treated)
    without_rules()
    assert counted(treated) == (listed, shown)
    assert listed == shown > 0


def test_both_take_an_amendment_into_account_once_it_is_signed(treated, clinician):
    visit = people.signed(treated, clinician, **people.SEVERE, **BLOOD)
    before = counted(treated)
    draft = actions.amend(encounter=visit, reason="a slip", by=clinician)
    people.write(draft, clinician, **dict.fromkeys(BLOOD, ""))
    assert counted(treated) == before
    actions.sign(encounter=draft, revision=draft.revision, by=clinician)
    listed, shown = counted(treated)
    assert listed == shown > (before[0] or 0)


@pytest.fixture(autouse=True)
def forgotten():
    """What is remembered of a version made in a test goes with its rows."""
    yield
    frozen._remembered.cache_clear()


def without_rules():
    """A newer version in force that asks for no test of anything."""
    version = GuidelineVersion.objects.get()
    data = exchange.document(frozen.load(version)) | {"version": 2, "monitoring": []}
    found = exchange.load(data)
    status = {"status": "published", "effective_from": timezone.localdate()}
    GuidelineVersion.objects.filter(pk=found.pk).update(
        **status, published_at=timezone.now(), published_by=version.published_by, digest="x"
    )


def test_the_plan_of_a_draft_names_overdue_tests_before_the_advice(signed_in, treated, clinician):
    draft = people.draft(treated, clinician, **people.SEVERE)
    page = signed_in.get(draft.get_absolute_url()).content.decode()
    assert page.index("Tests overdue") < page.index('id="tests-due"')
    assert "Blood count, creatinine" in page


def test_a_result_beyond_its_limit_stands_before_the_advice_with_value_and_action(
    signed_in, treated, clinician
):
    result(treated, clinician, "neutrophils", "1.2", days_ago(3))
    draft = people.draft(treated, clinician, **people.SEVERE)
    page = signed_in.get(draft.get_absolute_url()).content.decode()
    assert LIVER in page
    assert page.index(LIVER) < page.index("Tests due for what is taken")
    assert LIVER in signed_in.get(treated.get_absolute_url()).content.decode()


def test_the_summary_prints_dates_of_what_is_taken_and_limits_passed(treated, clinician):
    from patients.documents.summary import summary

    result(treated, clinician, "neutrophils", "1.2", days_ago(3))
    encounter = people.signed(treated, clinician, **people.SEVERE)
    parts = summary(encounter)
    assert any(label.startswith(LIVER) for label, _text in parts["stops"])
    blood = next(row for row in parts["due"] if row["key"] == "M14")
    assert blood["drugs"] == "methotrexate"
    assert "-" in blood["since"]
    assert "M14" not in [row["key"] for row in parts["monitoring"] if not row["drugs"]]


def test_a_limit_that_asks_for_a_drug_knows_the_courses_that_were_opened_since(
    signed_in, patient, clinician
):
    """The answers of the visit say "no other medicines"; tacrolimus was started after it."""
    people.signed(patient, clinician, **people.SEVERE)
    takes(patient, clinician, regimen="TAC", name="Tacrolimus", weeks=1)
    result(patient, clinician, "sbp", "165", days_ago(1))
    assert "Hold tacrolimus" in signed_in.get(patient.get_absolute_url()).content.decode()


def test_the_review_names_results_beyond_limits_and_overdue_tests(signed_in, treated, clinician):
    result(treated, clinician, "neutrophils", "1.2", days_ago(3))
    draft = people.draft(treated, clinician, **people.SEVERE)
    page = signed_in.get(reverse("patients:review", args=[draft.pk])).content.decode()
    assert page.index("For <b>methotrexate</b>: Withhold the drug") < page.index("Not decided")
    assert "Tests overdue" in page
    assert f'href="{draft.get_absolute_url()}#tests-due"' in page
    assert all(f'id="{name}"' in page for name in re.findall('href="#(source-[0-9]+)"', page))


def test_what_was_reviewed_is_not_signed_once_a_result_beyond_its_limit_came_in(
    signed_in, treated, clinician
):
    draft = people.draft(treated, clinician, **people.SEVERE)
    page = signed_in.get(reverse("patients:review", args=[draft.pk]))
    reviewed = page.context["reviewed"]
    draft.refresh_from_db()
    result(treated, clinician, "neutrophils", "1.2", days_ago(3))
    url = reverse("patients:sign", args=[draft.pk])
    typed = {"revision": draft.revision, "reviewed": reviewed, "seen": "on"}
    signed_in.post(url, typed)
    draft.refresh_from_db()
    assert not draft.is_signed
