"""A text for patients while it is typed: how easy it is to read."""

from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.views.decorators.http import require_POST

from guidelines.admin.expressions import content_of
from guidelines.engine.build import ContentError
from guidelines.engine.publication.plain_language import HIGHEST_GRADE, MOST_WORDS, READ, names
from guidelines.engine.publication.plain_language import ease as read
from guidelines.models import GuidelineVersion

EASE = "admin/guidelines/_ease.html"
TYPED = {
    "hx-post": reverse_lazy("admin:guidelines_patienttext_ease"),
    "hx-trigger": "input changed delay:300ms",
    "hx-target": "next .ease",
    "hx-swap": "outerHTML",
    "hx-sync": "this:replace",
}


def ease(text, kind, version):
    """The HTML that says how easy a text is; the same while it is typed and after saving."""
    return render_to_string(EASE, _told(text, kind, version))


def _told(text, kind, version):
    found = read(text, kind, _named(version)) if text.strip() else None
    return {
        "ease": found,
        "is_read": kind in READ,
        "highest": HIGHEST_GRADE,
        "most": MOST_WORDS,
    }


def _named(version):
    """The clinical names of a version that can be read; they count as easy."""
    try:
        return names(content_of(version)) if version else frozenset()
    except ContentError:
        return frozenset()


class EaseMixin:
    """The address that the text asks while somebody types."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.ease_typed))
        return [path("ease/", view, name="guidelines_patienttext_ease"), *super().get_urls()]

    def ease_typed(self, request):
        """How easy the text is that is being typed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        pk = request.POST.get("_version") or request.POST.get("version") or ""
        version = GuidelineVersion.objects.filter(pk=pk).first() if pk.isdecimal() else None
        text, kind = (request.POST.get(name, "") for name in ("text", "kind"))
        return TemplateResponse(request, EASE, _told(text, kind, version))
