"""What every document that leaves the room must be, whoever reads it: a person, a screen reader."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.documents.tagged import tree
from tests.documents.validators import ua_problems

# One process of several sets the documents, for all tests that read them.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def test_page_validation_finds_nothing_against_pdf_ua(document):
    assert ua_problems(document) == []


def test_it_is_marked_as_pdf_a_and_as_pdf_ua(reader):
    marks = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3" pdfaid:conformance="A"' in marks
    assert "<pdfuaid:part>1</pdfuaid:part>" in marks


def test_it_has_a_title_that_is_shown_and_a_language(reader):
    root = reader.trailer["/Root"]
    marks = root["/Metadata"].get_data().decode()
    assert len(reader.metadata.title) > 10
    assert reader.metadata.title in re.search("<dc:title>(.*)</dc:title>", marks).group()
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] in ("en", "es")


def test_a_document_in_another_language_says_so(made):
    reader = PdfReader(BytesIO(made.documents["handout in Spanish"]))
    assert reader.trailer["/Root"]["/Lang"] == "es"


def test_every_font_is_embedded_and_from_one_family(reader):
    """The boxes in the margins would otherwise be set in a serif."""
    found = {font for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert found
    for font in found:
        below = font.get_object()["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(below["/FontDescriptor"])
        assert "DejaVu-Sans" in below["/BaseFont"]


def test_headings_begin_with_the_title_and_never_jump(elements):
    levels = [int(row.role[1]) for row in elements.below(*HEADINGS)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for before, level in zip(levels, levels[1:], strict=False):
        assert level <= before + 1


def test_the_bookmarks_are_the_headings(reader, elements):
    headings = [_unspaced(row.text) for row in elements.below(*HEADINGS)]
    assert [_unspaced(text) for text in _flat(reader.outline)] == headings


def test_every_cell_of_a_table_names_its_headers(elements):
    for table in elements.below("Table"):
        heads = {row.attributes["/ID"] for row in table.below("TH")}
        assert heads
        for cell in table.below("TD"):
            named = set(cell.attributes["/A"]["/Headers"])
            assert named, cell.text
            assert named <= heads


def test_every_link_has_text(elements):
    for link in elements.below("Link"):
        assert link.text


def test_the_chart_of_a_course_is_told_in_words(made):
    reader = PdfReader(BytesIO(made.documents["summary"]))
    (chart,) = tree(reader).below("Figure")
    assert "CK" in chart.attributes["/Alt"]
    assert re.search(r"\d\d-[A-Z][a-z]{2}-\d{4}", chart.attributes["/Alt"])


def test_every_figure_has_an_alternative_text(elements):
    for figure in elements.below("Figure"):
        assert figure.attributes.get("/Alt")


def test_nothing_is_complained_of_while_documents_are_set(made):
    assert made.complaints == []


def _flat(outline):
    for row in outline:
        if isinstance(row, list):
            yield from _flat(row)
        else:
            yield row.title


def _unspaced(text):
    return re.sub(r"\s", "", text)
