"""PDF/UA-1 by page-validation: a hundred rules in milliseconds, for the ordinary tests.

Its PDF/A rules are left to veraPDF: they refuse compressed metadata, which PDF/A-3 allows.
"""

import page


def ua_problems(pdf: bytes) -> list[str]:
    """The rules of PDF/UA-1 that a document breaks, each with what it says."""
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    return [f"{row.rule_id}: {row.message}" for row in report.failures]
