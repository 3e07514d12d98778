"""Texts of a guideline: what becomes markup, what stays text; nothing else gets through."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.markdown import line_to_html, plain, to_html

SOURCES = [{"n": 3, "key": "BSR2022"}, {"n": 7, "key": "Wu2014", "anchor": "ref-Wu2014"}]
ALLOWED = {"p": [], "em": [], "strong": [], "ul": [], "ol": ["start"], "li": [], "br": []}
ALLOWED |= {"a": ["class", "href"], "span": ["class"]}


class Tags(HTMLParser):
    """Every tag of an output with its attributes."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_comment(self, data):
        self.found.append(("comment", {}))

    handle_decl = handle_pi = unknown_decl = handle_comment


def test_emphasis_lists_and_line_breaks():
    assert to_html("A *b* and **c**\nnext") == (
        "<p>A <em>b</em> and <strong>c</strong><br>\nnext</p>\n"
    )
    assert to_html("- one\n- two").replace("\n", "") == "<ul><li>one</li><li>two</li></ul>"
    assert to_html("1. one\n2. two").replace("\n", "") == "<ol><li>one</li><li>two</li></ol>"


def test_a_citation_is_a_link_to_the_numbered_source_of_its_page():
    assert to_html("Lower doses [@BSR2022].", SOURCES) == (
        '<p>Lower doses <a class="cite" href="#source-3">[3]</a>.</p>\n'
    )
    assert 'href="#ref-Wu2014">[7]' in line_to_html("*Relapse [@Wu2014]*", SOURCES)


def test_the_same_text_is_numbered_anew_on_another_page():
    assert "[3]" in to_html("[@BSR2022]", SOURCES)
    assert "[1]" in to_html("[@BSR2022]", [{"n": 1, "key": "BSR2022"}])


def test_a_citation_that_does_not_resolve_says_so():
    assert "BSR2099: no such source" in to_html("x [@BSR2099]", SOURCES)


def test_a_sentence_gets_no_paragraph():
    assert line_to_html("A *b* [@BSR2022]", SOURCES).startswith("A <em>b</em> <a ")


def test_signs_of_medicine_stay_as_typed():
    for text in ("5 * 3 * 2", "ck_uln_value", "CK > 10 × ULN", "# 1", "`x`", "~1~"):
        assert plain(text) == text
        assert "<em>" not in to_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "![x](http://example.org/x.png)",
        "<http://example.org>",
        "http://example.org",
        "[@BSR2022](http://example.org)",
        '[@BSR2022"onclick=x]',
        "&lt;b&gt;",
        "| a | b |\n|---|---|",
    ],
)
def test_no_html_no_image_no_link_of_ones_own(text):
    for html in (to_html(text, SOURCES), line_to_html(text, SOURCES)):
        links = [about["href"] for tag, about in Tags(html).found if tag == "a"]
        assert all(link == "#source-3" for link in links)
        assert not {tag for tag, _ in Tags(html).found} - ALLOWED.keys()


SIGNS = st.sampled_from(
    ["<", ">", "&", '"', "'", "*", "**", "_", "[@", "]", "[", "(", ")", "!", "`", "\\", "\n", "- "]
    + ["1. ", "  ", "BSR2022", "javascript:", "<script>", "<!--", "-->", "&#60;", "http://x", "a"]
)


@given(st.lists(SIGNS | st.text(max_size=5), max_size=30).map("".join))
def test_whatever_is_typed_only_allowed_tags_come_out(text):
    for html in (to_html(text, SOURCES), line_to_html(text, SOURCES)):
        for tag, about in Tags(html).found:
            assert tag in ALLOWED, html
            assert set(about) <= set(ALLOWED[tag]), html
            assert about.get("href", "#source-3") == "#source-3"


def test_plain_text_has_no_marks_and_no_citations():
    text = "Give **half** the dose [@BSR2022], then:\n\n- check CK\n- call [@Wu2014]."
    assert plain(text) == "Give half the dose, then: check CK call."
