"""Every kind of document by veraPDF, PDF/A-3a and PDF/UA-1: a step of its own in bin/test."""

import pytest

from guidelines import printing
from guidelines.printing import to_pdf
from tests.documents.verapdf import PROFILES, problems

pytestmark = [pytest.mark.django_db, pytest.mark.verapdf]

SMALL = '<html lang="en"><title>T</title><h1>Title</h1><p>Text</p></html>'


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_verapdf_accepts_every_kind_of_document(document, profile):
    assert problems(document, profile) == []


def test_verapdf_refuses_a_file_without_the_mark_of_pdf_ua(monkeypatch):
    monkeypatch.setattr(printing, "PDF_UA", b"")
    assert problems(to_pdf(SMALL), "3a") == []
    (refused,) = problems(to_pdf(SMALL), "ua1")
    assert "PDF/UA Identification" in refused


def test_verapdf_refuses_a_mark_that_is_not_described(monkeypatch):
    mark, _ = printing.PDF_UA.split(b"</rdf:Description>", 1)
    monkeypatch.setattr(printing, "PDF_UA", mark + b"</rdf:Description>")
    assert problems(to_pdf(SMALL), "ua1") == []
    assert any("extension schema" in text for text in problems(to_pdf(SMALL), "3a"))


def test_verapdf_refuses_headings_that_jump():
    (refused,) = problems(to_pdf(SMALL.replace("<p>Text</p>", "<h3>Deeper</h3>")), "ua1")
    assert "shall not skip an intervening heading level" in refused
