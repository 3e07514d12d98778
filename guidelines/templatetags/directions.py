"""Figures in languages that are written from right to left."""

import re

from django import template
from django.utils.safestring import mark_safe

register = template.Library()

LEFT_TO_RIGHT, END = "\u2066", "\u2069"  # what stands between them keeps its own order
NOT_TEXT = re.compile(r"(<style.*?</style>|<[^>]*>)", re.DOTALL)
FIGURES = re.compile(r"\d(?:[\d\s.,×+/°%–-]|[A-Za-zµ²³])*[\dA-Za-zµ°%²³]")


@register.simple_block_tag
def figures_kept(content, direction):
    """A piece of a page in which doses and telephone numbers are not turned around.

    Without it, '555-0100' between Arabic words is shown as '0100-555', and '2 × 5 mg' as
    'mg 5 × 2'.
    """
    if direction != "rtl":
        return content
    pieces = NOT_TEXT.split(content)
    pieces[::2] = [FIGURES.sub(rf"{LEFT_TO_RIGHT}\g<0>{END}", text) for text in pieces[::2]]
    return mark_safe("".join(pieces))  # noqa: S308 - the same page with two marks more
