"""HTML to PDF: the only import of WeasyPrint.

Every document is PDF/A-3a, made to be kept, and PDF/UA-1, made to be read aloud, in one file.
"""

import base64
import datetime
import os
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import NamedTuple

_rendering = Lock()

# WeasyPrint writes the mark of one standard only. This adds that of PDF/UA, and the description
# that PDF/A asks of every mark it does not know itself (ISO 19005-3, 6.6.2.3). Source: [read].
PDF_UA = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the document follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class RefusedAddressError(ValueError):
    """The document asks for something outside itself; the message names the address."""


class Attached(NamedTuple):
    """A file inside a PDF, for machines; `modified` knows its time zone."""

    name: str
    data: bytes
    media_type: str
    description: str
    modified: datetime.datetime


def to_pdf(html: str, attached: Sequence[Attached] = ()) -> bytes:
    """The PDF of a complete HTML document, with files in it; the same input gives the same bytes.

    Whatever the document needs is inside it: only `data:` addresses are read, no network and no
    files. Fonts are those of the system, embedded. Raises RefusedAddressError for other addresses.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    try:
        with _rendering:
            return HTML(string=html, url_fetcher=fetcher).write_pdf(
                font_config=_fonts(),
                pdf_variant="pdf/a-3a",
                attachments=[_attachment(row) for row in sorted(attached)],
                finisher=_finish,
            )
    except FatalURLFetchingError as error:
        raise RefusedAddressError(str(error)) from error


def _attachment(row):
    """One file as WeasyPrint wants it: new for each document, for it can be read only once."""
    from weasyprint import Attachment

    modified = row.modified.astimezone(datetime.UTC)
    return Attachment(
        # As an address, because nothing else carries the media type.
        url=f"data:{row.media_type};base64,{base64.b64encode(row.data).decode()}",
        name=row.name,
        description=row.description,
        created=modified,
        modified=modified,
        relationship="Data",
    )


def _finish(document, pdf):
    """Before the file is written: mark it as PDF/UA as well, and list each attachment once."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    end = b"</rdf:RDF>"
    metadata.stream = [part.replace(end, PDF_UA + end) for part in metadata.stream]
    if files := pdf.catalog.get("AF"):
        files[:] = dict.fromkeys(files)


@cache
def _fonts():
    """One font configuration a process: with a new one for each document, memory grows."""
    # Where fontTools cuts the embedded fonts, it stamps them with this time or else the present.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()
