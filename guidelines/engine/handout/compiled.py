"""From what was decided to the handout: nothing that was not decided, nothing without its words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from ..patient_text import ENGLISH, HANDOUT
from .going_on import GoingOn, Taken, is_in_cycles
from .medicines import Medicine, is_own_words, medicine
from .words import SLOTS, Words

NEEDED = ("name", "purpose", "how")
TIERS = ("emergency", "today", "next_visit")
LISTS = ("first", "avoid", "advice", "plan", "question")
DATES = 4  # of each test
OWN_WORDS = "How to take it: the order is in your own words, and the usual ones may not fit."


class Given(NamedTuple):
    """A decision to do something: its advice, its regimen if it has one, the order as the page of
    the consultation says it, its amount in the unit of the regimen, and the weekday in English.
    """

    advice: str
    regimen: str = ""
    line: str = ""
    amount: Decimal | None = None
    weekday: str = ""


class Test(NamedTuple):
    """A test with the days on which it is due (ISO); `is_late` where it is overdue."""

    name: str
    days: tuple[str, ...]
    is_late: bool = False


class LeftOut(NamedTuple):
    """What the handout cannot say, as the clinician knows it, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A handout in one language; `words` are those of the page. `missing` words stop all of it."""

    language: str
    words: dict[str, str]
    missing: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    illness: tuple[str, ...]
    medicines: tuple[Medicine, ...]
    taken: tuple[Taken, ...]
    follows_plan: bool
    watch: dict[str, tuple[str, ...]]
    tests: tuple[Test, ...]
    lists: dict[str, tuple[str, ...]]


def compiled(facts, plan, given, language, declined=(), record=()) -> Handout:
    """The handout for what was decided.

    `plan` is the plan of these facts as a dict, `given` the decisions to do something, `declined`
    the codes of regimens that were declined, `record` the courses as they stand today.
    """
    return _Compiler(facts, plan, given, language, declined, record).handout()


class _Compiler:
    def __init__(self, facts, plan, given, language, declined, record):
        self.words = Words(facts, language)
        self.page = self.words.page()
        self.missing = tuple(slot for slot in SLOTS if slot not in self.page)
        if self.missing:
            given, plan = (), plan | {"taken": [], "due": [], "monitoring": []}
        self.plan, self.given, self.record = plan, given, record
        self.regimens = facts.program.regimens
        courses = {row.key: row for row in record}
        self.going_on = GoingOn(facts, plan, given, declined, courses, self.words)
        self.left_out = []
        self.subjects = [HANDOUT]  # what more is said about: in the order in which it was decided

    def handout(self):
        medicines = tuple(filter(None, [self._medicine(row) for row in self.given if row.regimen]))
        for row in self.given:
            self._measure(row)
        taken = tuple(self._taken())
        return Handout(
            language=self.words.language,
            words=self.page,
            missing=self.missing,
            medicines=medicines,
            taken=taken,
            follows_plan=self._follows_plan(),
            tests=tuple(self._tests()),
            left_out=tuple(self.left_out),
            illness=tuple(self.words.said(HANDOUT, "purpose")),
            watch={kind: self._about_all(kind) for kind in TIERS},
            lists={kind: self._about_all(kind) for kind in LISTS},
        )

    def _about_all(self, kind):
        """What is said of one kind about everything on the page, each sentence once."""
        texts = (text for about in self.subjects for text in self.words.said(about, kind))
        return tuple(dict.fromkeys(texts))

    def _medicine(self, row):
        regimen, known = self.plan["regimens"][row.regimen], self.regimens[row.regimen]
        why = self._why_not(row, regimen, known)
        if why:
            self.left_out.append(LeftOut(regimen["name"], why))
            return None
        self.subjects.append(row.regimen)
        if is_own_words(row, regimen):
            self.left_out.append(LeftOut(regimen["name"], OWN_WORDS))
        return medicine(row, regimen, known, self.words, self.page)

    def _why_not(self, row, regimen, known):
        """Why a medicine cannot stand in the handout; empty if it can."""
        if regimen["state"] == "waits":
            facts = ", ".join(fact["label"] for fact in regimen["waits_for"])
            return f"It must not be given until this is known: {facts}."
        if why := self._moved_on(row):
            return why
        lacking = self.words.lacking(row.regimen, NEEDED)
        if self.words.language != ENGLISH and len(known.parts) > 1:
            for part in known.parts:
                lacking += self.words.lacking(part.drug, ("name",))
        return _told(lacking)

    def _moved_on(self, row):
        """Whether the record has another dose today than was decided."""
        courses = [found for found in self.record if found.regimen == row.regimen]
        if not courses:
            return ""
        standing = [found for found in courses if found.is_open]
        if not standing:
            return "It was stopped after this consultation."
        amounts = {found.amount for found in standing}
        if row.amount is not None and row.amount not in amounts:
            return "Its dose was changed after this consultation."
        return ""

    def _measure(self, row):
        """Advice without a medicine needs words of its own; beside one it may have some."""
        lacking = self.words.lacking(row.advice)
        if lacking or not (row.regimen or self.words.kinds(row.advice)):
            advice = next(found for found in self.plan["advice"] if found["key"] == row.advice)
            why = _told(lacking) or "It has no words for patients."
            self.left_out.append(LeftOut(advice["sentence"], why))
        elif row.advice not in self.subjects:
            self.subjects.append(row.advice)

    def _taken(self):
        """What goes on; of single infusions only what to watch for."""
        for row in self.going_on.rows():
            known = self.regimens.get(row["regimen"])
            lacking = self.words.lacking(known.code, ("name",)) if known else ()
            if why := self.going_on.why_not(row) or _told(lacking):
                self.left_out.append(LeftOut(row["name"], why))
                continue
            if known:
                self.subjects.append(known.code)
            if not is_in_cycles(row):
                yield self.going_on.shown(row)

    def _follows_plan(self):
        """Whether a dose on the page changes on set days."""
        decided = {row.regimen for row in self.given if row.regimen}
        rows = self.going_on.rows()
        return any(self.going_on.is_planned(row) for row in rows) or any(
            row.is_planned for row in self.record if row.regimen in decided
        )

    def _tests(self):
        """Tests of what was decided and of what is taken, with their next days."""
        codes = set(self.subjects)  # of what is on the page
        due = {row["key"]: row for row in self.plan.get("due", ()) if row["state"] != "depends"}
        wanted = [
            row for row in self.plan["monitoring"] if not row["for"] or codes & set(row["for"])
        ]
        days = {row["key"]: (row["test"], row["dates"], False) for row in wanted}
        days |= {
            k: (row["test"], row["next"], bool(row["overdue_since"])) for k, row in due.items()
        }
        for key, (test, dates, is_late) in days.items():
            coming = tuple(day for day in dates if day >= self.plan["on"])[:DATES]
            if not coming and not is_late:
                continue
            lacking = self.words.lacking(key, ("name",))
            if lacking:
                self.left_out.append(LeftOut(test, _told(lacking)))
            else:
                yield Test(self.words.said(key, "name")[0], coming, is_late)


def _told(lacking):
    """What is missing: 'No words for patients: name. Not translated: MTX-how.'"""
    kinds = ", ".join(dict.fromkeys(row.kind.replace("_", " ") for row in lacking if not row.key))
    keys = ", ".join(dict.fromkeys(row.key for row in lacking if row.key))
    texts = [
        f"No words for patients: {kinds}." if kinds else "",
        f"Not translated: {keys}." if keys else "",
    ]
    return " ".join(filter(None, texts))
