"""One measured value beside its aim."""

import statistics
import time
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


def median(function, repeats):
    """The median duration of a call, in seconds."""
    return statistics.median(seconds(function) for _ in range(repeats))


def milliseconds(duration):
    return f"{duration * 1000:.3g} ms"
