"""What is taken already and may be told to go on: nothing that anybody has to speak about first."""

from decimal import Decimal
from typing import NamedTuple

from ..expressions import leaves, parse
from ..followup import treatment
from ..patient_text import ENGLISH
from ..reading import ACTIVE
from .medicines import figure

RULED_OUT = ("blocked", "hard_stop")


class Standing(NamedTuple):
    """A course as the record has it today, by the key that it has in the plan; `is_planned` where
    doses to come are in it.
    """

    key: str
    regimen: str
    is_open: bool
    amount: Decimal | None = None
    weekday: str = ""
    is_planned: bool = False


class Taken(NamedTuple):
    """A medicine that goes on; of a weekly one the weekday (an English word)."""

    name: str
    dose: str
    is_weekly: bool = False
    weekday: str = ""


class GoingOn:
    """The courses of a plan that no decision changes.

    `given` are the decisions to do something, `declined` the regimens that were declined, `record`
    the courses as they stand today by key; one that is not there stands as the plan says.
    """

    def __init__(self, facts, plan, given, declined, record, words):
        self.program, self.plan, self.words = facts.program, plan, words
        self.record = record
        self.given = {row.regimen for row in given if row.regimen}
        self.declined = set(declined)
        self.rivals = _rivals(plan, {row.advice for row in given if row.regimen}) - self.given

    def rows(self):
        """The courses of the plan of which nothing was decided to be given."""
        return [row for row in self.plan.get("taken", ()) if not self._is_any(row, self.given)]

    def _is_any(self, row, codes):
        """Whether a course is one of these regimens, or of the drug of one."""
        known = self.program.regimens.get(row["regimen"])
        if row["regimen"] and row["regimen"] in codes:
            return True
        drugs = {self.program.regimens[code].ingredient for code in codes} - {""}
        return bool(drugs & self._words_of(row)) or (known and known.ingredient in drugs)

    def _words_of(self, row):
        name = row["name"].strip().lower()
        return self.program.drug_words.get(name, {name})

    def why_not(self, row) -> str:
        """Why nobody is told to keep taking a medicine; empty if they are."""
        regimen = self.plan["regimens"].get(row["regimen"], {})
        today = self.record.get(row["key"])
        if regimen.get("state") in RULED_OUT:
            return "It is taken, but the plan rules it out now. Say whether it is stopped."
        if regimen.get("state") == "waits":
            return "It must not be given until what it waits for is known."
        if self._is_any(row, self.declined):
            return "It was declined, but the record says that it is taken. Say what holds."
        if row["regimen"] in self.rivals:
            return "Another medicine of the same kind was decided on. Say whether this one goes on."
        if advice := self._advice_about(row):
            return f"The plan says of it: {advice} Say what holds."
        return self._why_not_today(row, today)

    def _why_not_today(self, row, today):
        """Why a dose cannot be told: the record moved on, or does not say enough."""
        if today and not today.is_open:
            return "It was stopped after this consultation."
        if today and row["amount"] is not None and today.amount != Decimal(row["amount"]):
            return "Its dose was changed after this consultation."
        if row["unit"] and row["amount"] is None:
            return "No dose of it is recorded."
        if row["per"] == "week" and not (today and today.weekday):
            return "It is taken once a week, and no weekday is recorded."
        return ""

    def _advice_about(self, row):
        """The sentence of active advice without a medicine that asks whether this one is taken."""
        named, known = self._words_of(row), self.program.recommendations
        active = [found for found in self.plan["advice"] if found["status"] in ACTIVE]
        measures = [found for found in active if not known[found["key"]].regimens]
        asking = (
            found["sentence"]
            for found in measures
            if named & set(_asked(self.program, known[found["key"]].when))
        )
        return next(asking, "")

    def shown(self, row) -> Taken:
        """A course in the words of the handout, or by its own name where it has another."""
        known = self.program.regimens.get(row["regimen"])
        is_own = known is None or row["name"] != known.name
        name = row["name"] if is_own else self.words.said(known.code, "name")[0]
        today = self.record.get(row["key"])
        weekday = today.weekday if today else ""
        return Taken(name, self._dose(row), row["per"] == "week", weekday)

    def _dose(self, row):
        if self.words.language == ENGLISH:
            return row["dose"]
        if row["amount"] is None:
            return ""
        amount = Decimal(row["amount"])
        return figure(amount, None, row["unit"], row["per"], self.words.page())

    def is_planned(self, row) -> bool:
        """Whether its dose changes on set days."""
        today = self.record.get(row["key"])
        return today.is_planned if today else row["planned"]


def is_in_cycles(row) -> bool:
    """Whether a course of a plan is one of single infusions or sessions: nothing to keep taking."""
    return row["per"] in treatment.IN_CYCLES


def _rivals(plan, decided):
    """The regimens that the plan offers in the place of those decided on."""
    found = [row.get("choose_from", ()) for row in plan["advice"]]  # plans signed earlier have none
    groups = [keys for keys in found if decided & set(keys)]
    keys = {key for group in groups for key in group}
    return {code for row in plan["advice"] if row["key"] in keys for code in row["regimens"]}


def _asked(program, when, seen=()):
    """The drug words that a condition asks for by takes(…), also through criteria."""
    for leaf in leaves(parse(when)):
        name = getattr(leaf, "name", "")
        if getattr(leaf, "function", "") == "takes":
            yield leaf.argument
        elif name in program.criteria and name not in seen:
            yield from _asked(program, program.criteria[name].when, (*seen, name))
