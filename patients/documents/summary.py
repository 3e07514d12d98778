"""What is printed of a consultation: the treatment summary."""

from collections import Counter
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.text import slugify

from guidelines.engine import report, trends, wording
from guidelines.engine.orders_kept import schedule_kept
from guidelines.engine.sources import cited_below
from guidelines.printing import to_pdf
from patients.documents.annex import annex as came_about
from patients.documents.attached import attached
from patients.documents.printed_course import printed_course
from patients.documents.printed_tapers import printed_tapers
from patients.documents.stops import RULED_OUT, doses, reasons, signals, stopped, stops
from patients.visits.effect import effect, taken_after
from patients.visits.panel import drugs

ACTIVE = ("recommended", "check_first")
DATES = 4  # of each test
TRENDS = {function.__name__ for function in trends.FUNCTIONS}  # printed with a limit passed
EXPLAINED = 8  # open questions with their reason; the rest are named


def treatment_summary(encounter, site="", paper="", annex=False) -> bytes:
    """The treatment summary as PDF: of the signed plan, or of a draft's, marked as a draft.

    `site` is the address to which links to the guideline lead: https://clinic.example. `paper` is
    a4 or letter, by default that of the care team. `annex` adds how the plan came about.
    """
    return to_pdf(html(encounter, site, paper, annex), attached(encounter))


def file_name(encounter) -> str:
    """The name under which a summary is saved."""
    return f"summary-{slugify(encounter.patient.record_number)}-{encounter.on:%Y-%m-%d}.pdf"


def html(encounter, site="", paper="", annex=False) -> str:
    """The document that is set as PDF."""
    paper = paper or encounter.patient.care_team.paper
    context = summary(encounter, annex) | {"site": site, "paper": paper}
    return render_to_string("documents/summary.html", context)


def summary(encounter, annex=False) -> dict:
    """Everything the summary shows, in the order and words in which it is printed."""
    plan = encounter.current_plan()
    decisions = list(encounter.decisions.select_related("by"))
    decided = [row for row in decisions if row.kind != row.Kind.DECLINED]
    codes = {row.regimen for row in decided}
    parts = {
        "stops": stops(plan, decisions),
        "signals": signals(plan, urgent=False),
        "notes": [row["text"] for row in plan["notices"] if row["kind"] == "info"],
        "treatments": [_treatment(plan, row) for row in decided if row.regimen],
        "measures": [_measure(plan, row) for row in decided if not row.regimen],
        "taken": taken_after(plan, decisions),
        "declined": [_declined(plan, row) for row in decisions if row not in decided],
        "undecided": _undecided(plan, decisions),
        "ruled_out": _ruled_out(plan, decided),
        "checks": [_checks(plan["regimens"][code]) for code in plan["regimens"] if code in codes],
        "due": _due(plan),
        "monitoring": _monitoring(plan, codes),
        "questions": _questions(plan),
        "interplays": _interplays(plan, decisions),
        "annex": came_about(encounter, plan) if annex else None,
    }
    parts["facts"] = _say_once([*parts["treatments"], *parts["measures"]])
    numbers = set(_cited(parts))
    keys = set(cited_below([parts, encounter.content.notice]))
    return parts | {
        "encounter": encounter,
        "plan": plan,
        "on": wording.date(plan["on"]),
        "signed": encounter.is_signed,
        "guideline_notice": encounter.content.notice,
        "unremarkable": report.MARK_LABELS["read"],
        "identity": _identity(encounter, plan),
        "amended_by": [row for row in encounter.amendments.all() if row.is_signed],
        "findings": _findings(encounter, plan),
        "course": printed_course(encounter),
        "tapers": printed_tapers(encounter, codes),
        "sources": [row for row in plan["sources"] if row["n"] in numbers or row["key"] in keys],
        "digest": encounter.digest,
        "short_digest": f"{encounter.digest[:4]}-{encounter.digest[4:8]}",
    }


