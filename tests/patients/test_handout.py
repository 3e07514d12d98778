"""The handout of a signed consultation: chosen, looked at, released, kept as it was given."""

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from guidelines import actions as versions
from guidelines.engine.handout.words import SLOTS
from guidelines.engine.patient_text import Language, Translation
from patients.documents.handout import Draft
from patients.documents.summary import treatment_summary
from patients.models import Encounter, Handout
from patients.treatment import courses
from patients.visits import actions
from tests.factories import make_user


@pytest.fixture
def treated(draft, clinician):
    """A signed consultation in which a steroid was decided on."""
    actions.decide(encounter=draft, by=clinician, advice="R11", regimen="PRED", kind="accepted")
    return _sign(draft, clinician)


def _sign(draft, by):
    actions.sign(encounter=draft, revision=draft.revision, by=by)
    draft.refresh_from_db()
    return draft


def page(encounter):
    return reverse("patients:handout", args=[encounter.pk])


def text_of(pdf):
    """The words of a PDF with plain spaces; a hyphen at the end of a line stays."""
    found = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages)
    return " ".join(found.split())


def plain(text):
    return " ".join(text.split())


def squeezed(text):
    """A text without spaces, as lines of a document break anywhere."""
    return re.sub(r"\s+", "", text)


def test_the_page_shows_what_the_patient_will_read(signed_in, treated):
    said = plain(signed_in.get(page(treated)).content.decode())
    assert "Prednisone 70 mg by mouth once daily in the morning" in said.replace("\u00a0", " ")
    assert "Emergency: call 112 at once" in said
    assert "No handout was given to this patient yet." in said


def test_a_handout_is_released_and_kept_as_it_was_given(signed_in, treated, clinician):
    response = signed_in.post(page(treated), {"language": "en", "paper": "a4"})
    assert response.status_code == 302
    (kept,) = Handout.objects.all()
    assert (kept.encounter, kept.language, kept.released_by) == (treated, "en", clinician)
    printed = signed_in.get(reverse("patients:handout_released", args=[kept.pk]))
    assert printed.content == bytes(kept.pdf)
    assert "Prednisone 70 mg" in text_of(printed.content)
    assert "Preview" not in text_of(printed.content)
    assert "Handout as given" in signed_in.get(page(treated)).content.decode()


def test_the_preview_says_that_it_is_none_to_give(signed_in, treated):
    address = reverse("patients:handout_preview", args=[treated.pk])
    assert "Not yet released" in text_of(signed_in.get(address).content)
    assert not Handout.objects.exists()


@pytest.mark.parametrize("name", ["phone", "after_hours", "emergency"])
def test_nobody_goes_home_without_a_number_to_call(signed_in, treated, team, name):
    setattr(team, name, "")
    team.save()
    assert "It cannot be released" in signed_in.get(page(treated)).content.decode()
    response = signed_in.post(page(treated))
    assert response.status_code == 422
    assert team._meta.get_field(name).verbose_name in response.content.decode()
    assert not Handout.objects.exists()


def test_what_is_left_out_has_to_be_explained_in_person(signed_in, draft, clinician, monkeypatch):
    actions.decide(encounter=draft, by=clinician, advice="R11", regimen="PRED", kind="accepted")
    found = _sign(draft, clinician)
    monkeypatch.setattr(Encounter, "content", _without(found.content, "PRED-purpose"))
    shown = signed_in.get(page(found)).content.decode()
    assert "Not in this handout" in shown
    assert "No words for patients: purpose." in shown
    assert "I explain what is left out in person" in shown
    assert signed_in.post(page(found)).status_code == 422
    assert signed_in.post(page(found), {"explained": "on"}).status_code == 302
    printed = text_of(bytes(Handout.objects.get().pdf))
    assert "70 mg" not in printed
    words = {row.key: row.text for row in found.content.patient_texts}
    assert plain(words["word-left_out"]) in printed


def _without(content, key):
    return replace(
        content, patient_texts=tuple(row for row in content.patient_texts if row.key != key)
    )


def test_words_of_the_page_that_are_missing_stop_the_handout(signed_in, treated, monkeypatch):
    monkeypatch.setattr(Encounter, "content", _without(treated.content, "word-today"))
    assert "no words in this language for the page: today." in plain(
        signed_in.get(page(treated)).content.decode()
    )
    assert signed_in.post(page(treated)).status_code == 422
    preview = signed_in.get(reverse("patients:handout_preview", args=[treated.pk]))
    assert preview.status_code == 302


def test_a_consultation_in_which_nothing_was_decided_has_no_handout_by_silence(
    signed_in, signed, monkeypatch
):
    texts = tuple(row for row in signed.content.patient_texts if row.kind == "word")
    monkeypatch.setattr(Encounter, "content", replace(signed.content, patient_texts=texts))
    assert "Nothing was decided that a handout could tell." in (
        signed_in.get(page(signed)).content.decode()
    )


