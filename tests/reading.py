"""What a person reads: the words of pages, templates and printed files, without their markup."""

import re
from html.parser import HTMLParser
from io import BytesIO

from pypdf import PdfReader

VOID = {"br", "hr", "img", "input", "link", "meta", "path", "col", "source", "wbr", "use"}
SHOWN = {"title", "alt", "placeholder"}  # attributes that are shown
BLOCKS = {"p", "li", "td", "th", "dt", "dd", "div", "h1", "h2", "h3", "h4", "tr", "summary", "text"}
# A condition or key in its own notation, a citation in the words of its journal, and the letters
# and figures by which rows are known.
NOT_PROSE = {"code", "script", "style"}
KEYS = {"sources", "references", "key", "keys", "links", "digest"}


class _Words(HTMLParser):
    def __init__(self, without, attributes):
        super().__init__()
        self.without, self.attributes = without, attributes
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        classes = set((dict(attrs).get("class") or "").split())
        hidden = tag in NOT_PROSE or classes & self.without or bool(self.open and self.open[-1][1])
        if not hidden:
            self.found += [
                f"\n{value}\n" for name, value in attrs if name in self.attributes and value
            ]
        if tag in BLOCKS:
            self.found.append("\n")
        if tag not in VOID:
            self.open.append((tag, hidden))

    def handle_endtag(self, tag):
        while any(name == tag for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break
        if tag in BLOCKS:
            self.found.append("\n")

    def handle_data(self, data):
        if not (self.open and self.open[-1][1]):
            self.found.append(data)


def words(markup, without=(), spoken=True):
    """The text of HTML or SVG, a line for each block; elements of the classes `without` left out.

    `spoken` adds the labels that are read aloud alone.
    """
    parser = _Words(KEYS | set(without), SHOWN | ({"aria-label"} if spoken else set()))
    parser.feed(markup)
    lines = (" ".join(line.split(" ")).strip() for line in "".join(parser.found).split("\n"))
    return "\n".join(line for line in lines if line)


def printed(pdf):
    """The text of a PDF, lines joined; a space of any width is a plain one where a line ends."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "\n".join(re.sub(r"[ \n]+", " ", page.extract_text()) for page in pages)