def _identity(encounter, plan):
    """Whom the plan is for, what they must not get, and the sizes the doses rest on."""
    patient = encounter.patient
    rows = {row["key"]: row["value_text"] for row in plan["findings"] + plan["derived_rows"]}
    sizes = [rows.get(key, "") for key in ("weight_kg", "height_cm", "bsa")]
    return [
        ("Name", str(patient)),
        ("Born", f"{wording.date(patient.birth_date)} ({patient.age_on(encounter.day)} y)"),
        ("Sex", patient.get_sex_at_birth_display()),
        ("Record no.", patient.record_number),
        ("Allergies", rows.get("allergies", "not asked")),
        ("Weight, height, body surface", ", ".join(filter(None, sizes)) or "not known"),
    ]


def _advice(plan, key):
    return next(row for row in plan["advice"] if row["key"] == key)


def _treatment(plan, decision):
    """One decided regimen: what is given, how the dose was reached, and why."""
    regimen = plan["regimens"][decision.regimen]
    line = regimen["line"]
    given = decision.dose or line
    return _measure(plan, decision) | {
        "name": regimen["name"],
        "given": given,
        "proposed": "" if decision.kind == decision.Kind.ACCEPTED else line,
        "is_dose_of_plan": _is_dose_of_plan(regimen, decision, given),
        "schedule": _schedule(regimen, decision, given),
        "duration": regimen["duration"],
        "doses": doses(regimen),
        "weight_text": (regimen["dose"] or {}).get("weight_text", ""),
        "state": regimen["state"],
        "effect": effect(regimen, decision),
    }


def _is_dose_of_plan(regimen, decision, given):
    """Whether what is given is the dose for which the plan names the tablets, as often."""
    dose, amount = regimen["dose"] or {}, decision.amount
    if not (given == regimen["line"] or schedule_kept(regimen, given)):
        return False
    figure = dose.get("start") or dose.get("amount")
    return amount is None or (figure is not None and Decimal(figure) == amount)


def _schedule(regimen, decision, given):
    """The schedule of the plan where it holds and the order does not say it."""
    said = regimen["schedule"] in regimen["line"]
    kept = decision.kind == decision.Kind.ACCEPTED or schedule_kept(regimen, given)
    return regimen["schedule"] if kept and not said else ""


def _measure(plan, decision):
    """One decided piece of advice, with its reasons and sources."""
    advice = _advice(plan, decision.advice)
    return {
        "key": advice["key"],
        "sentence": advice["sentence"],
        "given": decision.dose,
        "kind": decision.kind,
        "kind_label": decision.get_kind_display(),
        "reason": _reason(decision),
        "by": decision.by,
        "because": [row["text"] for row in advice["why"] if row["verdict"] == "true"],
        "shown_because": advice["shown_because"],
        "doubts": advice.get("doubts", ()),
        "urgency_label": advice["urgency_label"],
        "strength": advice["strength"],
        "certainty": advice["certainty"],
        "sources": advice["sources"],
        "own_source": advice["own_source"],
        "mark_label": advice["mark_label"],
    }


def _say_once(rows):
    """Take facts that several decisions rest on out of their rows, to be printed once."""
    counts = Counter(text for row in rows for text in dict.fromkeys(row["because"]))
    for row in rows:
        row["because"] = [text for text in row["because"] if counts[text] == 1]
    return [text for text, count in counts.items() if count > 1]


def _reason(decision):
    label = decision.get_reason_code_display() if decision.reason_code else ""
    return ": ".join(filter(None, [label, decision.reason]))


def _declined(plan, decision):
    line = plan["regimens"][decision.regimen]["line"] if decision.regimen else ""
    return _measure(plan, decision) | {"line": line}


def _undecided(plan, decisions):
    """Advice that is active and on which nothing was decided."""
    decided = {row.advice for row in decisions}
    return [
        row | {"waits": [_waiting(plan["regimens"][code]) for code in _waiting_codes(plan, row)]}
        for row in plan["advice"]
        if row["status"] in ACTIVE and row["key"] not in decided
    ]


def _waiting_codes(plan, advice):
    return [code for code in advice["regimens"] if plan["regimens"][code]["state"] == "waits"]


def _waiting(regimen):
    label, text = stopped(regimen)
    return f"{label}: {text}"


def _interplays(plan, decisions):
    """How advice belongs together; an order is of no use where a part of it was declined."""
    given = {row.advice for row in decisions if row.is_given}
    declined = {row.advice for row in decisions} - given
    return [
        row
        for row in plan["interplays"]
        if row["kind"] != "order" or not declined & set(row["recommendations"])
    ]


