"""The guideline as a readable document."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from guidelines import printed as printing
from guidelines.change_log import change_log
from guidelines.document import CHAPTERS, about_recommendation, document
from guidelines.engine.build import ContentError
from guidelines.models import GuidelineVersion
from guidelines.search import search

LOOK_AGAIN = 4  # seconds


def visible_to(user):
    """What was published is for everybody; what was not, for those who see it in the admin."""
    people = ("published_by", "approved_by", "submitted_by", "withdrawn_by")
    versions = GuidelineVersion.objects.select_related("guideline", *people)
    sees_drafts = user.is_staff and user.has_perm("guidelines.view_guidelineversion")
    return versions if sees_drafts else versions.filter(published_at__isnull=False)


def _found(request, guideline, number):
    return get_object_or_404(visible_to(request.user), guideline__key=guideline, number=number)


def readable(view):
    """A draft whose rows do not make a content is answered with all that is wrong with it."""

    @wraps(view)
    def answered(request, *args, **named):
        try:
            return view(request, *args, **named)
        except ContentError as error:
            context = {"problems": [str(problem) for problem in error.problems]}
            return render(request, "guidelines/not_readable.html", context)

    return answered


@require_safe
def guideline(request):
    """The version in force today, or what to do when there is none."""
    versions = visible_to(request.user)
    version = versions.in_force(timezone.localdate()).first()
    if version is None:
        last = versions.filter(published_at__isnull=False).order_by("-published_at").first()
        return render(request, "guidelines/none_in_force.html", {"last": last})
    return _show(request, version)


@require_safe
def version_by_id(request, pk):
    """The short address of a version, which leads to the one with its guideline and number."""
    return redirect(get_object_or_404(visible_to(request.user), pk=pk))


@require_safe
@readable
def version(request, guideline, number):
    """One version as a document, or what is found in it."""
    return _show(request, _found(request, guideline, number))


@require_safe
@readable
def recommendation(request, guideline, number, key):
    """One recommendation of one version, with all that the version says about it."""
    version = _found(request, guideline, number)
    rows = document(version)
    about = about_recommendation(rows, key)
    holders = visible_to(request.user).filter(
        guideline=version.guideline, recommendation_rows__key=key
    )
    context = _about(version) | {"key": key, "guideline": rows, "about": about, "holders": holders}
    context["base"] = version.get_absolute_url()
    template = "recommendation" if about else "no_recommendation"
    status = 200 if about else 404
    return render(request, f"guidelines/{template}.html", context, status=status)


@require_safe
@readable
def printed(request, guideline, number):
    """One version as a PDF, or a page that waits for it and looks again by itself."""
    version = _found(request, guideline, number)
    context = _whole(request, version, document(version))
    pdf = printing.printed(render_to_string("documents/guideline.html", context))
    if pdf is None:
        response = render(request, "guidelines/being_set.html", context, status=202)
        response["Refresh"] = LOOK_AGAIN
        return response
    name = f"{guideline}-version-{number}.pdf"
    headers = {"Content-Disposition": content_disposition_header(False, name)}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _show(request, version):
    rows = document(version)
    context = _whole(request, version, rows)
    if words := request.GET.get("q", "").strip():
        context |= {"query": words, "found": search(rows, words)}
        return render(request, "guidelines/found.html", context)
    return render(request, "guidelines/guideline.html", context)


def _whole(request, version, rows):
    """Everything the document of a version shows, as page and as PDF."""
    return _about(version) | {
        "guideline": rows,
        "chapters": CHAPTERS,
        "log": change_log(version, visible_to(request.user).filter(guideline=version.guideline)),
        "address": request.build_absolute_uri(version.get_absolute_url()),
    }


def _about(version):
    """A version, the one in force today, and whether it has to come or was replaced."""
    today = timezone.localdate()
    versions = GuidelineVersion.objects.select_related("guideline")
    in_force = versions.filter(guideline=version.guideline).in_force(today).first()
    is_to_come = version.is_frozen and version.effective_from > today
    replaced_by = version.replaced_by(today) if version.is_frozen else None
    return {
        "version": version,
        "in_force": in_force,
        "is_to_come": is_to_come,
        "replaced_by": replaced_by,
    }
