"""Numbers as people write them: thousands in groups, and a comma before the decimals."""

import re

GROUPS = re.compile(r"([1-9]\d{0,2})((?:,\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)(\.\d+)?", re.A)
COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(?:[. \u00a0\u2009\u202f]\d{3})+),\d+", re.A)
COMMA_OR_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}", re.A)
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


def from_spreadsheet(text):
    """A number with a decimal point or comma as plain digits and a point, or why it is in doubt."""
    if COMMA_OR_GROUP.fullmatch(text):
        point = text.replace(",", ".").rstrip("0").rstrip(".")
        both = f"{text.replace(',', '')} or {point}"
        return text, f"{text}: is the comma a decimal comma? Write {both}."
    if COMMA.fullmatch(text):
        whole, _, decimals = text.partition(",")
        return f"{re.sub(r'[^+0-9-]', '', whole)}.{decimals}", ""
    return ungrouped(text), doubt(text)
