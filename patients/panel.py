"""The plan arranged for reading: stops first, then by urgency, with what was decided."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import cached_property

from patients import decided
from patients.models import Decision

# Shown beside the name on every page of a consultation, answered or not.
IDENTITY = {"weight_kg": "Weight", "allergies": "Allergies"}
ACTIVE = ("recommended", "check_first")


@dataclass
class Choice:
    """One thing to decide: a regimen of a card, or the card itself where it names none."""

    advice: dict
    regimen: dict | None
    decision: Decision | None
    is_outdated: bool = False
    refusal: dict | None = None

    @property
    def code(self):
        return self.regimen["code"] if self.regimen else ""

    @property
    def key(self):
        """Names the choice on the page."""
        return "-".join(filter(None, [self.advice["key"], self.code]))

    @property
    def target(self):
        """Names the choice in a posted decision."""
        return f"{self.advice['key']} {self.code}"

    @property
    def name(self):
        """What the buttons are about, for those who hear them."""
        return self.regimen["name"] if self.regimen else self.advice["key"]

    @property
    def state(self):
        return self.regimen["state"] if self.regimen else "free"

    @property
    def is_struck(self):
        """Whether the regimen is crossed out."""
        return self.state in ("blocked", "hard_stop")

    @property
    def main_reasons(self):
        """The reasons that give the regimen its state."""
        return [row for row in self.regimen["reasons"] if row["key"] in self.regimen["by"]]

    @property
    def other_reasons(self):
        """What else speaks about the regimen, of less weight."""
        return [row for row in self.regimen["reasons"] if row["key"] not in self.regimen["by"]]


@dataclass
class Card:
    """One piece of advice with its choices."""

    advice: dict
    choices: list
    earlier: list

    @property
    def grade(self):
        """Strength and certainty in words."""
        strength, certainty = self.advice["strength"].capitalize(), self.advice["certainty"]
        if certainty == "not stated":
            return f"{strength} · certainty not stated"
        ending = "" if certainty == "expert consensus" else " certainty"
        return f"{strength} · {certainty}{ending}"

    @property
    def look(self):
        """The style of the card; the status is also written in words."""
        return {"recommended": "go", "check_first": "check", "ruled_out": "off"}[
            self.advice["status"]
        ]


class Panel:
    """A plan with the decisions on it; `draft` tells whether more can be decided.

    `refusal` is a decision just refused: what was typed, its `target`, and `text` that says why.
    """

    reasons = Decision.Reason.choices

    def __init__(self, plan, decisions, draft, refusal=None):
        self.plan, self.draft, self.refusal = plan, draft, refusal
        self.decisions = {(row.advice, row.regimen): row for row in decisions}
        self.cards = [self._card(row) for row in plan["advice"] if row["status"] in decided.SHOWN]
        self.lost = [row for row in decisions if not decided.shown(plan, row.advice, row.regimen)]

    @cached_property
    def reason_options(self):
        """The options of every list of reasons, rendered once for all cards."""
        return render_to_string("patients/_reasons.html", {"reasons": self.reasons})

    def _card(self, advice):
        regimens = [self.plan["regimens"][code] for code in advice["regimens"]]
        return Card(
            advice,
            [self._choice(advice, regimen) for regimen in regimens or [None]],
            [self.plan["regimens"][code] for code in advice["also_regimens"]],
        )

    def _choice(self, advice, regimen):
        decision = self.decisions.get((advice["key"], regimen["code"] if regimen else ""))
        outdated = decision is not None and decided.is_outdated(self.plan, decision)
        choice = Choice(advice, regimen, decision, outdated)
        if self.refusal and self.refusal["target"] == choice.target:
            choice.refusal = self.refusal
        return choice

    def facts(self):
        """What belongs beside the patient's name, as (label, value)."""
        known = {row["key"]: row["value_text"] for row in self.plan["findings"]}
        return [(label, known.get(key, "not asked")) for key, label in IDENTITY.items()]

    def groups(self):
        """Advice to act on, by urgency, in the plan's own order."""
        found = {}
        for card in self.cards:
            if card.advice["status"] in ACTIVE:
                found.setdefault(card.advice["urgency_label"], []).append(card)
        return found.items()

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

    def outdated(self):
        """Decisions the plan has overtaken; they have to be made again or taken back."""
        changed = [choice.decision for choice in self.choices() if choice.is_outdated]
        known = {row.pk for row in changed}
        return changed + [row for row in self.lost if row.pk not in known]

    def summary(self):
        """One line for those who hear the page."""
        counts = [len(cards) for _, cards in self.groups()]
        asked = len(self.plan["ask_next"])
        stops = sum(notice["kind"] == "stop" for notice in self.plan["notices"])
        text = f"Plan: {sum(counts)} recommendations, {len(self.ruled_out())} ruled out"
        text += f", {asked} answers would change it" if asked else ""
        return f"{text}, {stops} stops." if stops else f"{text}."
