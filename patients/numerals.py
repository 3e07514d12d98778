"""Numbers as people write them: thousands in groups."""

import re

GROUPS = re.compile(r"([1-9]\d{0,2})((?:,\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)(\.\d+)?", re.A)
POINTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})*\.\d\d0", re.A)


def ungrouped(text):
    """A number without the commas or spaces between its thousands; other text as it is."""
    if not GROUPS.fullmatch(text):
        return text
    return re.sub(r"[^\d.]", "", text)


def doubt(text):
    """Why a number is not taken as written; empty if it is. 14.200 may mean 14200 or 14.2."""
    if not POINTS.fullmatch(text):
        return ""
    plain = f" or {text.rstrip('0')}" if text.count(".") == 1 else ""
    return f"{text}: is the point a decimal point? Write {text.replace('.', '')}{plain}."
