"""One measured value beside its aim."""

import os
import time
from pathlib import Path
from typing import NamedTuple


class Measure(NamedTuple):
    """A line of the table; `met` is None where there is no aim."""

    name: str
    value: str
    aim: str = ""
    met: bool | None = None


def seconds(function, *arguments):
    """How long one call takes."""
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def work(function, *arguments):
    """How long one call keeps a core busy: the same whatever else the machine does."""
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def milliseconds(duration):
    return f"{duration * 1000:.3g} ms"


def memory():
    """What this process holds in memory, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
