"""What the record says now that an open draft does not: offered to the clinician, never taken."""

from typing import NamedTuple

from patients.visits import answers, from_record

NO_ANSWER = "no answer"


class News(NamedTuple):
    """One question: what the draft says, what the record says now and from where.

    `finding` would be stored; None takes the answer away.
    """

    key: str
    label: str
    was: str
    now: str
    origin: str
    finding: dict | None


def record_of(encounter):
    """The record behind a draft; an amendment corrects an earlier day and has none."""
    if encounter.is_signed or encounter.amends_id:
        return from_record.Record(encounter.day, {})
    return from_record.for_visit(encounter.patient, encounter.content, encounter.day)


def of(encounter, record=None):
    """The questions that the record answers in another way now, in the order of the page."""
    record = record or record_of(encounter)
    has, opening = encounter.findings, record.opening
    told = {*record.findings, *record.left_open, *_from_record(encounter)}
    return [
        _news(element, has.get(element.key), opening.get(element.key), record)
        for element in encounter.content.elements
        if element.key in told and not _is_known(has.get(element.key), opening.get(element.key))
    ]


def _from_record(encounter):
    """The questions that a draft answers in the record's own words."""
    if encounter.amends_id:
        return []
    return [key for key, finding in encounter.findings.items() if "origin" in finding]


def _news(element, has, finding, record):
    was, now = (answers.as_text(element, row) if row else NO_ANSWER for row in (has, finding))
    origin = (finding or {}).get("origin") or record.left_open.get(element.key, "")
    return News(element.key, element.label, was, now, origin, finding)


def to_confirm(encounter, news=None):
    """What the plan asks to confirm, without old values of which the record says otherwise now."""
    rows = encounter.current_plan()["confirm"]
    if all(row["reason"] != "stale" for row in rows):
        return rows
    known = of(encounter) if news is None else news
    changed = {row.key for row in known}
    return [row for row in rows if row["reason"] != "stale" or row["key"] not in changed]


def _is_known(has, now):
    """Whether a draft holds what the record says, or something typed that goes before it."""
    if now is None:
        return has is None or has.get("source") != "record"
    if has is None:
        return False
    if has.get("value") == now["value"]:
        return has.get("source") != "record" or has["on"] >= now["on"]
    is_newer = has.get("source") == "clinician" and has["on"] > now["on"]
    return is_newer or has.get("instead_of") == now["value"]
