"""A plan as plain data: what the page shows, the PDF prints, and signing freezes."""

from . import advice as states
from . import dose_text, schedule, wording
from .derived import open_levels
from .explain import VERDICTS, Explainer
from .formula import warnings
from .intake import check
from .missing import missing_of, unique
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


def as_json(plan, trace=True) -> dict:
    """The whole plan. Figures of doses are strings of decimals; derived values are exact text.

    `trace` adds the tree of every comparison to each piece of advice.
    """
    return Report(plan, trace).as_json()


def brief(plan) -> dict:
    """Statuses, states, doses and what to ask next, without explanations: for many patients."""
    return Report(plan, False).brief()


class Report:
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

    def as_json(self):
        plan = self.plan
        advice = [self._advice(item) for item in plan.advice]
        regimens = {code: self._regimen(code) for code in plan.regimens}
        return {
            "guideline": self.content.key,
            "title": self.content.title,
            "version": self.content.version,
            "on": self.facts.on.isoformat(),
            "scope": self._scope(),
            "headline": self._headline(),
            "notices": self._notices(),
            "advice": advice,
            "regimens": regimens,
            "doses": {code: self._dose(code) for code in plan.doses},
            "derived": self._derived(),
            "derived_rows": self._derived_rows(),
            "severity": self._severity(),
            "ask_next": self._ask_next(),
            "relevant": plan.relevant,
            "confirm": self._confirm(),
            "interplays": [self._interplay(row) for row, _trace in plan.interplays],
            "monitoring": self._monitoring(),
            "findings": self._findings(),
            "sources": self.sources.as_json(),
            "statements": self._statements(),
            "warnings": self._warnings(),
            "errors": [self._told(notice) for notice in self.facts.errors],
        }

    def brief(self):
        plan = self.plan
        return {
            "advice": {
                item.recommendation.key: {
                    "status": item.status,
                    "quiet": item.quiet,
                    "gated": item.gated,
                    "unknown": list(item.unknown),
                }
                for item in plan.advice
            },
            "regimens": {
                code: {"state": found.state, "by": self._by(found)}
                for code, found in plan.regimens.items()
            },
            "doses": {code: self._dose(code) for code in plan.doses},
            "derived": self._derived(),
            "ask_next": [ask.key for ask in plan.ask_next],
            "warnings": self._warnings(),
            "errors": [self._told(notice) for notice in self.facts.errors],
        }

    def _scope(self):
        if self.plan.scope is not None:
            return self.plan.scope.key
        return "age_unknown" if self.facts["age_years"] is None else "adult"

    def _headline(self):
        if self.plan.scope is not None:
            return self.plan.scope.title
        names = {"ab_srp": "Anti-SRP", "ab_hmgcr": "Anti-HMGCR"}
        positive = [label for key, label in names.items() if self.facts[key] == "positive"]
        if self.facts["seronegative"]:
            positive = ["Antibody-negative"]
        start = (
            f"{' and '.join(positive)} necrotizing myopathy" if positive else "Necrotizing myopathy"
        )
        parts = [start, f"diagnosis {self._shown('diagnosis_status')}"]
        parts += [f"severity {self._shown('severity')}", self._shown("treatment_phase")]
        return " · ".join(part for part in parts if "not known" not in part)

    def _shown(self, name):
        return self.phrases.value(name, self.facts[name])

    def _notices(self):
        notices = []
        if self.plan.scope is not None:
            notices.append({"kind": "stop", "text": self.plan.scope.text})
        elif self.facts["age_years"] is None:
            text = "The age is not known: no dose is calculated until it is entered."
            notices.append({"kind": "warn", "text": text})
        if self.facts.errors:
            text = "A value was refused: no dose is calculated until it is corrected."
            notices.append({"kind": "stop", "text": text})
        if held := self.plan.held("implausible", "bmi"):
            names = wording.listed([self.labels[key] for key in held])
            text = f"No dose is calculated until confirmed: {names}."
            notices.append({"kind": "warn", "text": text})
        return notices

    def _advice(self, item):
        row = item.recommendation
        codes = [code for code in item.regimens if code in self.plan.regimens]
        gives_way = row.key in self.plan.yielding
        own = [] if gives_way or row.choose_from else codes  # a choice is shown with its options
        first = [code for code in own if code not in self.shown]
        self.shown.update(first)
        return {
            "key": row.key,
            "sentence": row.sentence,
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
            "choose_from": list(row.choose_from),
            "also_regimens": [code for code in codes if code not in first and not gives_way],
            "note": self._note(item, codes, gives_way),
        }

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
            "weekly": any(part.per == "week" for part in row.parts),
            "line": dose_text.line(row, dose),
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

    def _derived(self):
        values = {row.key: self._plain(self.facts[row.key]) for row in self.content.derived}
        values |= {row.key: self.facts[row.key] for row in self.content.criteria}
        for row in self.content.derived:
            if row.function == "count_unknown":
                name = row.key.removesuffix("_count")
                values[name] = [key for key in row.inputs if self.facts[key] is None]
        return values

    def _plain(self, value):
        if isinstance(value, tuple):
            return list(value)
        return value if value is None or isinstance(value, str) else f"{value:f}"

    def _derived_rows(self):
        return [
            {
                "key": row.key,
                "label": row.label,
                "value_text": self._shown(row.key),
                "missing": [self.labels[key] for key in missing_of([row.key], self.facts)],
                "note": row.note,
                "mark_label": MARK_LABELS[row.mark],
            }
            for row in self.content.derived
        ]

    def _severity(self):
        row = self.program.derived.get("severity")
        if row is None:
            return {"level": None, "label": "not known", "could_be": [], "missing": []}
        level, codes = self.facts["severity"], open_levels(self.facts, row)
        higher = [item for item in row.levels if item.code in codes and item.code != level]
        return {
            "level": level,
            "label": self._shown("severity"),
            "could_be": [{"code": item.code, "label": item.label} for item in higher],
            "missing": [self._named(key) for key in self.plan.missing_for("severity")],
        }

    def _ask_next(self):
        return [
            {
                "key": ask.key,
                "label": self.labels[ask.key],
                "settles": list(ask.settles),
                "weight": ask.weight,
                "because": self.program.elements[ask.key].why,
            }
            for ask in self.plan.ask_next
        ]

    def _confirm(self):
        rows = [
            self._to_confirm(notice.key, notice.kind, notice.message)
            for notice in self.facts.questions
        ]
        for key, on in self.facts.stale.items():
            days = self.program.elements[key].max_age_days
            text = (
                f"From {wording.date(on)}, older than {days} days: still true?"
                if on
                else ("No date: is it still true?")
            )
            rows.append(self._to_confirm(key, "stale", text))
        return rows

    def _to_confirm(self, key, reason, text):
        finding = self.facts.findings.get(key) or {}
        value = self._finding_text(key, finding.get("value"))
        label = self.labels[key]
        return {
            "key": key,
            "label": label,
            "reason": reason,
            "text": text,
            "value": value,
            "on": finding.get("on") or "",
        }

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
        if self.plan.scope is not None:
            return []
        offered = [code for code in self.plan.regimens if self.plan.is_offered(code)]
        rows = []
        for row, node in self.program.monitoring:
            codes = [code for code in row.regimens if code in offered]
            if codes or (not row.regimens and node and node.verdict(self.facts)):
                rows.append(self._monitoring_row(row, codes))
        return rows

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

    def _findings(self):
        return [
            {
                "key": key,
                "label": row.label,
                "section": row.section,
                "value_text": self._finding_text(key, self.facts.findings[key].get("value")),
                "on": self.facts.findings[key].get("on") or "",
                "source": self.facts.findings[key].get("source") or "",
                "stale": key in self.facts.stale,
            }
            for key, row in self.program.elements.items()
            if key in self.facts.findings
        ]

    def _finding_text(self, key, stored):
        """A finding as entered: also one that the logic treats as not known."""
        element = self.program.elements[key]
        value = check(element, stored, self.facts.on).value
        if value is None and stored not in (None, "unknown") and element.type == "choice":
            return self.phrases.option(key, stored)
        return self.phrases.value(key, value)

    def _warnings(self):
        rows = [self._told(notice) for notice in self.facts.questions]
        for code, dose in self.plan.doses.items():
            texts = [text for part in dose.parts if part.amount for text in warnings(part)]
            rows += [{"key": code, "message": f"{wording.capitalized(text)}."} for text in texts]
        for key in self.facts.overridden:
            text = f"{self.labels[key]}: the entered value was set aside, it does not fit the sex."
            rows.append({"key": key, "message": text})
        return rows

    def _told(self, notice):
        return {"key": notice.key, "message": notice.message}

    def _named(self, key):
        return {"key": key, "label": self.labels[key]}

    def _conflict(self, key):
        row = self.conflicts.get(key)
        if row is None:
            return {"key": key, "topic": key, "differs": "", "choice": ""}
        return {"key": key, "topic": row.topic, "differs": row.differs, "choice": row.choice}

    def _statements(self):
        cited = unique(key for item in self.plan.advice for key in item.recommendation.statements)
        return {
            row.key: {"text": row.text, "cites": row.cites, "empty": row.empty}
            for row in self.content.statements
            if row.key in cited
        }
