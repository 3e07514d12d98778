"""The one formatter of dates, for templates."""

from django import template

from guidelines.engine import wording

register = template.Library()


@register.simple_tag
def day(iso):
    """A date of a plan as 22-Nov-2026; empty if there is none."""
    return wording.date(iso) if iso else ""
