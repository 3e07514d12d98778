"""Rows copied from a spreadsheet, as cells: date, test, value, unit, upper limit, laboratory.

Each line of text is one row, so that a quote left open spoils no more than its own line.
"""

import csv
import re
from typing import NamedTuple

from django.core.exceptions import ValidationError

from patients.measurements.entries import Cells
from patients.measurements.results import MOST, TOO_MANY

LARGEST = 1_000_000  # bytes
TOO_LARGE = "This text is larger than 1 MB. Paste it in parts."
NOTHING = "Paste at least one row."
DELIMITERS = ("\t", ";", ",")
NEEDED = ("date", "test", "value")
HEADERS = {
    "date": "date day on collected sampled sample_date collection_date date_of_sample",
    "test": "test analyte parameter test_name lab_test laboratory_test",
    "value": "value result measurement",
    "unit": "unit units uom",
    "limit": "limit upper_limit uln upper_limit_of_normal limit_of_the_laboratory",
    "laboratory": "laboratory lab performed_by",
}
COLUMN_OF = {
    word.replace("_", " "): column for column, words in HEADERS.items() for word in words.split()
}


class Pasted(NamedTuple):
    """The rows of a text, and the titles of columns that are not used."""

    rows: list
    unused: list


def read(text: str) -> Pasted:
    """The rows of a pasted text. Raises ValidationError if there are none, or too many."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise ValidationError(TOO_LARGE)
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    lines = [line for line in lines if line.strip(" \t,;")]
    if not lines:
        raise ValidationError(NOTHING)
    delimiter = max(DELIMITERS, key=lambda sign: len(_cells(lines[0], sign)))
    rows = [_cells(line, delimiter) for line in lines]
    columns, unused = _header(rows[0])
    rows = rows[1:] if columns else rows
    if len(rows) > MOST:
        raise ValidationError(TOO_MANY)
    return Pasted([_placed(row, columns or Cells._fields) for row in rows], unused)


def _cells(line, delimiter):
    """The cells of one line; the whole line is one cell where it cannot be parted."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        return [line.strip()]
    return [cell.strip() for cell in cells]


def _header(cells):
    """The column of each title, '' for one not used; nothing if the row is no header."""
    columns = []
    for cell in cells:
        name = COLUMN_OF.get(_title(cell), "")
        columns.append("" if name in columns else name)
    if len([name for name in columns if name]) < 2:
        return [], []
    if missing := [name for name in NEEDED if name not in columns]:
        raise ValidationError(f"The first row names no column for {' and '.join(missing)}.")
    pairs = zip(cells, columns, strict=True)
    return columns, [cell or "a column without a title" for cell, name in pairs if not name]


def _title(cell):
    return re.sub(r"[\W_]+", " ", cell.lower()).strip()


def _placed(cells, columns):
    """A row's cells in our order. Cells beyond the last column stay visible, in the last one."""
    found = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    if beyond := [cell for cell in cells[len(columns) :] if cell]:
        found["laboratory"] = ", ".join(filter(None, [found.get("laboratory"), *beyond]))
    return Cells(**found)
