"""The courses of a patient as the patient page lists them."""

from dataclasses import dataclass
from functools import cached_property

from guidelines.engine import taken
from guidelines.engine.followup import treatment
from patients.models import TreatmentCourse
from patients.treatment import changed
from patients.treatment.taken import is_daily_prednisone


def dose(course, amount):
    """A dose of a course in words: '10 mg once a week, on Mondays'; empty without a number."""
    if amount is None:
        return ""
    shown = taken.dose(amount, course.unit, course.per)
    return f"{shown}, on {course.weekday}s" if course.weekday else shown


@dataclass
class Row:
    """One course on a day, with its doses in words."""

    course: TreatmentCourse
    day: object
    content: object

    @property
    def is_open(self):
        return self.course.is_open_on(self.day)

    @property
    def is_tapered(self):
        """Whether a taper can be planned: prednisone that goes on."""
        is_one = self.content and is_daily_prednisone(self.course, self.content)
        return bool(is_one) and self.is_open

    @property
    def is_in_cycles(self):
        """Whether each dose stands for itself, and none goes on until the next."""
        return treatment.is_in_cycles(self.course)

    @cached_property
    def doses(self):
        """Each dose so far: its first day and the dose, or the order where it has no number."""
        return [self._told(step) for step in self._steps if step.on <= self.day]

    @cached_property
    def planned(self):
        """The doses still to come."""
        return [self._told(step) for step in self._steps if step.on > self.day]

    @property
    def now(self):
        """The last dose so far."""
        return self.doses[-1] if self.doses else None

    @cached_property
    def changes(self):
        """Each change by hand with what the course was before, the newest first."""
        rows = [(row, changed.before(row)) for row in self.course.changes.all()]
        return rows[::-1]

    @cached_property
    def _steps(self):
        return list(self.course.steps.all())

    def _told(self, step):
        return step.on, dose(self.course, step.amount) or step.order or "dose not recorded"


class Courses:
    """What is or was taken, the newest first; what was taken back as an error stands apart."""

    def __init__(self, patient, day, content):
        related = ("encounter", "entered_by", "removed_by")
        rows = patient.courses.select_related(*related).defer(
            *(f"encounter__{name}" for name in ("plan", "history", "findings", "changes"))
        )
        rows = rows.prefetch_related("steps", "changes__by").order_by("-start", "-pk")
        self.all = [Row(course, day, content) for course in rows]

    @property
    def groups(self):
        """The rows that count under their headings."""
        counted = [row for row in self.all if not row.course.removed_at]
        running = [row for row in counted if row.is_open]
        ended = [row for row in counted if not row.is_open]
        return [group for group in (("Taken now", running), ("Ended", ended)) if group[1]]

    @property
    def removed(self):
        return [row for row in self.all if row.course.removed_at]
