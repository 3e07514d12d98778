"""One piece of advice, regimen, order or test of a plan as plain data."""

from . import advice as states
from . import dose_text, due, schedule, taken, wording
from .explain import VERDICTS, Explainer
from .sources import MARK_LABELS, Sources

URGENCY_LABELS = {
    "now": "Now",
    "24h": "Within 24 hours",
    "days": "Within days",
    "weeks": "Within weeks",
}
NONE_LEFT = "No steroid-sparing agent is left in this list: see R21 to R24 and the expert center."
NOT_YET = "The choices open up once the missing answers are known."
MONITORING_WEEKS = 53  # how far ahead the plan lists dates
MOST_DATES = 6


class Cards:
    """The rows of one plan; sources are numbered in the order in which cards cite them."""

    def __init__(self, plan, trace):
        self.with_trace = trace
        self.plan, self.facts, self.content = plan, plan.facts, plan.content
        self.program = plan.facts.program
        self.explain = Explainer(self.facts)
        self.phrases = self.explain.phrases
        self.labels = {key: row.label for key, row in self.program.elements.items()}
        self.sources = Sources(self.content)
        self.conflicts = {row.key: row for row in self.content.conflicts}
        self.shown = set()

    def _advice(self, item):
        row = item.recommendation
        codes = [code for code in item.regimens if code in self.plan.regimens]
        gives_way = row.key in self.plan.yielding
        own = [] if gives_way or row.choose_from else codes  # a choice is shown with its options
        first = [code for code in own if code not in self.shown]
        self.shown.update(first)
        return {
            "key": row.key,
            "sentence": wording.held_together(row.sentence),
            "status": item.status,
            "quiet": item.quiet,
            "gated": item.gated,
            "category": row.category,
            "urgency": row.urgency,
            "urgency_label": URGENCY_LABELS[row.urgency],
            "strength": row.strength,
            "certainty": row.certainty,
            "graded_by": row.graded_by,
            "grade_note": row.grade_note,
            "statements": list(row.statements),
            "sources": self.sources.cite(row.sources),
            "own_source": row.own_source,
            "rationale": row.rationale,
            "conflicts": [self._conflict(key) for key in row.conflicts],
            "mark": row.mark,
            "mark_label": MARK_LABELS[row.mark],
            "shown_because": self._shown_because(item),
            "unknown": list(item.unknown),
            "asks": [self._named(key) for key in item.unknown],
            "why": self.explain.why(item.trace),
            "phrase": wording.capitalized(self.phrases.tree(item.trace.node.tree)),
            "tree": self.explain.tree(item.trace) if self.with_trace else None,
            "regimens": first,
            "follows_advice": row.key in self.program.following,
            "choose_from": list(row.choose_from),
            "also_regimens": [code for code in codes if code not in first and not gives_way],
            "note": self._note(item, codes, gives_way),
            "doubts": self._doubts(row.key),
        }

    def _doubts(self, key):
        """What the record over time says against a recommendation."""
        against = (row for row in self.plan.signals if key in row.against)
        return [{"key": row.key, "title": row.title} for row in against]

    def _shown_because(self, item):
        if item.status != states.RECOMMENDED or not item.unknown:
            return ""
        names = wording.listed([self.labels[key] for key in item.unknown])
        return f"Shown because this is not known: {names}."

    def _note(self, item, codes, gives_way):
        if gives_way:
            return "The dose of the other, more urgent advice is used."
        if orders := self._orders(item.recommendation.key):
            return orders
        if codes or not item.recommendation.choose_from:
            return ""
        if item.status == states.RULED_OUT:
            return NONE_LEFT
        return NOT_YET if item.status == states.CHECK_FIRST else ""

    def _orders(self, key):
        """What must be given before what, where this recommendation is part of an order."""
        rows = (row for row, _trace in self.plan.interplays if row.kind == "order")
        return " ".join(f"{row.title}." for row in rows if key in row.recommendations)

    def _regimen(self, code):
        row, found = self.program.regimens[code], self.plan.regimens[code]
        offered = self.plan.is_offered(code) and self.plan.scope is None
        dose = self.plan.doses.get(code)
        return {
            "code": code,
            "name": row.name,
            "use": row.use,
            "state": found.state,
            "by": self._by(found),
            "reasons": [self._reason(block, trace) for block, trace in found.rows],
            "waits_for": [self._named(key) for key in found.waits_for],
            "requested_by": list(self.plan.requested_by.get(code, ())),
            "offered": offered,
            "unit": row.parts[0].unit if len(row.parts) == 1 else "",
            "per": row.parts[0].per if len(row.parts) == 1 else "",
            "hard_limit": _hard_limit(row),
            "weekly": any(part.per == "week" for part in row.parts),
            "line": dose_text.line(row, dose),
            "taken": self._taken(taken.courses_of(self.facts, code)),
            "dose": self._dose(code) if dose else None,
            "route": row.route,
            "schedule": row.schedule,
            "duration": row.duration,
            "before": row.before,
            "contraindications": row.contraindications,
            "cautions": row.cautions,
            "interactions": row.interactions,
            "monitoring": row.monitoring,
            "information": row.information,
            "organ_advice": row.organ_advice,
            "flags": list(row.flags),
            "sources": self.sources.cite(row.sources),
            "mark": row.mark,
            "mark_label": MARK_LABELS[row.mark],
        }

    def _taken(self, courses):
        return [taken.as_json(course, self.facts.on) for course in courses]

    def _by(self, found):
        """The block rows that give a regimen its state."""
        return [
            block.key
            for block, trace in found.rows
            if states.effect_of(block, trace.verdict) == found.state
        ]

    def _reason(self, block, trace):
        return {
            "key": block.key,
            "effect": states.effect_of(block, trace.verdict),
            "verdict": VERDICTS[trace.verdict],
            "text": block.reason,
            "instead": block.instead,
            "why": self.explain.why(trace),
            "phrase": wording.capitalized(self.phrases.tree(trace.node.tree)),
            "sources": self.sources.cite(block.sources),
            "own_source": block.own_source,
            "mark_label": MARK_LABELS[block.mark],
        }

    def _dose(self, code):
        weight = self.facts.findings.get("weight_kg") or {}
        text = ""
        if self.facts["weight_kg"] is not None and weight.get("on"):
            shown = wording.amount(self.facts["weight_kg"], "kg")
            text = f"Weight {shown} of {wording.date(weight['on'])}"
        return dose_text.as_json(self.plan.doses[code], self.labels, text)

    def _interplay(self, row):
        return {
            "key": row.key,
            "title": row.title,
            "kind": row.kind,
            "text": row.text,
            "recommendations": list(row.recommendations),
            "sources": self.sources.cite(row.sources),
            "own_source": row.own_source,
        }

    def _monitoring(self):
        """Tests of what is newly advised; what is taken already has its tests due."""
        if self.plan.scope is not None:
            return []
        offered = [code for code in self.plan.regimens if self._is_new(code)]
        rows = []
        for row, node in self.program.monitoring:
            codes = [code for code in row.regimens if code in offered]
            if codes or self._begins(row, node):
                rows.append(self._monitoring_row(row, codes))
        return rows

    def _is_new(self, code):
        return self.plan.is_offered(code) and not taken.courses_of(self.facts, code)

    def _begins(self, row, node):
        """Does a test for no drug in particular begin with this plan?"""
        holds = not row.regimens and node and node.verdict(self.facts)
        return holds and not due.courses_for(self.facts, row)

    def _monitoring_row(self, row, codes):
        days = schedule.due_dates(self.facts.on, row.weeks, row.repeat_weeks, MONITORING_WEEKS)
        return {
            "key": row.key,
            "test": row.test,
            "schedule": row.schedule,
            "act_if": row.act_if,
            "for": codes,
            "dates": [day.isoformat() for day in days[:MOST_DATES]],
            "sources": self.sources.cite(row.sources),
            "own_source": row.own_source,
            "mark_label": MARK_LABELS[row.mark],
        }

    def _named(self, key):
        return {"key": key, "label": self.labels[key]}

    def _conflict(self, key):
        row = self.conflicts.get(key)
        if row is None:
            return {"key": key, "topic": key, "differs": "", "choice": ""}
        return {"key": key, "topic": row.topic, "differs": row.differs, "choice": row.choice}


def _hard_limit(regimen):
    """The limit of a regimen of one drug that holds for every weight, also while it is blocked."""
    part = regimen.parts[0] if len(regimen.parts) == 1 else None
    return f"{part.hard_max:f}" if part and part.hard_max is not None else None
