"""Handouts seen by their authors: what has no words yet, and how one looks for a test patient."""

from types import SimpleNamespace
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse

from guidelines import frozen, languages
from guidelines.admin.pages import FOLDER, evaluable, show, version_page
from guidelines.admin.places import place_url
from guidelines.engine import report
from guidelines.engine.handout import accepted, compiled, unsaid
from guidelines.engine.patient_text import ENGLISH
from guidelines.engine.vignettes import DAY, plans
from guidelines.handouts import Around, shown
from guidelines.said import TITLES

FEW = 3  # texts named in a cell; the rest unfold
# Stands for the clinic, whose numbers its own settings hold.
CLINIC = SimpleNamespace(
    name="Name of the clinic",
    address="Address of the clinic",
    phone="[phone of the clinic]",
    hours="[hours of the clinic]",
    after_hours="[number after hours]",
    emergency="[emergency number]",
)


@version_page
def words(request, version):
    """A table of what handouts have no words for, in each language."""
    content = frozen.load(version)
    codes = _codes(content)
    rows = unsaid(content)
    context = {
        "languages": [_counted(code, rows) for code in codes],
        "groups": [
            (TITLES[sort], _rows(version, found, codes)) for sort, found in rows.items() if found
        ],
        "may_add": _may_add(request.user, version),
    }
    return show(request, version, "words", context, f"Words for handouts: {version}")


def _codes(content):
    return [ENGLISH, *(row.code for row in content.languages)]


def _counted(code, rows):
    """A language by name, with the number of texts it lacks."""
    missing = sum(len(row.missing[code]) for found in rows.values() for row in found)
    return {"name": languages.name(code), "missing": missing}


def _rows(version, found, codes):
    return [
        {
            "about": row.about,
            "title": row.title,
            "cells": [_cell(version, row.about, row.missing[code]) for code in codes],
        }
        for row in found
    ]


def _cell(version, about, missing):
    links = [(row.label, row.is_new, _address(version, about, row)) for row in missing]
    return {"few": links[:FEW], "more": links[FEW:]}


def _address(version, about, missing):
    """Where a text is written, with what is known of it filled in, or where it is translated."""
    if not missing.is_new:
        return place_url(version, "patient_texts", missing.key, "translations")
    known = {"version": version.pk, "about": about, "kind": missing.kinds[0], "key": missing.key}
    return f"{reverse('admin:guidelines_patienttext_add')}?{urlencode(known)}"


def _may_add(user, version):
    return version.is_editable and user.has_perm("guidelines.add_patienttext")


@version_page
def preview(request, version):
    """The handout of a test patient for whom all that is recommended was accepted."""
    content = evaluable(version)
    codes = _codes(content)
    asked = request.GET.get("language")
    language = asked if asked in codes else ENGLISH
    keys = [row.key for row in content.vignettes]
    chosen = request.GET.get("vignette")
    chosen = chosen if chosen in keys else next(iter(keys), None)
    context = {
        "version": version,
        "vignettes": content.vignettes,
        "vignette": next((row for row in content.vignettes if row.key == chosen), None),
        "languages": [(code, languages.name(code)) for code in codes],
        "language": language,
        "is_reviewed": language == ENGLISH
        or any(row.reviewed for row in content.languages if row.code == language),
    }
    if chosen:
        context |= {"vignette_url": place_url(version, "vignettes", chosen)}
        context |= _handout(version, plans(content)[chosen], language)
    name = "_handout_preview" if request.htmx else "handout_preview"
    return render(request, f"{FOLDER}/{name}.html", context)


def _handout(version, found, language):
    plan = report.as_json(found, trace=False)
    page = compiled(found.facts, plan, accepted(plan), language)
    return shown(page, Around(DAY, version.number, "[name of the clinician]", CLINIC))
