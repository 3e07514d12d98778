"""The guidelines on the first page of the admin."""

from django import template

from guidelines.admin.overview import overview

register = template.Library()


@register.inclusion_tag("admin/_guidelines.html", takes_context=True)
def guideline_cards(context):
    """A card for each guideline, for those who may read versions."""
    may_read = context["user"].has_perm("guidelines.view_guidelineversion")
    return {"guidelines": overview() if may_read else [], "perms": context["perms"]}
