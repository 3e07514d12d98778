"""The difference between two versions as a page: what they say, and what test patients get."""

from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guidelines import frozen
from guidelines.engine.advice_changes import SEVERITY_WORDS, Severity, advice_changes
from guidelines.engine.build import ContentError
from guidelines.engine.content import Vignette
from guidelines.engine.difference import differences
from guidelines.engine.publication.names import names
from guidelines.engine.text_difference import text_difference
from guidelines.engine.vignettes import plan_of
from guidelines.models import COLLECTIONS
from guidelines.views import visible_to

FIRST = ("", "recommendations", "criteria", "regimens", "blocks", "interplays", "monitoring")


class Row(NamedTuple):
    """One row that differs, with its fields that do."""

    key: str
    title: str
    kind: str
    changes: list


class Group(NamedTuple):
    """The rows of one collection that differ."""

    name: str
    title: str
    rows: list[Row]


class Patient(NamedTuple):
    """A test patient who would get something else."""

    vignette: Vignette
    changes: tuple

    @property
    def severity(self):
        """The gravest change in words."""
        return SEVERITY_WORDS[self.changes[0].severity]

    @property
    def is_reworded(self):
        """Whether nothing but words, grades or sources would be other ones."""
        return self.changes[0].severity == Severity.WORDING

    @property
    def is_grave(self):
        """Whether it concerns safety, so that it is read first."""
        return self.changes[0].severity == Severity.SAFETY


@require_safe
def difference(request, before, after):
    """What the later of two versions says otherwise."""
    versions = visible_to(request.user)
    before, after = (get_object_or_404(versions, pk=pk) for pk in (before, after))
    context = {
        "before": before,
        "after": after,
        "others": versions.filter(guideline=after.guideline).exclude(pk=after.pk),
    }
    try:
        context |= compared(frozen.load(before), frozen.load(after))
    except ContentError as error:
        context["broken"] = [str(problem) for problem in error.problems]
    return render(request, "guidelines/difference.html", context)


def compared(before, after) -> dict:
    """The groups of rows that differ, and the test patients who get something else."""
    broken = [str(row) for content in (before, after) for row in names(content)]
    found = {"groups": groups(differences(before, after)), "broken": broken}
    if not broken:
        touched = patients(before, after)
        reworded = sum(patient.is_reworded for patient in touched)
        found |= {"patients": touched, "tested": len(_vignettes(before, after))}
        found |= {"reworded": reworded, "different": len(touched) - reworded}
    return found


def groups(changes) -> list[Group]:
    """The changes by collection and row, what decides on advice first."""
    order = [*FIRST, *(name for name in COLLECTIONS if name not in FIRST)]
    by_name = {name: list(rows) for name, rows in groupby(changes, key=attrgetter("collection"))}
    return [Group(name, _title(name), _rows(by_name[name])) for name in order if name in by_name]


def _title(name):
    return COLLECTIONS[name]._meta.verbose_name_plural.capitalize() if name else "The version"


def _rows(changes):
    rows = []
    for key, own in groupby(changes, key=attrgetter("key")):
        told = [(row, text_difference(row.was, row.now)) for row in own]
        first = told[0][0]
        rows.append(Row(key, first.title, first.kind, told))
    return rows


def patients(before, after) -> list[Patient]:
    """The test patients of either version who would get something else, the gravest first."""
    found = []
    for row in _vignettes(before, after):
        changes = advice_changes(plan_of(before, row), plan_of(after, row))
        if changes:
            found.append(Patient(row, changes))
    return sorted(found, key=lambda patient: -patient.changes[0].severity)


def _vignettes(before, after):
    """Each test patient once, as the later version knows it."""
    rows = {row.key: row for row in (*before.vignettes, *after.vignettes)}
    return list(rows.values())
