"""HTML to PDF: the only import of WeasyPrint."""

import os
from functools import cache
from threading import Lock

_rendering = Lock()


class RefusedAddressError(ValueError):
    """The document asks for something outside itself; the message names the address."""


def to_pdf(html: str) -> bytes:
    """A tagged PDF of a complete HTML document; the same HTML gives the same bytes.

    Whatever the document needs is inside it: only `data:` addresses are read, no network and no
    files. Fonts are those of the system, embedded. Raises RefusedAddressError for other addresses.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    try:
        with _rendering:
            return HTML(string=html, url_fetcher=fetcher).write_pdf(
                font_config=_fonts(), pdf_tags=True
            )
    except FatalURLFetchingError as error:
        raise RefusedAddressError(str(error)) from error


@cache
def _fonts():
    """One font configuration a process: with a new one for each document, memory grows."""
    # Where fontTools cuts the embedded fonts, it stamps them with this time or else the present.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()
