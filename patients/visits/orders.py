"""The order a clinician gives for a regimen: what is asked, and the answers as one line."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from guidelines.engine import dose_text, order_words, wording
from guidelines.engine.formula import PER_WORDS
from patients.models import Decision

Kind = Decision.Kind
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
LENGTHS = {"amount": 20, "often": 200, "dose": 400, "reason": 1000}
AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
ABOVE_ZERO = re.compile(r"(?<![-−0-9.])0*\.?0*[1-9]")
PLAIN = "Write figures without commas or spaces."
EVERY_DAY = re.compile(r"\b(daily|(a|per|each|every)\s+day)\b|/\s*d(ay)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """One field of an order, as the page shows it."""

    name: str
    label: str
    value: str
    error: str

    @property
    def options(self):
        return WEEKDAYS if self.name == "weekday" else ()

    @property
    def length(self):
        return LENGTHS.get(self.name)


@dataclass(frozen=True)
class Order:
    """A regimen accepted, changed or overridden.

    `rival` names one decided on in its place; `others` are the names of drugs ordered elsewhere.
    """

    regimen: dict
    kind: str
    rival: str = ""
    others: frozenset[str] = frozenset()

    @property
    def _dose(self):
        return self.regimen["dose"] or {}

    @property
    def _per(self):
        return PER_WORDS.get(self.regimen.get("per"), "")

    @property
    def _unit(self):
        return self.regimen.get("unit", "")

    @property
    def _bounds(self):
        """Lowest and highest amount the plan leaves open to choose; None if it gives one."""
        dose = self._dose
        low = dose.get("start") or dose.get("amount")
        high = dose.get("amount") if dose.get("start") else dose.get("high")
        return (Decimal(low), max(Decimal(low), Decimal(high))) if low and high else None

    @property
    def fields(self):
        """The names of what has to be typed."""
        weekly = self.regimen.get("weekly", False)
        asked = {"weekday": weekly, "reason": self.rival}
        if self.kind == Kind.ACCEPTED:
            asked["amount"] = self._unit and self._bounds
        else:
            asked |= {"amount": self._unit, "often": self._unit and not weekly}
            asked |= {"dose": not self._unit, "reason": True}
        order = ("amount", "often", "dose", "weekday", "reason")
        return [name for name in order if asked.get(name)]

    def questions(self, refusal=None):
        """The fields with what they start from, or with what was refused and why."""
        start = {"often": self._schedule}
        if self.kind == Kind.ACCEPTED and self._bounds:
            start["amount"] = wording.number(self._bounds[0])
        typed = refusal or start
        errors = (refusal or {}).get("errors", {})
        return [
            Question(name, self._label(name), typed.get(name, ""), " ".join(errors.get(name, ())))
            for name in self.fields
        ]

    def _label(self, name):
        verb = "Start with" if self._dose.get("start") else "Amount"
        accepted = self.kind == Kind.ACCEPTED
        unit = f"{wording.unit(self._unit)} {self._per}".strip()
        return {
            "amount": f"{verb if accepted else 'New dose'}, in {unit}",
            "often": "How often, when",
            "dose": "New dose of each drug, with unit and how often",
            "weekday": "Weekday",
            "reason": f"Why in addition to {self.rival}" if self.rival else "Reason",
        }[name]

    @property
    def _schedule(self):
        return self.regimen["schedule"].removeprefix(f"{self._per}, ")

    def read(self, typed):
        """The answers, checked; ValidationError by field otherwise."""
        answers, errors = {}, {}
        for name in self.fields:
            text = order_words.tidy(typed.get(name, ""))
            try:
                answers[name] = getattr(self, f"_read_{name}")(text)
                _check_length(name, text)
            except ValidationError as error:
                errors[name] = error.messages
        if errors:
            raise ValidationError(errors)
        return answers

    def _read_amount(self, text):
        if not AMOUNT.fullmatch(text) or not Decimal(text):
            raise ValidationError("Write the dose as a number above 0, such as 12.5.")
        value = Decimal(text)
        limit = self._dose.get("hard_limit") or self.regimen.get("hard_limit")
        if limit and value > Decimal(limit):
            shown = wording.amount(Decimal(limit), self._unit)
            raise ValidationError(f"The hard limit is {shown} {self._per}.")
        if self.kind == Kind.ACCEPTED and not self._bounds[0] <= value <= self._bounds[1]:
            shown = wording.amounts(*self._bounds, self._unit)
            raise ValidationError(f"The plan gives {shown}. Use Change for another dose.")
        return value

    def _read_often(self, text):
        if not text:
            raise ValidationError("Write how often it is given.")
        return self._readable(text)

    def _read_dose(self, text):
        if not ABOVE_ZERO.search(text):
            raise ValidationError("Write the dose of each drug, with unit and how often.")
        if self.regimen.get("weekly") and order_words.is_more_than_weekly(text):
            raise ValidationError("This is given once a week, never daily.")
        return self._readable(text)

    def _readable(self, text):
        """The text itself, unless somebody could take it for another dose or another drug."""
        if found := order_words.problems(text, self.others):
            raise ValidationError(f"{'. '.join(map(wording.capitalized, found))}. {PLAIN}")
        return text

    def _read_weekday(self, text):
        if text not in WEEKDAYS:
            raise ValidationError("Choose the weekday on which it is given.")
        return text

    def _read_reason(self, text):
        if not text:
            second = f"{self.rival} is decided on already. " if self.rival else ""
            raise ValidationError(f"{second}Write the reason.")
        return text

    def line(self, answers):
        """The order in one line: 'Methotrexate 15 mg by mouth, once a week, on Mondays'."""
        return wording.held_together(self._line(answers))

    def _line(self, answers):
        weekly = f"once a week, on {answers['weekday']}s" if "weekday" in answers else ""
        if "dose" in answers:
            return ", ".join(filter(None, [answers["dose"], weekly]))
        value = answers.get("amount") or (weekly and self._fixed)
        if not value:
            return ", ".join(filter(None, [self.regimen["line"], weekly]))
        often = weekly or answers.get("often") or self._schedule
        is_start = self.kind == Kind.ACCEPTED and self._dose.get("start")
        named = self.regimen["name"] + (", start" if is_start else "")
        if self._is_divided(often, value):
            order = f"{named} {self._divided(value)} {self.regimen['route']}"
        else:
            amount = f"{wording.amount(value, self._unit)} {self._measure(often, weekly)}".strip()
            order = ", ".join(filter(None, [f"{named} {amount} {self.regimen['route']}", often]))
        return f"{order}{self._target(often)}" if is_start else order

    def _measure(self, often, weekly):
        """The time that the amount is for; never 'a day' before another interval."""
        if weekly:
            return ""
        if not self._is_other_interval(often):
            return self._per
        return "in all on each treatment day" if order_words.is_several_doses(often) else ""

    def _is_other_interval(self, often):
        return self.regimen["per"] == "day" and order_words.is_other_interval(often)

    def _is_divided(self, often, *values):
        """Whether these amounts of a day are given in the single doses that the plan names."""
        times = dose_text.TIMES.get(self._count)
        return (
            often == self._schedule
            and bool(times)
            and times in self.regimen["line"]
            and all(not value * 1000 % self._count for value in values)
        )

    def _divided(self, low, high=None):
        return dose_text.daily(low, high, self._unit, self._count)

    @property
    def _count(self):
        """How many doses a day has; 1 where the plan has no figure to tell it from."""
        total, single = self._dose.get("amount"), self._dose.get("per_dose")
        is_daily = self.regimen["per"] == "day" and total and single
        return int(Decimal(total) / Decimal(single)) if is_daily else 1

    def amount(self, answers):
        """The dose as a number in the unit and per the time of the regimen; None without one."""
        if "dose" in answers or self._is_other_interval(answers.get("often", "")):
            return None
        return answers.get("amount") or (self._unit and self._fixed) or None

    @property
    def _fixed(self):
        return self._dose.get("amount") and Decimal(self._dose["amount"])

    def _target(self, often):
        low, high = self._fixed, self._dose["high"] and Decimal(self._dose["high"])
        if self._is_divided(often, low, *filter(None, [high])):
            return f", target {self._divided(low, high)}"
        shown = wording.amounts(low, high, self._unit)
        return f", target {shown} {self._per.removeprefix('once ')}"


def _check_length(name, text):
    if len(text) > LENGTHS.get(name, 1000):
        raise ValidationError(f"This is longer than {LENGTHS[name]} characters. Shorten it.")
