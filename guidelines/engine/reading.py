"""The advice of a plan arranged for reading: cards, each with what there is to choose.

The consultation and the preview of an author show the same cards.
"""

from dataclasses import dataclass, field

ACTIVE = ("recommended", "check_first")
SHOWN = (*ACTIVE, "ruled_out")


@dataclass
class Choice:
    """One thing to decide: a regimen of a card, or the card itself where it names none."""

    advice: dict
    regimen: dict | None

    @property
    def code(self):
        return self.regimen["code"] if self.regimen else ""

    @property
    def key(self):
        """Names the choice on the page."""
        return "-".join(filter(None, [self.advice["key"], self.code]))

    @property
    def state(self):
        return self.regimen["state"] if self.regimen else "free"

    @property
    def is_struck(self):
        """Whether the regimen is crossed out."""
        return self.state in ("blocked", "hard_stop")

    @property
    def is_active(self):
        """Whether the advice is such that it can be accepted."""
        return self.advice["status"] in ACTIVE and not self.is_struck

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
    options: list = field(default_factory=list)  # cards of which one is to be chosen

    @property
    def is_active(self):
        return self.advice["status"] in ACTIVE

    @property
    def is_urgent(self):
        """Whether it comes before all else: a matter of safety, now, and nothing open about it."""
        return is_urgent(self.advice)

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
        if self.is_urgent:
            return "stop"
        return {"recommended": "go", "check_first": "check", "ruled_out": "off"}[
            self.advice["status"]
        ]


def cards(plan, choice=Choice) -> list[Card]:
    """The cards of a plan as plain data, in its order; what is one of several also stands below
    the advice that says to choose. `choice` makes a choice of a piece of advice and a regimen.
    """
    found = [_card(plan, row, choice) for row in plan["advice"] if row["status"] in SHOWN]
    active = {card.advice["key"]: card for card in found if card.is_active}
    for card in active.values():
        keys = card.advice.get("choose_from", ())
        card.options = [active[key] for key in keys if key in active]
    return found


def _card(plan, advice, choice):
    regimens = [plan["regimens"][code] for code in advice["regimens"]]
    return Card(
        advice,
        [choice(advice, regimen) for regimen in regimens or [None]],
        [plan["regimens"][code] for code in advice["also_regimens"]],
    )


def is_urgent(advice):
    """Whether advice of safety holds for sure, is due now, and stands by itself."""
    return (
        advice["status"] in ACTIVE
        and not advice["unknown"]
        and not advice["follows_advice"]
        and (advice["category"], advice["urgency"]) == ("safety", "now")
    )
