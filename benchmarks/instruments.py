"""All instruments on the first worked example of each: calls a second, and the slowest one."""

import json
import statistics
from decimal import Decimal

from django.conf import settings

from benchmarks.measure import Measure, work
from guidelines.engine.instruments import INSTRUMENTS

EXAMPLES = settings.BASE_DIR / "tests/guidelines/engine/instruments/examples"
ROUNDS, CALLS = 15, 100


def measure():
    """How often a second all of them are calculated in turn, and the one that takes longest."""
    times = {name: _seconds(row, _first(name)) for name, row in INSTRUMENTS.items()}
    slowest = max(times, key=times.get)
    return [
        Measure(
            f"All {len(times)} instruments in turn", f"{1 / sum(times.values()):,.0f} a second"
        ),
        Measure(f"The slowest, {slowest}", f"{1 / times[slowest]:,.0f} a second"),
    ]


def _first(name):
    """The inputs of the first worked example, read as the command reads them."""
    text = (EXAMPLES / f"{name}.json").read_text()
    return json.loads(text, parse_float=Decimal)[0]["inputs"]


def _seconds(instrument, inputs):
    """The median time of one call."""
    return statistics.median(work(_repeat, instrument, inputs) for _ in range(ROUNDS)) / CALLS


def _repeat(instrument, inputs):
    for _ in range(CALLS):
        instrument.result(inputs)
