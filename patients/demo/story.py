"""What happens in the story of a demo patient; days are counted from its first day.

Everything goes through the product's own actions, which refuse what cannot be: then the story is
wrong, and nothing of it is kept.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError

from guidelines.engine import wording
from guidelines.engine.history import Step
from guidelines.engine.taper_plan import draw
from patients.demo import visits
from patients.measurements import results
from patients.treatment import courses, tapers

WEEK = 7
BLOODS = ("hb", "wbc", "neutrophils", "platelets", "mcv", "creatinine_umol_l", "ast", "alt")


def bloods(values):
    """Blood count, kidney and liver tests of one day, the last one albumin."""
    return dict(zip((*BLOODS, "albumin"), values.split(), strict=True))


class Visit(NamedTuple):
    """A signed consultation: answers as typed, and what was decided of its plan.

    A timedelta among the answers stands for that day of the story.
    """

    day: int
    typed: dict
    decided: tuple = ()

    def happen(self, record):
        draft, plan = visits.write(record, record.day(self.day), self.typed)
        for decision in self.decided:
            visits.decide(draft, plan, **decision)
        visits.sign(draft, plan)


class Values(NamedTuple):
    """Results of one day between visits, by the key of the question and in its unit."""

    day: int
    of: dict

    def happen(self, record):
        date, content = wording.date(record.day(self.day)), record.content
        units, limits = {row.key: row.unit for row in content.elements}, record.limits()
        rows = [
            (date, key, text, units[key], limits.get(key, ""), "Demo laboratory")
            for key, text in self.of.items()
        ]
        about = {"patient": record.patient, "content": content, "by": record.by}
        for entry in results.add(rows=rows, **about):
            if not entry.is_good:
                raise ValidationError([*entry.errors.values(), *entry.questions])


class Dose(NamedTuple):
    """Another dose of a drug that is taken."""

    day: int
    regimen: str
    amount: str

    def happen(self, record):
        on = record.day(self.day)
        course = record.course(self.regimen, on)
        courses.change_dose(course=course, on=on, amount=Decimal(self.amount), by=record.by)


class Taper(NamedTuple):
    """A taper as planned on its first day: so many weeks at the dose taken, then its steps.

    The pattern draws the steps, unless there are `doses` of the clinician's own, every two weeks.
    """

    day: int
    regimen: str
    pattern: str
    floor: str
    weeks: int
    doses: tuple = ()

    def happen(self, record):
        on, floor = record.day(self.day), Decimal(self.floor)
        course = record.course(self.regimen, on)
        visits.end_plan(course, on, record.by)
        tapers.save(
            course=course, steps=self._steps(on, course, floor), pattern=self.pattern,
            floor=floor, by=record.by, on=on,
        )  # fmt: skip

    def _steps(self, on, course, floor):
        taken = course.as_history().amount(on)
        if not self.doses:
            return draw(self.pattern, taken, floor, on, self.weeks)
        first = on + datetime.timedelta(weeks=self.weeks)
        days = [first + datetime.timedelta(weeks=2 * place) for place in range(len(self.doses))]
        later = [Step(day, Decimal(dose)) for day, dose in zip(days, self.doses, strict=True)]
        return [Step(on, taken), *later]


class Judgment(NamedTuple):
    """What came of a drug that is taken, and whether its dose was adequate."""

    day: int
    regimen: str
    response: str
    adequate: bool = True

    def happen(self, record):
        course = record.course(self.regimen, record.day(self.day))
        courses.judge(
            course=course, response=self.response, adequate_dose=self.adequate, by=record.by
        )


class Stop(NamedTuple):
    """The first day without a drug, with the reason and what came of it."""

    day: int
    regimen: str
    reason: str
    response: str = ""
    adequate: bool | None = None

    def happen(self, record):
        on = record.day(self.day)
        courses.stop(
            course=record.course(self.regimen, on), on=on, reason=self.reason, by=record.by,
            response=self.response, adequate_dose=self.adequate,
        )  # fmt: skip


class Story(NamedTuple):
    """A demo patient. The first day of the story was `ago` days before today.

    `draft` are the answers of a consultation that is open today.
    """

    person: dict
    ago: int = 0
    events: tuple = ()
    draft: dict | None = None


def person(letter, number, birth_date, sex):
    """Who it is: named so that nobody takes it for a real patient."""
    return {
        "family_name": "DEMO",
        "given_name": f"Patient {letter}",
        "record_number": f"DEMO-{number:04}",
        "birth_date": datetime.date.fromisoformat(birth_date),
        "sex_at_birth": sex,
    }
