"""The saved taper of a course on one page: doses with dates and tablets, when to call, CK checks.

The first part speaks to the patient, the end to the clinic.
"""

import datetime
from itertools import pairwise

from django.template.loader import render_to_string

from guidelines.engine import taper_hold, wording
from guidelines.engine.instruments.taper import PATTERNS
from guidelines.engine.taper_plan import check_weeks
from guidelines.printing import to_pdf


def as_pdf(course, facts, version) -> bytes:
    """The page for a course, with its dose on the day of the facts and what is planned after it.

    `version` is the guideline version whose content the facts rest on.
    """
    context = sheet(course, facts) | {"version": version}
    return to_pdf(render_to_string("documents/taper.html", context))


def sheet(course, facts) -> dict:
    """Everything on the page, as printed; `held` is the stop rule that stands, if there is one."""
    content, day = facts.program.content, facts.on
    steps = steps_from(course, day)
    last = steps[-1]
    return {
        "course": course,
        "patient": course.patient,
        "born": wording.date(course.patient.birth_date),
        "on": wording.date(day),
        "pattern": PATTERNS[course.taper].label,
        "rows": dated(steps, check_weeks(content, course.regimen)),
        "planned": f"{shown(last.entered_by)}, {wording.date(last.entered_at.date())}",
        "held": taper_hold.stop(facts, course.as_history()),
        "call_when": taper_hold.CALL_WHEN,
        "stop_rules": taper_hold.STOP_RULES,
        "content": content,
    }


def dated(steps, weeks):
    """Each step as printed: with its dates, and the day of the CK check after a reduction."""
    rows = []
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        until = following and following.on - datetime.timedelta(days=1)
        rows.append(
            {
                "start": wording.date(step.on),
                "until": wording.date(until) if until else "further notice",
                "dose": "no number" if step.amount is None else wording.amount(step.amount, "mg"),
                "order": step.order,
                "check": "",
            }
        )
    for (before, step), row in zip(pairwise(steps), rows[1:], strict=True):
        if weeks is not None and _is_lower(before, step):
            row["check"] = wording.date(step.on + datetime.timedelta(weeks=float(weeks)))
    return rows


def _is_lower(before, step):
    return None not in (before.amount, step.amount) and step.amount < before.amount


def shown(user):
    """An account as a person reads it."""
    return user.get_full_name() or user.get_username()


def steps_from(course, day):
    """The step taken on a day and those after it."""
    rows = list(course.steps.select_related("entered_by"))
    before = [row for row in rows if row.on <= day]
    return before[-1:] + [row for row in rows if row.on > day]