def test_an_amended_consultation_sends_to_its_amendment(signed_in, treated, clinician):
    amendment = actions.amend(encounter=treated, reason="Wrong weight", by=clinician)
    actions.undecide(encounter=amendment, advice="R11", regimen="PRED")
    amendment.refresh_from_db()
    _sign(amendment, clinician)
    assert "Make the handout from the amendment" in signed_in.get(page(treated)).content.decode()
    assert signed_in.post(page(treated)).status_code == 422


def test_a_handout_given_before_an_amendment_is_asked_back(signed_in, treated, clinician):
    signed_in.post(page(treated))
    amendment = actions.amend(encounter=treated, reason="Wrong weight", by=clinician)
    actions.undecide(encounter=amendment, advice="R11", regimen="PRED")
    amendment.refresh_from_db()
    _sign(amendment, clinician)
    assert "Ask for this page back" in signed_in.get(page(amendment)).content.decode()
    preview = signed_in.get(reverse("patients:handout_preview", args=[treated.pk]))
    assert preview.status_code == 302


def test_an_older_visit_sends_to_the_newest(signed_in, treated, clinician, later):
    later(7)
    signed_in.force_login(clinician)
    _sign(actions.start(patient=treated.patient, by=clinician), clinician)
    assert "A newer consultation was signed" in signed_in.get(page(treated)).content.decode()
    assert signed_in.post(page(treated)).status_code == 422


def test_a_withdrawn_version_gives_no_handout(signed_in, treated):
    versions.withdraw(version=treated.version, by=make_user(), text="Wrong dose.")
    assert "was withdrawn" in signed_in.get(page(treated)).content.decode()
    assert signed_in.post(page(treated)).status_code == 422


def test_a_dose_changed_since_is_not_told(signed_in, treated, clinician):
    course = treated.patient.courses.get(regimen="PRED")
    today = timezone.localdate()
    courses.change_dose(course=course, on=today, amount=Decimal(20), by=clinician)
    shown = signed_in.get(page(treated)).content.decode()
    assert "Its dose was changed after this consultation." in shown
    assert "70 mg" not in text_of(Draft(treated, "en").pdf())


def test_the_page_of_the_patient_leads_to_the_handout(signed_in, treated):
    shown = signed_in.get(treated.patient.get_absolute_url()).content.decode()
    assert page(treated) in shown


def test_a_draft_has_no_handout(signed_in, draft):
    assert signed_in.get(page(draft)).status_code == 404


def test_only_the_own_care_team_sees_it(client, treated, stranger, clinician):
    kept = Handout.objects.create(
        encounter=treated, language="en", paper="a4", pdf=b"%PDF", digest="0", released_by=clinician
    )
    client.force_login(stranger)
    assert client.get(page(treated)).status_code == 404
    assert client.post(page(treated)).status_code == 404
    assert client.get(reverse("patients:handout_released", args=[kept.pk])).status_code == 404


def test_who_is_no_clinician_makes_none(client, treated, reviewer, team):
    team.members.add(reviewer)
    client.force_login(reviewer)
    assert client.get(page(treated)).status_code == 403
    assert client.post(page(treated)).status_code == 403


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE patients_handout SET language = 'xx'",
        "DELETE FROM patients_handout",
        "REPLACE INTO patients_handout SELECT * FROM patients_handout",
    ],
)
def test_a_handout_that_was_given_stays(treated, clinician, statement):
    if "REPLACE" in statement and connection.vendor != "sqlite":
        pytest.skip("SQLite's own statement")
    Handout.objects.create(
        encounter=treated, language="en", paper="a4", pdf=b"%PDF", digest="0", released_by=clinician
    )
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Handout.objects.get().language == "en"


@pytest.mark.postgres
def test_postgres_keeps_what_was_given(treated, clinician):
    test_a_handout_that_was_given_stays(treated, clinician, "DELETE FROM patients_handout")


def test_a_choice_that_there_is_not_falls_back_on_the_clinic(signed_in, treated):
    shown = signed_in.get(page(treated), {"language": "xx", "paper": "stone"})
    assert shown.status_code == 200
    assert '<option value="en" lang="en" selected' in shown.content.decode()


def test_the_clinic_chooses_the_language(signed_in, treated, team):
    team.language = "es"
    team.save()
    shown = signed_in.get(page(treated)).content.decode()
    assert '<article class="panel handout" lang="es"' in shown
    assert "Translation not reviewed" in shown


def test_spanish_is_wholly_spanish_and_says_that_nobody_reviewed_it(treated):
    printed = text_of(Draft(treated, "es").pdf())
    assert "Traducción no revisada" in printed
    content = treated.content
    english = [row.text for row in content.patient_texts if row.translations[0].text != row.text]
    said = squeezed(printed)
    assert [text for text in english if len(text) > 12 and squeezed(text) in said] == []
    assert PdfReader(BytesIO(Draft(treated, "es").pdf())).trailer["/Root"]["/Lang"] == "es"


