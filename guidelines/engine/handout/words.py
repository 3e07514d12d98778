"""The texts of a content in one language, as far as they hold for a patient."""

from typing import NamedTuple

from .. import wording
from ..patient_text import ENGLISH, HANDOUT

# The fixed words of the page: all of them, or there is no handout in that language.
SLOTS = (
    *("title", "visit", "born", "illness", "medicines", "purpose", "dose", "how", "times"),
    *("medicine", "morning", "noon", "evening", "night", "once_a_week", "only_on"),
    *("per_day", "per_week", "per_dose", "per_course", "per_infusion", "per_session", "to", "and"),
    *("units", "million_units"),
    *("changed_dose", "now", "ask_dose", "go_on", "go_on_text", "follow_plan", "left_out"),
    *("stop_asking", "watch", "emergency", "today", "after_hours_short", "next_visit"),
    *("tests", "test", "when", "soon", "avoid", "advice", "plan", "questions", "write_here"),
    *("contact", "phone", "hours", "after_hours", "emergency_number", "page", "keep"),
    *("given_by", "version", "not_reviewed", "not_approved", "demo", "preview"),
)

# What the page fills in, in a slot; no other text for patients has anything to fill in.
PLACEHOLDERS = {
    "visit": {"date"},
    "only_on": {"weekday"},
    "now": {"dose"},
    "emergency": {"number"},
    "today": {"number"},
    "after_hours_short": {"number"},
    "page": {"page", "pages"},
    "given_by": {"name"},
    "version": {"version"},
}


class Lack(NamedTuple):
    """A text that there is not: about what, of which kind, or which one has no translation."""

    about: str
    kind: str
    key: str = ""


class Words:
    """What is said about a thing in a language; `when` is decided by the facts of the patient."""

    def __init__(self, facts, language):
        self.language = language
        self._facts = facts
        self._rows = {}
        for row in facts.program.content.patient_texts:
            self._rows.setdefault((row.about, row.kind), []).append(row)

    def rows(self, about, kind):
        """The rows of one kind about a thing that hold for this patient, unknown included."""
        return [row for row in self._rows.get((about, kind), ()) if self._holds(row)]

    def _holds(self, row):
        node = row.when and self._facts.program.node(row.when)
        return not node or node.verdict(self._facts) is not False

    def kinds(self, about):
        """The kinds of text that there are about a thing, for this patient."""
        return [kind for subject, kind in self._rows if subject == about and self.rows(about, kind)]

    def said(self, about, kind) -> list[str]:
        """The texts of one kind about a thing; only those that the language has."""
        found = (self._text(row) for row in self.rows(about, kind))
        return [text for text in found if text]

    def _text(self, row):
        texts = {ENGLISH: row.text} | {t.language: t.text for t in row.translations}
        return wording.held_together(texts.get(self.language, "").strip())

    def lacking(self, about, needed=()) -> list[Lack]:
        """Kinds that are needed about a thing but not there, and texts without a translation."""
        missing = [Lack(about, kind) for kind in needed if not self.rows(about, kind)]
        return missing + [
            Lack(about, kind, row.key)
            for kind in self.kinds(about)
            for row in self.rows(about, kind)
            if kind != "silent" and not self._text(row)
        ]

    def page(self) -> dict[str, str]:
        """The fixed words of the page by their slot; those that there are."""
        rows = {row.key: self._text(row) for row in self.rows(HANDOUT, "word")}
        return {slot: rows.get(f"word-{slot}") for slot in SLOTS if rows.get(f"word-{slot}")}
