"""The one formatter of dates, tall-man names, and the words for marks, for templates."""

from django import template

from guidelines.engine import look_alikes, wording
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


@register.filter(is_safe=True)
def tall_man(text):
    """A text for clinicians, names that look alike in tall-man letters: `{{ name|tall_man }}`.

    Before `knowledge`, which makes markup of a text; never for what people typed, nor for patients.
    """
    return look_alikes.tall_man(str(text)) if text else text
