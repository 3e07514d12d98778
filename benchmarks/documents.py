"""Each kind of document: warm time, peak memory, and ratios to WeasyPrint alone and to Chromium.

WeasyPrint alone sets the same HTML, once with the tags and marks of PDF/A that every document has
and once without; never with attachments, and with one font configuration for all documents.
Chromium loads the same HTML and prints it as a tagged PDF.
"""

import os
import shutil
import statistics
from collections.abc import Callable
from io import BytesIO
from multiprocessing import get_context
from resource import RUSAGE_SELF, getrusage
from typing import NamedTuple

from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from benchmarks.measure import Measure, memory, milliseconds, seconds, work
from guidelines.models import PrintedGuideline
from guidelines.printing import to_pdf
from patients.documents import summary, taper_sheet
from patients.documents.day import documents as day
from patients.documents.handout import Draft
from patients.management.commands.create_demo import create
from patients.models import DayDocument, DayPrint, Encounter, TreatmentCourse
from patients.overview import Overview

ROUNDS = 7
BATCH, WARM = 500, 100
FLAT = 1.05  # memory after all documents, as a share of memory after the first hundred
RATIO, A_MINUTE = 1.2, 60


class Kind(NamedTuple):
    """A kind of document: its PDF from the start, its HTML, and how often it is set."""

    name: str
    pdf: Callable[[], bytes]
    html: str
    rounds: int = ROUNDS


def measure(short):
    """All measures: of a signed consultation, and of the longest one of the demo patients."""
    create()
    batch = _batch(short)  # first: what the others hold would hide what it keeps
    signed = Encounter.objects.signed().exclude(patient=short.patient)
    long = max(signed, key=lambda row: len(summary.html(row)))
    kinds = [_summary("Summary, short", short), _summary("Summary, long", long)]
    kinds += [_summary("Summary with annex", long, annex=True), _taper(), _handout(long)]
    kinds.append(_guideline(short))
    ours = [(kind, *_times(kind), _peak(kind)) for kind in kinds]
    chromium = _chromium(kinds)
    rows = [row for found in ours for row in _rows(*found, chromium[found[0].name])]
    return rows + batch


def _summary(name, encounter, **choices):
    return Kind(
        name,
        lambda: summary.treatment_summary(encounter, **choices),
        summary.html(encounter, **choices),
    )


def _taper():
    course = TreatmentCourse.objects.exclude(taper="").first()
    overview = Overview(course.patient, timezone.localdate())
    facts, version = overview.plan.facts, overview.version
    context = taper_sheet.sheet(course, facts) | {"version": version}
    html = render_to_string("documents/taper.html", context)
    return Kind("Taper sheet", lambda: taper_sheet.as_pdf(course, facts, version), html)


def _handout(encounter):
    return Kind("Handout", lambda: Draft(encounter, "en").pdf(), Draft(encounter, "en").html())


def _guideline(encounter):
    """The printed guideline: so long that it is set once."""
    client, version = Client(), encounter.version
    client.force_login(encounter.created_by)
    client.get(reverse("guidelines:printed", args=[version.guideline.key, version.number]))
    html = PrintedGuideline.objects.latest("asked_at").html
    return Kind("Guideline", lambda: to_pdf(html), html, rounds=1)


def _times(kind):
    """Pages, and seconds of a core: ours from the start, WeasyPrint's alike and without tags."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts, found = FontConfiguration(), []

    def ours():
        found.append(kind.pdf())

    def alone(variant=None):
        HTML(string=kind.html).write_pdf(font_config=fonts, pdf_variant=variant)

    if kind.rounds > 1:  # what is set once is so long that its start does not count
        ours()
        alone()
    rounds = [(work(ours), work(alone, "pdf/a-3a"), work(alone)) for _ in range(kind.rounds)]
    pages = len(PdfReader(BytesIO(found[-1])).pages)
    return pages, *(statistics.median(times) for times in zip(*rounds, strict=True))


def _peak(kind):
    """The memory in MB that setting one document takes at most, in a process of its own."""
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_set, args=(kind, sender))
    child.start()
    child.join()
    return receiver.recv()


def _set(kind, sender):
    before = memory()
    kind.pdf()
    sender.send(getrusage(RUSAGE_SELF).ru_maxrss / 1e3 - before)
    os._exit(0)  # the database connection is the parent's


def _chromium(kinds):
    """Seconds on the clock in which Chromium prints each kind, by name."""
    with sync_playwright() as playwright:
        quiet = {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**quiet)
        page = browser.new_page()

        def printed(html):
            page.set_content(html)
            page.pdf(format="A4", tagged=True)

        found = {}
        for kind in kinds:
            if kind.rounds > 1:
                printed(kind.html)
            times = [seconds(printed, kind.html) for _ in range(kind.rounds)]
            found[kind.name] = statistics.median(times)
        browser.close()
    return found


def _rows(kind, pages, ours, alike, plain, peak, chromium):
    ratio = ours / alike
    return [
        Measure(f"{kind.name}, {pages} pages, warm", milliseconds(ours)),
        Measure(
            "  against WeasyPrint alone", f"{ratio:.2f} times", f"< {RATIO} times", ratio < RATIO
        ),
        Measure("  the same without tags and PDF/A", f"{ours / plain:.2f} times"),
        Measure("  against Chromium", f"{ours / chromium:.2f} times"),
        Measure("  memory it takes at most", f"{peak:.0f} MB"),
    ]


def _batch(encounter):
    """The job of a day over and over, as a worker does it: how fast, and what memory it keeps."""
    run = DayPrint.objects.create(
        day=encounter.on, care_team=encounter.patient.care_team, requested_by=encounter.created_by
    )
    chunk = DayDocument.objects.create(run=run, encounter=encounter, size=1)
    durations, held = [], {}
    for number in range(1, BATCH + 1):
        DayDocument.objects.update(status=DayDocument.Status.WAITING)
        DayPrint.objects.update(status=DayPrint.Status.RUNNING)
        durations.append(work(day.run, chunk.pk))
        if number in (WARM, BATCH):
            held[number] = memory()
    pace = 60 * BATCH / sum(durations)
    change = f"{held[WARM]:.0f} to {held[BATCH]:.0f} MB"
    is_flat = held[BATCH] < held[WARM] * FLAT
    return [
        Measure(
            "Summaries of a day, a minute and core", f"{pace:.0f}", f"> {A_MINUTE}", pace > A_MINUTE
        ),
        Measure(f"Memory, {WARM} to {BATCH} summaries of a day", change, "flat", is_flat),
    ]
