"""YAML files in the admin: a version as one zip, and files into a new draft."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from guidelines import exchange
from guidelines.admin.step_forms import StepForm
from guidelines.engine.build import ContentError, Problem
from guidelines.models import GuidelineVersion

MOST_FILES = 40


class FilesField(forms.FileField):
    """Several files chosen together."""

    class Widget(forms.FileInput):
        allow_multiple_selected = True

    widget = Widget

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class FilesForm(StepForm):
    """A zip, or some of the files of a guideline."""

    files = FilesField(
        label="Files",
        widget=FilesField.Widget(attrs={"accept": ".zip,.yaml"}),
        help_text="One zip, or some of its files, such as criteria.yaml. What is not among them "
        "stays as it is in this version. 5 MB in all.",
        error_messages={"required": "Choose one or more files first."},
    )

    def clean(self):
        cleaned = super().clean()
        if "files" in cleaned:
            cleaned["files"] = files_of(cleaned["files"])
        return cleaned


def files_of(uploads):
    """Uploaded files as content files; what cannot be read is among their problems."""
    texts, problems = {}, []
    if len(uploads) > MOST_FILES or sum(file.size for file in uploads) > exchange.LARGEST_FILE:
        problem = Problem("more than 5 MB, or more than 40 files", place="the files")
        return exchange.Files({}, [problem])
    for upload in uploads:
        try:
            found = _texts_of(upload)
        except ContentError as error:
            problems += error.problems
            continue
        twice = sorted(set(found) & set(texts))
        problems += [Problem("was chosen twice", place=name) for name in twice]
        texts |= found
    return exchange.Files(texts, problems)


def _texts_of(upload):
    data = upload.read()
    return (
        exchange.unpack(upload.name, data) if upload.name.endswith(".zip") else {upload.name: data}
    )


def download(request, pk):
    """All content files of a version as one zip."""
    if not request.user.has_perm("guidelines.view_guidelineversion"):
        raise PermissionDenied
    versions = GuidelineVersion.objects.select_related("guideline")
    version = get_object_or_404(versions, pk=pk)
    response = HttpResponse(exchange.pack(exchange.texts_of(version)), "application/zip")
    name = f"{version.guideline.key}-version-{version.number}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
