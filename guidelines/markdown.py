"""The texts of a guideline: a small safe part of Markdown, with citations as numbered links.

Paragraphs, emphasis, strong, lists and line breaks; `[@BSR2022]` is a citation. Anything else is
shown as it was typed: no HTML, no images, no links but those to the sources of the page.
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from guidelines.engine.citations import CITATION
from guidelines.engine.wording import held_together

TAGS = frozenset(("p", "em", "strong", "ul", "ol", "li", "br", "a", "span"))


def to_html(text, sources=()) -> str:
    """A text as HTML; `sources` are the numbered sources of its page, as a plan lists them."""
    return _parser().render(held_together(text), {"sources": sources})


def line_to_html(text, sources=()) -> str:
    """A text as HTML without paragraphs and lists, to stand within a sentence."""
    return _parser().renderInline(held_together(text), {"sources": sources})


def plain(text) -> str:
    """A text without marks and citations, for calendars, labels and search."""
    words = "".join(_words(_parser().parse(text)))
    words = " ".join(words.split()).replace(" .", ".").replace(" ,", ",")
    return held_together(words)


@cache
def _parser():
    parser = MarkdownIt("zero", {"html": False, "breaks": True})
    parser.enable(["emphasis", "escape", "list", "newline"])
    parser.inline.ruler.push("citation", _citation)
    parser.add_render_rule("citation", _cited)
    return parser


def _citation(state, silent):
    """Read `[@KEY]` at the place where the parser stands."""
    found = CITATION.match(state.src, state.pos)
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        state.push("citation", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _cited(renderer, tokens, index, options, env):
    key = tokens[index].content
    for row in env["sources"]:
        if row["key"] == key:
            anchor = escapeHtml(row.get("anchor") or f"source-{row['n']}")
            return f'<a class="cite" href="#{anchor}">[{row["n"]}]</a>'
    return f'<span class="cite">[{escapeHtml(key)}: no such source]</span>'


def _words(tokens):
    for token in tokens:
        yield from _words(token.children or ())
        if token.type == "text":
            yield token.content
        elif token.type in ("softbreak", "hardbreak", "paragraph_close"):
            yield " "
