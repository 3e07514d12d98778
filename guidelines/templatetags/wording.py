"""The one formatter of dates, and the words for marks, for templates."""

from django import template

from guidelines.engine import wording
from guidelines.engine.sources import MARK_LABELS

register = template.Library()


@register.simple_tag
def day(iso):
    """A date of a plan as 22-Nov-2026; empty if there is none."""
    return wording.date(iso) if iso else ""


@register.simple_tag
def mark(code):
    """Where a constant comes from, in words: read at the source, from memory."""
    return MARK_LABELS[code]
