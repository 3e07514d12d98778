"""The plan arranged for reading: stops first, then by urgency, with what was decided."""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.text import Truncator

from guidelines.engine import wording
from guidelines.engine.reading import ACTIVE, Choice, cards
from patients.models import Decision
from patients.visits import decided
from patients.visits.effect import effect
from patients.visits.orders import Order

# Shown beside the name on every page of a consultation, answered or not.
IDENTITY = {"weight_kg": "Weight", "allergies": "Allergies"}
CLAUSE_END = re.compile(r"[,;:.](?=\s|$)")  # never inside a number: 7.5 mg
NAMED = 3  # pieces of advice named beside a question; the rest are counted


@dataclass
class Decidable(Choice):
    """A choice with its decision, and what is asked to decide it."""

    decision: Decision | None = None
    is_outdated: bool = False
    refusal: dict | None = None
    shown: str = ""
    rival: str = ""

    @property
    def target(self):
        """Names the choice in a posted decision."""
        return f"{self.advice['key']} {self.code}"

    @property
    def name(self):
        """What the buttons are about, for those who hear them."""
        return self.regimen["name"] if self.regimen else self.advice["key"]

    @property
    def accept(self):
        """What is asked to accept it."""
        return self._asked(Decision.Kind.ACCEPTED)

    @property
    def change(self):
        """What is asked to give another dose."""
        return self._asked(Decision.Kind.CHANGED)

    @property
    def override(self):
        """What is asked to give it although it is ruled out."""
        return self._asked(Decision.Kind.OVERRIDDEN)

    def _asked(self, kind):
        if self.regimen is None:
            return []
        refusal = self.refusal if self.refusal and self.refusal["kind"] == kind else None
        return Order(self.regimen, kind, self.rival).questions(refusal)

    @property
    def effect(self):
        """What the decision does to what is taken already."""
        return effect(self.regimen, self.decision) if self.regimen and self.decision else ""


def drugs(plan, codes):
    """The names of regimens, as they stand inside a sentence."""
    return [wording.lowered(plan["regimens"][code]["name"]) for code in codes]


def short_name(plan, advice):
    """A few words for a piece of advice: what it gives, or how its sentence begins."""
    if advice["regimens"]:
        return ", ".join(drugs(plan, advice["regimens"]))
    start = CLAUSE_END.split(advice["sentence"])[0]
    return Truncator(wording.lowered(start)).words(7, truncate="…")


