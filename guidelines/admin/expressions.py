"""Conditions while they are typed: the error with its place, or what they mean for whom."""

from functools import lru_cache
from typing import NamedTuple

from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.views.decorators.http import require_GET, require_POST

from guidelines import frozen
from guidelines.engine import completion, vignettes
from guidelines.engine.build import ContentError
from guidelines.engine.check import check_expression
from guidelines.engine.expressions import ExpressionError
from guidelines.engine.phrases import phrase
from guidelines.engine.program import program
from guidelines.engine.publication.names import names
from guidelines.models import GuidelineVersion

HELP = "admin/guidelines/_expression.html"
WORDS = {True: "true", False: "false", None: "unknown"}
CHECK_URL = reverse_lazy("admin:guidelines_criterion_expression")
NAMES_URL = reverse_lazy("admin:guidelines_criterion_names", args=[0])  # 0: the script knows which


class ExpressionWidget(AdminTextareaWidget):
    """A condition that is checked, explained and completed while it is typed."""

    def __init__(self):
        super().__init__(
            attrs={
                "rows": 3,
                "spellcheck": "false",
                "autocomplete": "off",
                "class": "vLargeTextField expression",
                "hx-post": CHECK_URL,
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "next .in-words",
                "hx-swap": "outerHTML",
                "hx-sync": "this:replace",
                "data-names": NAMES_URL,
            }
        )


class Meaning(NamedTuple):
    """What a condition says: its phrase and its value for each test patient, or its error."""

    text: str
    phrase: str = ""
    error: str = ""
    problem: str = ""  # of the version, for which nobody can be evaluated
    patients: tuple = ()  # (word, vignettes) for true, false and unknown

    @property
    def counts(self):
        return [(word, len(found)) for word, found in self.patients]


def meaning(text, content) -> Meaning:
    """What a condition says in a content; its error where it cannot be read."""
    try:
        check_expression(text, content)
    except ExpressionError as error:
        return Meaning(text, error=str(error))
    if problems := _problems(content):
        return Meaning(text, phrase(text, content), problem=problems[0])
    return Meaning(text, phrase(text, content), patients=_patients(text, content))


@lru_cache(maxsize=4)
def _problems(content):
    """What keeps the test patients of a draft from being evaluated."""
    return [str(obstacle) for obstacle in names(content)]


def _patients(text, content):
    """The test patients for whom the condition is true, false and unknown."""
    node = program(content).node(text)
    plans = vignettes.plans(content)
    verdicts = {row.key: node.verdict(plans[row.key].facts) for row in content.vignettes}
    return tuple(
        (word, tuple(row for row in content.vignettes if verdicts[row.key] is verdict))
        for verdict, word in WORDS.items()
    )


def content_of(version):
    """The content of a version, read once for all the conditions of a page."""
    if not hasattr(version, "shown_content"):
        version.shown_content = frozen.load(version)
    return version.shown_content


def in_words(text, version):
    """The HTML that says what a condition means; the same while it is typed and after saving."""
    return render_to_string(HELP, {"meaning": _told(text, version)})


def _told(text, version):
    if version is None or not text.strip():
        return None
    try:
        return meaning(text, content_of(version))
    except ContentError as error:
        return Meaning(text, error=f"The version cannot be evaluated: {error}")


class ExpressionsMixin:
    """The addresses that the fields for conditions ask while somebody types."""

    def get_urls(self):
        view = self.admin_site.admin_view
        name = "guidelines_criterion"
        return [
            path("expression/", view(require_POST(self.expression)), name=f"{name}_expression"),
            path("names/<int:pk>/", view(require_GET(self.names)), name=f"{name}_names"),
            *super().get_urls(),
        ]

    def expression(self, request):
        """What the condition means that is being typed in the field that asks."""
        self._may_read(request)
        pk = request.POST.get("_version") or request.POST.get("version") or ""
        version = GuidelineVersion.objects.filter(pk=pk).first() if pk.isdecimal() else None
        text = request.POST.get(request.htmx.trigger_name or "text", "")
        context = {"meaning": _told(text, version), "no_version": version is None}
        return TemplateResponse(request, HELP, context)

    def names(self, request, pk):
        """The names that a condition of a version may use, for completion."""
        self._may_read(request)
        version = get_object_or_404(GuidelineVersion, pk=pk)
        try:
            return JsonResponse(completion.words(content_of(version)))
        except ContentError as error:
            return JsonResponse({"error": str(error)}, status=409)

    def _may_read(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
