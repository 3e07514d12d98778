"""HTML to PDF: files inside it, the same bytes every time, and a checker that does refuse."""

import datetime
import json
from io import BytesIO

import pytest
from pypdf import PdfReader

from guidelines import printing
from guidelines.printing import Attached, to_pdf
from tests.documents.validators import ua_problems

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("documents")]

SMALL = '<html lang="en"><title>A title</title><h1>Title</h1><p>Text</p></html>'
EAST = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
FILES = [
    Attached(
        name, data, media_type, "For machines", datetime.datetime(2026, 11, 22, 14, tzinfo=EAST)
    )
    for name, data, media_type in [
        ("plan.json", b'{"dose": "72 \xc2\xb5g"}', "application/json"),
        ("encounter.fhir.json", b"{}", "application/fhir+json"),
        ("second.json", b"{}", "application/json"),
    ]
]


def files(pdf):
    """The associated files of a document, as their entries, by name."""
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    rows = [row.get_object() for row in root["/AF"]]
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[::2] == sorted(names[::2])
    assert [row.get_object() for row in names[1::2]] == rows
    return {row["/UF"]: row for row in rows}


def test_each_file_keeps_its_bytes_and_says_what_it_is_and_of_when():
    found = files(to_pdf(SMALL, FILES))
    assert sorted(found) == sorted(row.name for row in FILES)
    for file in FILES:
        row, inside = found[file.name], found[file.name]["/EF"]["/F"]
        assert row["/AFRelationship"] == "/Data"
        assert row["/Desc"] == "For machines"
        assert inside["/Subtype"] == f"/{file.media_type}"
        assert inside["/Params"]["/ModDate"] == "D:20261122083000Z"
        assert inside.get_data() == file.data


def test_a_signed_summary_carries_its_data_and_a_draft_does_not(made):
    found = files(made.documents["summary"])
    assert found["encounter.fhir.json"]["/EF"]["/F"]["/Subtype"] == "/application/fhir+json"
    for row in found.values():
        assert row["/AFRelationship"] == "/Data"
        assert json.loads(row["/EF"]["/F"].get_data())
    draft = PdfReader(BytesIO(made.documents["summary of a draft"]))
    assert "/AF" not in draft.trailer["/Root"]


def test_the_same_input_gives_the_same_bytes_in_whatever_order():
    assert to_pdf(SMALL, FILES) == to_pdf(SMALL, FILES[::-1])
    assert to_pdf(SMALL, FILES) != to_pdf(SMALL, FILES[:1])


def test_a_document_with_files_is_still_read_aloud():
    assert ua_problems(to_pdf(SMALL, FILES)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        SMALL.replace("<title>A title</title>", ""),
        SMALL.replace(' lang="en"', ""),
        SMALL.replace("<p>Text</p>", "<h3>Deeper</h3>"),
        SMALL.replace("<p>Text</p>", '<svg width="9" height="9"><path d="M0,0h9"/></svg>'),
        SMALL.replace("<p>Text</p>", "<dl><div><dt>Name</dt></div></dl>"),
    ],
    ids=["title", "language", "heading", "figure", "list"],
)
def test_page_validation_refuses_a_document_that_lacks_what_it_needs(wrong):
    assert ua_problems(to_pdf(wrong)) != []


def test_page_validation_refuses_a_file_without_the_mark_of_pdf_ua(monkeypatch):
    monkeypatch.setattr(printing, "PDF_UA", b"")
    assert any("ID" in text for text in ua_problems(to_pdf(SMALL)))
