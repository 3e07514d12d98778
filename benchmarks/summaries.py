"""The printed summary: time of a warm rendering, and memory over many."""

import os
import statistics
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from benchmarks.measure import Measure, milliseconds, work
from patients.documents.summary import treatment_summary

RENDERINGS = 300
WARM = 100
FLAT = 1.05  # memory after all renderings, as a share of memory after the first hundred


def measure(encounter):
    """Time and memory of the summary of a signed encounter."""
    pages = len(PdfReader(BytesIO(treatment_summary(encounter))).pages)
    duration = statistics.median(work(treatment_summary, encounter) for _ in range(WARM))
    before = memory()
    for _ in range(RENDERINGS - WARM):
        treatment_summary(encounter)
    after = memory()
    change = f"{before:.0f} to {after:.0f} MB"
    return [
        Measure(
            f"Summary of {pages} pages, warm", milliseconds(duration), "< 250 ms", duration < 0.25
        ),
        Measure(f"Memory, {WARM} to {RENDERINGS} summaries", change, "flat", after < before * FLAT),
    ]


def memory():
    """What this process holds in memory, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
