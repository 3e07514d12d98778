"""A guideline version as a PDF."""

import hashlib

from django.core.cache import cache
from django.template.loader import render_to_string

from guidelines.printing import to_pdf

DAY = 24 * 60 * 60


def guideline_pdf(context) -> bytes:
    """The whole version as printed; remembered for a day, as it takes long to set so many pages.

    The same HTML gives the same PDF, so what is remembered can never be out of date.
    """
    html = render_to_string("documents/guideline.html", context)
    key = f"guideline-pdf-{hashlib.sha256(html.encode()).hexdigest()}"
    return cache.get_or_set(key, lambda: to_pdf(html), DAY)
