"""Words of a test patient that no guideline could mean: mistyped questions, answers and keys."""

from collections.abc import Mapping

from . import expectations
from .check import did_you_mean
from .facts import Facts
from .program import program
from .vignettes import DAY, findings_of


def misread(content, vignette):
    """What in a test patient names nothing: its field, and a sentence with the nearest name.

    Needs a content that can be evaluated. Findings that are expected to be refused are left alone.
    """
    yield from (("findings", text) for text in _findings(content, vignette))
    yield from (("expected", text) for text in _expected(content, vignette.expected))
    rules = {row.key for row in content.recommendations}
    yield from (("absent", text) for text in _unknown("recommendation", vignette.absent, rules))


def _findings(content, vignette):
    compiled = program(content)
    wanted = vignette.expected.get("errors", ())
    for notice in Facts(compiled, findings_of(vignette.findings), DAY).errors:
        if notice.key not in wanted:
            value = vignette.findings[notice.key]
            yield f"{notice.key}: {notice.message}{_nearest(compiled, notice.key, value)}"


def _nearest(compiled, key, value):
    """The question or answer that was probably meant, as a sentence of its own."""
    element = compiled.elements.get(key)
    known = compiled.readers if element is None else {row.code for row in element.options}
    meant = did_you_mean(key if element is None else str(value), known)
    return f" D{meant[3:]}" if meant else ""


def _expected(content, expected):
    known = _known(content)
    yield from _unknown("kind of expectation", expected, expectations.EXPECTATIONS)
    for kind in known.keys() & expected.keys():
        wanted = expected[kind]
        if isinstance(wanted, Mapping | list | tuple):
            yield from _unknown(*known[kind][:1], wanted, known[kind][1])
    holds = expected.get("holds")
    statuses = holds.values() if isinstance(holds, Mapping) else ()
    yield from _unknown("status", statuses, expectations.STATUS_WORDS)


def _known(content):
    """Kind of expectation: what its keys are called, and those there are."""
    rules = "recommendation", {row.key for row in content.recommendations}
    regimens = "regimen", {row.code for row in content.regimens}
    kinds = dict.fromkeys((*expectations.STATUSES, "holds"), rules)
    return kinds | {
        **dict.fromkeys(("marks", "regimens", "doses"), regimens),
        "derived": ("derived value", {row.key for row in content.derived}),
        "criteria": ("criterion", {row.key for row in content.criteria}),
    }


def _unknown(name, words, known):
    for word in words:
        if str(word) not in known:
            yield f"{word!r} is no {name}{did_you_mean(str(word), known)}"
