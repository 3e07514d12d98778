"""What follows from the record over time, as plain data: signals, limits passed, tests due."""

from . import wording
from .sources import MARK_LABELS


class CourseCards:
    """Rows of one plan; `cards` names elements, formats values and numbers the sources."""

    def __init__(self, cards):
        self.cards, self.content = cards, cards.content

    def signal(self, row):
        return {
            "key": row.key,
            "level": row.level,
            "urgent": row.urgent,
            "title": row.title,
            "text": row.text,
            "rule": row.rule,
            "values": [self._value(key, value) for key, value in row.values],
            "missing": [self.cards._named(key) for key in row.missing],
            "proposes": self._proposal(row),
            "advice": list(row.advice),
            "mark_label": MARK_LABELS[row.mark],
            "sources": self.cards.sources.cite(row.sources),
        }

    def _value(self, key, value):
        return {
            "key": key,
            "label": self.cards.phrases.label(key),
            "value_text": self.cards.phrases.value(key, value.value),
            "on": value.on.isoformat(),
        }

    def _proposal(self, row):
        if row.proposes is None:
            return None
        key, value = row.proposes
        shown = self.cards.phrases.option(key, value)
        return {"key": key, "label": self.cards.labels[key], "value": value, "value_text": shown}

    def limit(self, row):
        return {
            "key": row.rule.key,
            "test": row.rule.test,
            "text": row.limit.text,
            "action": row.limit.action,
            "note": row.note,
            "values": [self._value(key, value) for key, value in row.values],
            "for": list(row.regimens),
            "drugs": self._drugs(row),
            "mark_label": MARK_LABELS[row.rule.mark],
            "sources": self.cards.sources.cite(row.rule.sources),
            "own_source": row.rule.own_source,
        }

    def _drugs(self, row):
        """The drugs taken that call for a test, as they stand in a sentence."""
        regimens = self.cards.program.regimens
        return wording.listed([wording.lowered(regimens[code].name) for code in row.regimens])

    def _missing_part(self, row):
        """What is missing where a part of an overdue test was done; nothing where all of it is."""
        keys = () if len(row.missing) == len(row.rule.elements) else row.missing
        return [wording.lowered(self.cards.phrases.label(key)) for key in keys]

    def due(self, row):
        return {
            "key": row.rule.key,
            "test": row.rule.test,
            "short": row.rule.short or row.rule.test,
            "schedule": row.rule.schedule,
            "act_if": row.rule.act_if,
            "for": list(row.regimens),
            "drugs": self._drugs(row),
            "state": "overdue" if row.overdue_since else "coming" if row.next else "depends",
            "last": row.last.isoformat() if row.last else "",
            "overdue_since": row.overdue_since.isoformat() if row.overdue_since else "",
            "next": [day.isoformat() for day in row.next],
            "missing": self._missing_part(row),
            "waits_for": [self.cards._named(key) for key in row.waits_for],
            "mark_label": MARK_LABELS[row.rule.mark],
            "sources": self.cards.sources.cite(row.rule.sources),
            "own_source": row.rule.own_source,
        }
