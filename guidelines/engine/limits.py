"""Results beyond the limit at which a monitoring row calls for action."""

from typing import NamedTuple

from . import wording
from .called_for import applies, courses_for, names_taken
from .content import ActionLimit, MonitoringRule
from .explain import deciding
from .history import Value
from .missing import names_of, unique, unknown_elements
from .phrases import Phrases


class Beyond(NamedTuple):
    """A limit that is passed: for which drugs taken, by which values as (element key, value).

    `note` says what could explain it away, where that is not known.
    """

    rule: MonitoringRule
    limit: ActionLimit
    regimens: tuple[str, ...]
    values: tuple[tuple[str, Value], ...]
    note: str = ""


def beyond(facts) -> list[Beyond]:
    """Every limit that the last known values pass, of the tests that apply; the certain ones first.

    A test applies for its drugs when one is taken, and without drugs unless its condition is false.
    A limit that stands in several tests is told once. Of several results of one day each counts.
    """
    known = facts.last_known
    cases, found = [known, *_other_results(known)], {}
    for rule, node in facts.program.monitoring:
        for item in _passed(cases, rule, node):
            first = found.setdefault(item.limit, item)
            found[item.limit] = first._replace(
                regimens=tuple(unique(first.regimens + item.regimens))
            )
    return sorted(found.values(), key=lambda item: bool(item.note))


def _other_results(facts):
    """The same facts with each other result that an element has on the day of its last one."""
    for key in facts.program.elements:
        for value in _of_that_day(facts, key)[1:] if facts.history.of(key) else ():
            yield facts.assuming(key, value.value)


def _of_that_day(facts, name):
    """The value that is judged, and the different ones of the same day."""
    judged = Value(facts.day_of(name), facts[name])
    is_known = name in facts.program.elements and judged.value is not None
    rows = facts.series(name) if is_known else ()
    other = (row.value for row in rows if row.on == judged.on and row.value != judged.value)
    return (judged, *(Value(judged.on, value) for value in unique(other)))


def _passed(cases, rule, node):
    verdict, missing = applies(cases[0], node)
    taken = names_taken(rule, courses_for(cases[0], rule)) if rule.regimens else ()
    if verdict is False or (rule.regimens and not taken):
        return
    for limit, when, unless in cases[0].program.action_limits[rule.key]:
        for facts in cases:
            explained = unless.verdict(facts) if unless else False
            if not explained and when.verdict(facts):
                note = _note(facts, limit, unless, explained, missing)
                yield Beyond(rule, limit, taken, _values(when.trace(facts), facts), note)
                break


def _note(facts, limit, unless, explained, missing):
    """What is not known and could explain the value away, or make the test needless."""
    parts = []
    if explained is None:
        keys = unknown_elements(unless.trace(facts), facts)
        parts += [limit.exception, keys and f"Not known: {_named(facts, keys)}."]
    if missing:
        parts.append(f"Shown because this is not known: {_named(facts, missing)}.")
    return " ".join(filter(None, parts))


def _named(facts, keys):
    label = Phrases(facts.program).label
    return wording.listed([wording.lowered(label(key)) for key in keys])


def _values(trace, facts):
    """The values that decided a trace, each with its day, and what else was found on it."""
    names = unique(name for part, _positive in deciding(trace) for name in _looked_at(part, facts))
    return tuple((name, value) for name in names for value in _of_that_day(facts, name))


def _looked_at(trace, facts):
    """The elements and derived values behind a comparison; a criterion has its own reasons."""
    criterion = facts.program.nodes.get(trace.node.name)
    if criterion is None:
        known = facts.program.elements.keys() | facts.program.derived.keys()
        return [name for name in names_of(trace.node) if name in known]
    parts = deciding(criterion.trace(facts))
    return [name for part, _positive in parts for name in _looked_at(part, facts)]
