"""What leaves the room is read as a person reads it: every page, printed file, calendar and line.

Nothing in it can be misread, names that look alike are told apart for clinicians, and plain for
patients.
"""

import json
import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse

from guidelines.engine.look_alikes import LOOK_ALIKES, not_told_apart
from guidelines.engine.publication.error_prone import error_prone
from guidelines.engine.publication.methotrexate import _drugs, daily
from guidelines.printing import to_pdf
from patients.documents.handout import Draft
from patients.fhir import bundle
from patients.models import Encounter, Patient
from tests.guidelines.engine.shipped import CONTENT, VIGNETTES
from tests.reading import printed, words

TALL = re.compile("|".join(row.tall_man for row in LOOK_ALIKES))
# What is read aloud alone stays plain.
PLAIN = {"visually-hidden"}
LOOSE = re.compile(r".{0,20}\d (?:mg|g|kg|mL|micrograms|units)\b.{0,10}")
CITATIONS = re.compile(r"Sources \[\d+\].*?(?=About this summary|$)", re.S)
IDENTIFIERS = re.compile(r"(?:PMID|PMC) ?\d+|doi \S+(?: \d\S+)?|[0-9a-f]{16,}")


@pytest.fixture
def at_work(db, client):
    """A clinician among the demo patients."""
    call_command("create_demo", verbosity=0)
    client.force_login(get_user_model().objects.get(username="clinician"))
    return client


def pages():
    """The address of every page of every demo patient that says something about treatment."""
    for patient in Patient.objects.all():
        for name in ("patient_detail", "scores", "results", "taper", "calendar"):
            yield reverse(f"patients:{name}", args=[patient.pk])
        for encounter in patient.encounters.order_by("-on")[:2]:
            names = ["encounter", "why_not"] + ([] if encounter.is_signed else ["review"])
            for name in names:
                yield reverse(f"patients:{name}", args=[encounter.pk])


def text_of(response):
    assert response.status_code == 200
    return words(response.content.decode(), without=PLAIN, spoken=False)


def misread(text):
    return error_prone(IDENTIFIERS.sub("", text))


def methotrexate_daily(text):
    names = _drugs(CONTENT)
    return [line for line in text.split("\n") if daily(line, *names)]


def test_every_page_of_a_patient_speaks_with_one_voice(at_work):
    found, tall = {}, set()
    for address in pages():
        text = text_of(at_work.get(address))
        tall |= set(TALL.findall(text))
        if problems := misread(text) + not_told_apart(text) + methotrexate_daily(text):
            found[address] = problems
    assert found == {}
    assert {"predniSONE", "azaTHIOprine", "riTUXimab", "methylPREDNISolone"} <= tall


def test_the_page_of_a_recommendation_speaks_with_the_same_voice(at_work):
    text = text_of(at_work.get(reverse("guidelines:recommendation", args=["imnm", 1, "R11"])))
    codes = "|".join(row.code for row in CONTENT.regimens)  # of rows, such as MTX: no prose
    assert misread(re.sub(rf"\b(?:{codes})\b", "", text)) == []
    assert "predniSONE" in text


def test_what_is_printed_for_a_clinician_speaks_with_the_same_voice(at_work):
    for patient in Patient.objects.filter(encounters__isnull=False).distinct():
        encounter = patient.encounters.latest("on")
        text = printed(at_work.get(reverse("patients:summary", args=[encounter.pk])).content)
        text = CITATIONS.sub("", text)
        assert (misread(text), not_told_apart(text)) == ([], []), patient


def test_what_a_patient_takes_home_names_medicines_plainly(at_work):
    patient = Patient.objects.get(given_name="Patient E")
    course = patient.courses.exclude(taper="").get()
    sheet = printed(at_work.get(reverse("patients:taper_sheet", args=[course.pk])).content)
    address = reverse("patients:calendar", args=[patient.pk])
    file = at_work.post(address, {"name": "yes", "drugs": "yes"}).content.decode()
    file = file.replace("\r\n ", "")
    summaries = "\n".join(re.findall(r"(?:SUMMARY|DESCRIPTION):(.*)", file))
    for text in (sheet, summaries):
        assert "rednisone" in text
        assert not TALL.search(text)
        assert misread(text) == []
        assert not_told_apart(text) == []


def test_every_handout_names_medicines_plainly(at_work):
    for encounter in Encounter.objects.signed():
        html = Draft(encounter, "en").html()
        for text in (words(html, without=PLAIN, spoken=False), printed(to_pdf(html))):
            assert misread(text) == [], encounter
            assert not TALL.search(text), encounter
        assert methotrexate_daily(words(html, without=PLAIN, spoken=False)) == []


def test_the_text_of_every_fhir_order_is_that_of_the_decision(at_work):
    told = 0
    for encounter in Encounter.objects.signed():
        resources = [entry["resource"] for entry in bundle(encounter)["entry"]]
        orders = [row for row in resources if row["resourceType"] == "MedicationRequest"]
        for order in orders:
            (dosage,) = order["dosageInstruction"]
            told += 1
            assert misread(dosage["text"]) == []
            assert not LOOSE.search(dosage["text"])
            assert dosage["text"] in {row.dose for row in encounter.decisions.all()}
    assert told > 8


@pytest.mark.parametrize("key", ["V1", "V2", "V5"])
def test_a_line_of_the_command_speaks_with_the_same_voice(db, tmp_path, key):
    """Content and plans stay plain: tall-man letters are for pages and paper."""
    lines, out = tmp_path / "findings.jsonl", StringIO()
    lines.write_text(json.dumps(VIGNETTES[key].findings))
    call_command("evaluate", str(lines), stdout=out)
    plan = json.loads(out.getvalue())
    doses = [text for dose in plan["doses"].values() for text in (dose["text"], dose["formula"])]
    assert doses
    for text in doses:
        assert misread(text) == []
        assert not LOOSE.search(text)
        assert not TALL.search(text)


def test_a_dose_and_its_unit_never_part(at_work):
    patient = Patient.objects.get(given_name="Patient B")
    text = text_of(at_work.get(reverse("patients:review", args=[patient.encounters.get().pk])))
    assert LOOSE.findall(text) == []
