"""Who stands behind the guideline version: said on every page and document that rests on it."""

import io
import json

import pypdf
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from guidelines import actions
from guidelines.engine.wording import date
from guidelines.models import GuidelineVersion
from patients.documents.summary import treatment_summary
from patients.visits import actions as visits
from tests import factories_people as people
from tests.factories import as_published, make_user

CITED = "**Delay** costs muscle for good [@Wu2014]."


@pytest.fixture
def signed_in(client, clinician):
    client.force_login(clinician)
    return client


@pytest.fixture
def shipped(db):
    return GuidelineVersion.objects.get(guideline__key="imnm")


@pytest.fixture
def approved(shipped):
    """The shipped content, approved by a reviewer, in force today."""
    version = actions.new_draft(version=shipped)
    version.recommendation_rows.filter(key="R11").update(rationale=CITED)
    actions.submit(version=version, by=make_user(), changes="A citation.")
    actions.approve(version=version, by=make_user(first_name="Ada", last_name="Brown"))
    return as_published(version)


@pytest.fixture
def approval():
    return f"approved by Ada Brown on {date(timezone.localdate())}"


def printed(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def draft(patient, clinician):
    return people.draft(patient, clinician, **people.SEVERE)


def test_a_plan_of_unapproved_content_says_so(signed_in, patient, clinician):
    page = signed_in.get(draft(patient, clinician).get_absolute_url()).text
    assert "not clinically approved" in page.partition('id="plan"')[2]


def test_a_plan_of_approved_content_names_who_and_when(
    signed_in, patient, clinician, approved, approval
):
    page = signed_in.get(draft(patient, clinician).get_absolute_url()).text
    assert approval in page
    assert "not clinically approved" not in page


def test_a_summary_of_approved_content_names_who_and_when(patient, clinician, approved, approval):
    text = printed(treatment_summary(draft(patient, clinician)))
    assert approval in text
    assert "not clinically approved" not in text


def test_a_signed_consultation_keeps_the_standing_of_its_version(
    signed_in, patient, clinician, shipped, approval
):
    old = people.signed(patient, clinician, **people.SEVERE)
    newer = actions.new_draft(version=shipped)
    actions.submit(version=newer, by=make_user(), changes="A new dose.")
    actions.approve(version=newer, by=make_user(first_name="Ada", last_name="Brown"))
    as_published(newer)
    page = signed_in.get(old.get_absolute_url()).text
    assert "not clinically approved" in page
    assert approval not in page
    assert "/guideline/imnm/1/R11/" in page
    assert "/guideline/imnm/2/" not in page
    assert "not clinically approved" in printed(treatment_summary(old))


def test_a_signed_consultation_says_that_its_version_was_withdrawn(
    signed_in, patient, clinician, shipped
):
    old = people.signed(patient, clinician, **people.SEVERE)
    actions.withdraw(version=shipped, by=make_user(), text="Wrong dose.")
    old.version.refresh_from_db()
    said = f"withdrawn on {date(timezone.localdate())}"
    assert said in signed_in.get(old.get_absolute_url()).text
    assert said in printed(treatment_summary(old))


def test_the_command_line_says_it(shipped, tmp_path, capsys):
    findings = tmp_path / "findings.jsonl"
    findings.write_text('{"age_years": 54}\n')
    call_command("evaluate", str(findings))
    assert json.loads(capsys.readouterr().out)["standing"] == "not clinically approved"


def test_a_citation_in_a_text_is_a_numbered_link_on_the_plan(
    signed_in, patient, clinician, approved
):
    encounter = draft(patient, clinician)
    number = next(r["n"] for r in encounter.current_plan()["sources"] if r["key"] == "Wu2014")
    page = signed_in.get(encounter.get_absolute_url()).text
    link = f'<a class="cite" href="#source-{number}">[{number}]</a>'
    assert f"<strong>Delay</strong> costs muscle for good {link}." in page
    assert f'id="source-{number}"' in page
    assert "[@Wu2014]" not in page


def test_a_summary_links_each_decision_to_its_version(signed_in, patient, clinician, shipped):
    encounter = draft(patient, clinician)
    advice = "R44"  # no swallowing by mouth: advice without a regimen
    visits.decide(encounter=encounter, advice=advice, kind="accepted", by=clinician)
    answer = signed_in.get(reverse("patients:summary", args=[encounter.pk]))
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    links = [
        note.get_object()["/A"]["/URI"]
        for page in pages
        for note in page.get("/Annots", ())
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert f"http://testserver/guideline/imnm/1/{advice}/" in links