def test_a_reviewed_language_needs_no_mark(treated, monkeypatch):
    reviewed = replace(treated.content, languages=(Language(code="es", reviewed=True),))
    monkeypatch.setattr(Encounter, "content", reviewed)
    assert "no revisada" not in text_of(Draft(treated, "es").pdf())


def test_text_that_nobody_approved_says_so(treated):
    assert "not yet approved" in text_of(Draft(treated, "en").pdf())


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_it_is_set_for_the_paper_of_the_printer(treated, paper, size):
    sheet = PdfReader(BytesIO(Draft(treated, "en", paper=paper).pdf())).pages[0].mediabox
    assert (round(sheet.width), round(sheet.height)) == size


@pytest.mark.parametrize(("large", "least"), [(False, 12), (True, 18)])
def test_no_letter_is_smaller_than_promised(treated, large, least):
    pdf = Draft(treated, "en", large=large).pdf()
    assert min(_sizes(pdf)) >= least - 0.01


def _sizes(pdf):
    """The sizes of all letters in points."""
    found = set()

    def see(text, outer, inner, font, size):
        if text.strip():
            found.add(abs(size * inner[3] * outer[3]))

    for sheet in PdfReader(BytesIO(pdf)).pages:
        sheet.extract_text(visitor_text=see)
    return found


def test_a_language_from_right_to_left(treated, monkeypatch):
    content = treated.content
    arabic = tuple(
        replace(row, translations=(Translation(language="ar", text=f"نص {_kept(row.text)}"),))
        for row in content.patient_texts
    )
    languages = (Language(code="ar"),)
    changed = replace(content, patient_texts=arabic, languages=languages)
    monkeypatch.setattr(Encounter, "content", changed)
    draft = Draft(treated, "ar")
    assert draft.compiled.left_out == ()
    assert '<html lang="ar" dir="rtl">' in draft.html()
    assert PdfReader(BytesIO(draft.pdf())).trailer["/Root"]["/Lang"] == "ar"
    # Marks that keep figures in their order: else a telephone number is turned around.
    assert "\u2066555-0100\u2069" in draft.html()
    assert "\u206670\u00a0mg\u2069" in draft.html()
    assert "\u2066" not in Draft(treated, "en").html()


def _kept(text):
    """The placeholders of a text."""
    return " ".join(re.findall(r"\{\w+\}", text))


def test_it_carries_what_it_says_as_data(treated):
    attached = PdfReader(BytesIO(Draft(treated, "en").pdf())).attachments
    (data,) = attached["handout.json"]
    assert b'"version":1' in data
    assert b"Prednisone" in data
    assert b'"left_out":[' not in data


def test_the_page_takes_few_queries(signed_in, treated, django_assert_max_num_queries):
    signed_in.get(page(treated))
    with django_assert_max_num_queries(20):
        signed_in.get(page(treated))


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """All demo patients, once."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("create_demo", verbosity=0, stdout=StringIO())
        yield
        transaction.set_rollback(True)


def test_every_dose_decided_is_on_every_document_in_the_same_words(told, db):
    """For each demo patient: page, summary, handout; and nothing declined is in the handout."""
    count = 0
    for encounter in Encounter.objects.signed().filter(patient__is_demo=True):
        decisions = list(encounter.decisions.all())
        if not any(row.is_given and row.regimen for row in decisions):
            continue
        draft = Draft(encounter, "en", today=encounter.on)
        handout = squeezed(text_of(draft.pdf()))
        summary = squeezed(text_of(treatment_summary(encounter))).lower()
        assert draft.compiled.left_out == ()
        for row in decisions:
            regimen = encounter.plan["regimens"].get(row.regimen)
            line = squeezed(row.dose or (regimen["line"] if regimen else ""))
            if row.regimen and row.is_given:
                count += 1
                assert line in handout, line
                assert line.lower() in summary, line
            elif row.regimen:
                words = {found.key: found.text for found in encounter.content.patient_texts}
                assert squeezed(words[f"{row.regimen}-purpose"]) not in handout
    assert count > 8


def test_every_fixed_word_of_the_page_is_printed_or_shown_somewhere():
    """A slot that no template uses would have to be translated for nothing."""
    from django.template.loader import get_template

    sources = [
        get_template(name).template.source
        for name in ("documents/handout.html", "documents/_handout.html")
    ]
    source = "\n".join(sources)
    by_code = {"now", "only_on", "page", "to", "and", "visit", "version", "given_by"}
    by_code |= {"units", "million_units", "ask_dose"}
    by_code |= {slot for slot in SLOTS if slot.startswith("per_")}
    unused = [slot for slot in SLOTS if f"words.{slot}" not in source and slot not in by_code]
    assert unused == []


def test_the_date_reads_the_same_in_every_language():
    from guidelines import languages

    day = datetime.date(2026, 11, 2)
    assert languages.date(day, "en") == "02-Nov-2026"
    assert languages.date(day, "es") == "02-nov-2026"
    assert languages.weekday("Monday", "es") == "lunes"
    assert languages.direction("ar") == "rtl"
    assert languages.direction("not a language") == "ltr"
