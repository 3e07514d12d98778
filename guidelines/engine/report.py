"""A plan as plain data: what the page shows, the PDF prints, and signing freezes."""

from . import wording
from .cards import Cards
from .course_cards import CourseCards
from .derived import open_levels
from .formula import warnings
from .intake import check
from .missing import missing_of, unique
from .sources import MARK_LABELS


def as_json(plan, trace=True) -> dict:
    """The whole plan. Figures of doses are strings of decimals; derived values are exact text.

    `trace` adds the tree of every comparison to each piece of advice.
    """
    return Report(plan, trace).as_json()


def brief(plan) -> dict:
    """Statuses, states, doses and what to ask next, without explanations: for many patients."""
    return Report(plan, False).brief()


def over_time(plan) -> dict:
    """The headline and what follows from the record over time: for the page of a patient."""
    found = Report(plan, False)
    rows = found.over_time() | {"headline": found._headline()}
    found.sources.cite_in(rows)
    return rows | {"sources": found.sources.as_json()}


class Report(Cards):
    """The whole plan, or the plan in brief."""

    @property
    def course(self):
        """The cards of what follows from the record over time."""
        return CourseCards(self)

    def as_json(self):
        plan = self.plan
        advice = [self._advice(item) for item in plan.advice]
        regimens = {code: self._regimen(code) for code in plan.regimens}
        data = {
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
            **self.over_time(),
            "findings": self._findings(),
            "statements": self._statements(),
            "warnings": self._warnings(),
            "errors": [self._told(notice) for notice in self.facts.errors],
        }
        self.sources.cite_in(data)
        return data | {"sources": self.sources.as_json()}

    def over_time(self):
        return {
            "taken": self._taken(self.facts.history.open_courses(self.facts.on)),
            "signals": [self.course.signal(row) for row in self.plan.signals],
            "limits": [self.course.limit(row) for row in self.plan.beyond_limits],
            "due": [self.course.due(row) for row in self.plan.tests_due],
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

    def _statements(self):
        cited = unique(key for item in self.plan.advice for key in item.recommendation.statements)
        return {
            row.key: {"text": row.text, "cites": row.cites, "empty": row.empty}
            for row in self.content.statements
            if row.key in cited
        }
