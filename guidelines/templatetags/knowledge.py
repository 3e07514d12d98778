"""Texts of a guideline in templates: `{{ text|knowledge:sources }}`."""

from django import template
from django.utils.safestring import mark_safe

from guidelines import markdown

register = template.Library()


@register.filter
def knowledge(text, sources=()):
    """A text in paragraphs and lists, its citations as links to the sources of the page."""
    return mark_safe(markdown.to_html(text or "", sources or ()))  # noqa: S308 (markup is escaped)


@register.filter
def knowledge_line(text, sources=()):
    """A text within a sentence, its citations as links to the sources of the page."""
    return mark_safe(markdown.line_to_html(text or "", sources or ()))  # noqa: S308 (as above)
