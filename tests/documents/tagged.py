"""What a screen reader meets in a PDF: its elements in their order, each with its text."""

from collections import defaultdict
from typing import NamedTuple


class Element(NamedTuple):
    """One element of the tag tree: its role (H1, P, TD), its attributes and what is in it."""

    role: str
    attributes: dict
    parts: list  # texts and elements, in reading order

    @property
    def text(self):
        """All text in the element, read in order."""
        return " ".join(part if isinstance(part, str) else part.text for part in self.parts).strip()

    def below(self, *roles):
        """The elements of these roles anywhere in this one, in reading order."""
        for part in self.parts:
            if isinstance(part, Element):
                if part.role in roles:
                    yield part
                yield from part.below(*roles)


def tree(reader):
    """The document element of a tagged PDF."""
    texts = {page.indirect_reference.idnum: _texts(page) for page in reader.pages}
    return _element(reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0], texts)


def _element(reference, texts):
    row = reference.get_object()
    page = texts.get(row.raw_get("/Pg").idnum if "/Pg" in row else None, {})
    parts = []
    for kid in row.get("/K", []):
        if isinstance(kid, int):
            parts.append(page.get(kid, ""))
        elif "/S" in kid.get_object():  # else the rectangle of a link
            parts.append(_element(kid, texts))
    return Element(row["/S"][1:], row, parts)


def _texts(page):
    """The text of each marked piece of a page by its number."""
    found, marks = defaultdict(str), []

    def before(operator, operands, *_):
        if operator in (b"BDC", b"BMC"):
            within = operands[1] if len(operands) > 1 else {}
            marks.append(within.get("/MCID") if isinstance(within, dict) else None)
        elif operator == b"EMC":
            marks.pop()

    def text(piece, *_):
        if marks and piece.strip():
            found[marks[-1]] += piece.strip()

    page.extract_text(visitor_operand_before=before, visitor_text=text)
    return found