class Panel:
    """A plan with the decisions on it; `draft` tells whether more can be decided.

    `refusal` is a decision just refused: what was typed, its `target`, and `text` that says why.
    """

    reasons = Decision.Reason.choices
    choice_template = "patients/_choice.html"  # what stands below each choice of a card

    def __init__(self, plan, decisions, draft, refusal=None):
        self.plan, self.draft, self.refusal = plan, draft, refusal
        self.decisions = {(row.advice, row.regimen): row for row in decisions}
        self.cards = cards(plan, self._choice)
        self.lost = [row for row in decisions if not decided.shown(plan, row.advice, row.regimen)]

    @cached_property
    def reason_options(self):
        """The options of every list of reasons, rendered once for all cards."""
        return render_to_string("patients/_reasons.html", {"reasons": self.reasons})

    def _choice(self, advice, regimen):
        about = (advice["key"], regimen["code"] if regimen else "")
        decision = self.decisions.get(about)
        outdated = decision is not None and decided.is_outdated(self.plan, decision)
        choice = Decidable(
            advice, regimen, decision, outdated,
            shown=decided.fingerprint(decided.shown(self.plan, *about)),
            rival=decided.rival(self.plan, self.decisions.values(), *about),
        )  # fmt: skip
        if self.refusal and self.refusal["target"] == choice.target:
            choice.refusal = self.refusal
        return choice

    def facts(self):
        """What belongs beside the patient's name, as (label, value)."""
        known = {row["key"]: row["value_text"] for row in self.plan["findings"]}
        return [(label, known.get(key, "not asked")) for key, label in IDENTITY.items()]

    def groups(self):
        """Advice to act on, by urgency, in the plan's own order; options below their choice."""
        options = {option.advice["key"] for card in self.cards for option in card.options}
        found = {}
        for card in self.cards:
            if card.is_active and not card.is_urgent and card.advice["key"] not in options:
                found.setdefault(card.advice["urgency_label"], []).append(card)
        return found.items()

    def stops(self):
        """What nobody may do with this patient."""
        return [row["text"] for row in self.plan["notices"] if row["kind"] == "stop"]

    def notes(self):
        """What else is said about the whole plan."""
        return [row for row in self.plan["notices"] if row["kind"] != "stop"]

    @property
    def signals(self):
        """What the record over time says; plans signed earlier have none."""
        return self.plan.get("signals", ())

    def urgent_signals(self):
        """Signals that come before everything else: a tripped stop rule, a severe relapse."""
        return [row for row in self.signals if row["urgent"]]

    def other_signals(self):
        """Signals to think about."""
        return [row for row in self.signals if not row["urgent"]]

    def urgent(self):
        """Advice that comes before all else."""
        return [card for card in self.cards if card.is_urgent]

    def interplays(self):
        """Orders and warnings about advice that is shown."""
        shown = {card.advice["key"] for card in self.cards}
        return [
            row
            for row in self.plan["interplays"]
            if row["kind"] in ("order", "warning") and shown & set(row["recommendations"])
        ]

    def other_interplays(self):
        """How the rest of the advice belongs together."""
        first = self.interplays()
        return [row for row in self.plan["interplays"] if row not in first]

    @cached_property
    def is_untouched(self):
        """Whether nothing is known but what the patient's record says."""
        return all(row.get("source") == "record" for row in self.plan["findings"])

    @cached_property
    def asks(self):
        """What to ask next, each with the advice that its answer alone would settle."""
        return [row | self._settled(row["settles"]) for row in self.plan["ask_next"]]

    def _settled(self, keys):
        linked = {card.advice["key"] for card in self.cards}
        linked |= {row["key"] for row in self.needs_data()}
        named = [
            {"key": key, "text": self._short_names[key], "linked": key in linked}
            for key in keys[:NAMED]
        ]
        return {"names": named, "more": len(keys) - len(named)}

    @cached_property
    def _short_names(self):
        return {row["key"]: short_name(self.plan, row) for row in self.plan["advice"]}

    def monitoring(self):
        """What to test, each with the names of the drugs it is for."""
        return [
            row | {"drugs": wording.listed(drugs(self.plan, row["for"]))}
            for row in self.plan["monitoring"]
        ]

    def ruled_out(self):
        """Advice of which every regimen is blocked: never hidden."""
        return [card for card in self.cards if card.advice["status"] == "ruled_out"]

    def needs_data(self):
        """Advice that waits for an answer."""
        return [
            row
            for row in self.plan["advice"]
            if row["status"] == "needs_data" and not row["quiet"] and not row["gated"]
        ]

    def others(self):
        """The rest, for 'why not?'."""
        shown = [card.advice for card in self.cards] + self.needs_data()
        keys = {row["key"] for row in shown}
        return [row for row in self.plan["advice"] if row["key"] not in keys]

    def choices(self):
        """Everything that can be decided, in reading order."""
        return [choice for card in self.cards for choice in card.choices]

    def still_true(self):
        """Values that are only old, by section and day of an earlier visit: confirmed at once."""
        doubted = {row["key"] for row in self.plan["confirm"] if row["reason"] != "stale"}
        sections = {row["key"]: row["section"] for row in self.plan["findings"]}
        found = {}
        for row in self.plan["confirm"]:
            if row["key"] not in doubted and row["on"]:
                found.setdefault((sections[row["key"]], row["on"]), []).append(row)
        return [rows for rows in found.values() if len(rows) > 1]

    def undecided(self):
        """Choices without a decision, of advice that is not ruled out."""
        return [
            choice
            for choice in self.choices()
            if choice.decision is None
            and choice.advice["status"] in ACTIVE
            and not choice.is_struck
        ]

    def decided(self):
        """Choices with a decision that still fits the plan."""
        return [choice for choice in self.choices() if choice.decision and not choice.is_outdated]

    def decided_by_kind(self):
        """The same in groups: the kind in words with its choices."""
        found = self.decided()
        groups = [
            (kind.label, [choice for choice in found if choice.decision.kind == kind])
            for kind in Decision.Kind
        ]
        return [(label, choices) for label, choices in groups if choices]

    def to_be_seen(self):
        """What holds for several pieces of advice together and has to be read before signing."""
        return decided.to_be_seen(self.plan)

    def carried(self):
        """Choices with a decision of the consultation amended, each to be checked again."""
        return [
            choice
            for choice in self.choices()
            if choice.decision and decided.is_carried(self.plan, choice.decision)
        ]

    def outdated(self):
        """Decisions the plan has overtaken; they have to be made again or taken back."""
        changed = [
            choice.decision
            for choice in self.choices()
            if choice.is_outdated and not decided.is_carried(self.plan, choice.decision)
        ]
        known = {row.pk for row in changed}
        return changed + [row for row in self.lost if row.pk not in known]

    def summary(self):
        """One line for those who hear the page."""
        active = [card for card in self.cards if card.is_active]
        asked = len(self.plan["ask_next"])
        stops = len(self.urgent_signals()) + len(self.stops()) + len(self.urgent())
        text = f"Plan: {len(active)} recommendations, {len(self.ruled_out())} ruled out"
        text += f", {asked} answers would change it" if asked else ""
        return f"{text}, {stops} to act on now." if stops else f"{text}."
