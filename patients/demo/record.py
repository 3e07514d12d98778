"""The record of a demo patient while its story is told."""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from guidelines import frozen
from guidelines.engine import wording
from patients.demo.visits import noon
from patients.in_force import version_in_force
from patients.models import DoseStep
from patients.visits import actions, answers


def tell(patient, story, by):
    """Everything that happened, then the consultation that is open today."""
    record = Record(patient, timezone.localdate() - datetime.timedelta(days=story.ago), by)
    for event in story.events:
        record.add(event)
    if story.draft:
        draft = actions.start(patient=patient, by=by)
        typed = record.read(story.draft, draft.day)
        actions.record(encounter=draft, answers=typed, revision=draft.revision, by=by)


class Record:
    """One patient, the first day of the story, and the guideline in force today."""

    def __init__(self, patient, first_day, by):
        self.patient, self.first_day, self.by = patient, first_day, by
        self.version = version_in_force()
        self.content = frozen.load(self.version)

    def day(self, number):
        """A day of the story."""
        return self.first_day + datetime.timedelta(days=number)

    def course(self, regimen, day):
        """The course of a regimen that is open on a day."""
        return self.patient.courses.open_on(day).get(regimen=regimen)

    def limits(self):
        """The laboratory's upper limit of each test, as the last visit had it."""
        last = self.patient.last_findings()
        limits = {row.key: last.get(row.limit) for row in self.content.elements}
        return {key: found["value"] for key, found in limits.items() if found}

    def read(self, typed, day):
        """Answers as typed, as findings; ValidationError if one is refused."""
        found = {key: self._read(key, text, day) for key, text in typed.items()}
        if refused := [f"{key}: {row['error']}" for key, row in found.items() if "error" in row]:
            raise ValidationError(refused)
        return found

    def _read(self, key, text, day):
        if isinstance(text, datetime.timedelta):
            text = wording.date(self.first_day + text)
        element = next(row for row in self.content.elements if row.key == key)
        about = {"unit": element.unit, "content": self.content, "day": day}
        return answers.read(element, text, **about).finding()

    def add(self, event):
        """Let an event happen, and date what it wrote as if it had been written on its day."""
        began, at = timezone.now(), noon(self.day(event.day))
        event.happen(self)
        steps = DoseStep.all_rows.filter(course__patient=self.patient)
        for rows in (self.patient.courses, self.patient.results, steps):
            rows.filter(entered_at__gte=began).update(entered_at=at)
        steps.filter(removed_at__gte=began).update(removed_at=at)
