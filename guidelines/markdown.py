"""The texts of a guideline: a small safe part of Markdown, with citations as numbered links.

Paragraphs, emphasis, strong, lists and line breaks; `[@BSR2022]` is a citation. Anything else is
shown as it was typed: no HTML, no images, no links but those to the sources of the page.
"""

from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from guidelines.engine.citations import CITATION, cited
from guidelines.engine.wording import held_together

REMEMBERED = 8192  # texts: those of a plan are the same at every redraw


def to_html(text, sources=()) -> str:
    """A text as HTML; `sources` are the numbered sources of its page, as a plan lists them."""
    return _rendered(text, _numbers(text, sources), False)


def line_to_html(text, sources=()) -> str:
    """A text as HTML without paragraphs and lists, to stand within a sentence."""
    return _rendered(text, _numbers(text, sources), True)


def plain(text) -> str:
    """A text without marks and citations, for calendars, labels and search."""
    words = "".join(_words(_parser().parse(text)))
    words = " ".join(words.split()).replace(" .", ".").replace(" ,", ",")
    return held_together(words)


def _numbers(text, sources):
    """What the citations of a text stand for on its page: (key, number, anchor)."""
    keys = cited(text)
    return tuple(
        (row["key"], row["n"], row.get("anchor") or f"source-{row['n']}")
        for row in (sources if keys else ())
        if row["key"] in keys
    )


@lru_cache(maxsize=REMEMBERED)
def _rendered(text, numbers, in_line):
    about = {"numbers": {key: (number, anchor) for key, number, anchor in numbers}}
    render = _parser().renderInline if in_line else _parser().render
    return render(held_together(text), about)


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
    if key not in env["numbers"]:
        return f'<span class="cite">[{escapeHtml(key)}: no such source]</span>'
    number, anchor = env["numbers"][key]
    return f'<a class="cite" href="#{escapeHtml(anchor)}">[{number}]</a>'


def _words(tokens):
    for token in tokens:
        yield from _words(token.children or ())
        if token.type == "text":
            yield token.content
        elif token.type in ("softbreak", "hardbreak", "paragraph_close"):
            yield " "
