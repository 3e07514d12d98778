"""What every page of a version in the admin has in common."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from guidelines import frozen
from guidelines.engine.build import ContentError
from guidelines.engine.publication.names import names
from guidelines.models import GuidelineVersion

FOLDER = "admin/guidelines/guidelineversion"
PEOPLE = [f"{act}_by" for act in ("submitted", "approved", "published", "withdrawn")]


def version_page(view):
    """A view of one version for those who may read it: `view(request, version, …)`.

    Where the rows of the version cannot be evaluated, the page says why instead.
    """

    @wraps(view)
    def checked(request, pk, **rest):
        if not request.user.has_perm("guidelines.view_guidelineversion"):
            raise PermissionDenied
        versions = GuidelineVersion.objects.select_related("guideline", *PEOPLE)
        version = get_object_or_404(versions, pk=pk)
        try:
            return view(request, version, **rest)
        except ContentError as error:
            return show(request, version, "unreadable", {"problems": str(error).splitlines()})

    return checked


def evaluable(version):
    """The content of a version, all names of which can be read.

    Raises ContentError with all that cannot.
    """
    content = frozen.load(version)
    if broken := list(names(content)):
        raise ContentError(*map(str, broken))
    return content


def show(request, version, name, context, title=""):
    """A page of a version; to HTMX the part of it alone, whose file begins with an underscore."""
    context = {"version": version} | context
    if request.htmx:
        return TemplateResponse(request, f"{FOLDER}/_{name}.html", context)
    context |= admin.site.each_context(request)
    context |= {"title": title or str(version), "opts": GuidelineVersion._meta}
    context["part"] = f"{FOLDER}/_{name}.html"
    return TemplateResponse(request, f"{FOLDER}/part.html", context)