def _ruled_out(plan, decided):
    """Options that advice named and a block took away, with reason and alternative."""
    overridden = {row.regimen for row in decided}
    codes = dict.fromkeys(
        code
        for advice in plan["advice"]
        if advice["status"] in (*ACTIVE, "ruled_out")
        for code in advice["regimens"] + advice["also_regimens"]
    )
    return [
        {
            "name": plan["regimens"][code]["name"],
            "final": plan["regimens"][code]["state"] == "hard_stop",
            "reasons": reasons(plan["regimens"][code], RULED_OUT),
            "advice": [
                row["sentence"]
                for row in plan["advice"]
                if row["status"] == "ruled_out" and code in row["regimens"] + row["also_regimens"]
            ],
        }
        for code in codes
        if plan["regimens"][code]["state"] in RULED_OUT and code not in overridden
    ]


def _checks(regimen):
    """What to have before the first dose, and what to take care of."""
    return {
        "name": regimen["name"],
        "before": regimen["before"],
        "missing": [row["label"] for row in regimen["waits_for"]],
        "cautions": reasons(regimen, ("caution",)),
        "mark_label": regimen["mark_label"],
        "sources": regimen["sources"],
    }


def _monitoring(plan, codes):
    """Tests for everyone and for the treatments decided on."""
    return [
        row
        | {
            "dates": [wording.date(day) for day in row["dates"][:DATES]],
            "drugs": wording.listed(drugs(plan, [code for code in row["for"] if code in codes])),
        }
        for row in plan["monitoring"]
        if not row["for"] or codes & set(row["for"])
    ]


def _due(plan):
    """Tests of what is taken already, with their dates; what depends on answers is left out."""
    return [
        row
        | {
            "since": row["overdue_since"] and wording.date(row["overdue_since"]),
            "dates": [wording.date(day) for day in row["next"][:DATES]],
            "done": row["last"] and wording.date(row["last"]),
        }
        for row in plan.get("due", ())
        if row["state"] != "depends"
    ]


def _questions(plan):
    """What is not known and still matters: (question, why)."""
    severity = plan["severity"]
    rows = [(row["label"], row["text"]) for row in plan["confirm"]]
    rows += [(row["label"], row["because"]) for row in plan["ask_next"][:EXPLAINED]]
    if more := plan["ask_next"][EXPLAINED:]:
        rows.append(("Also not known", wording.listed(row["label"] for row in more)))
    if severity["could_be"]:
        worse = wording.listed((row["label"].lower() for row in severity["could_be"]), "or")
        missing = wording.listed(row["label"] for row in severity["missing"])
        rows.append((f"Severity could be {worse}", f"not known: {missing}"))
    for row in plan["advice"]:
        asks = wording.listed(ask["label"] for ask in row["asks"])
        if row["status"] == "needs_data" and not row["quiet"]:
            rows.append((row["sentence"].rstrip("."), f"undecided until known: {asks}"))
        elif row["shown_because"]:
            rows.append((row["sentence"].rstrip("."), row["shown_because"]))
    return rows


def _findings(encounter, plan):
    """Known findings by section of the form; the day is given where it is another one."""
    titles = {row.key: row.title for row in encounter.content.sections}
    groups = {}
    for row in plan["findings"]:
        day = "" if row["on"] in ("", plan["on"]) else wording.date(row["on"])
        title = titles.get(row["section"], row["section"])
        groups.setdefault(title, []).append((row["label"], row["value_text"], day))
    entered = {row["key"] for row in plan["findings"]}
    helpers = {row.key for row in encounter.content.derived if row.function in TRENDS}
    computed = [
        row
        for row in plan["derived_rows"]
        if plan["derived"][row["key"]] is not None and row["key"] not in entered | helpers
    ]
    groups["Calculated"] = [(row["label"], row["value_text"], "") for row in computed]
    return [(title, rows) for title, rows in groups.items() if rows]


def _cited(value):
    """The numbers of all sources cited anywhere below a value."""
    if isinstance(value, dict):
        yield from (row["n"] for row in value.get("sources", []))
        value = value.values()
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        for part in value:
            yield from _cited(part)
