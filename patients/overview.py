"""Everything the patient page shows, from a fixed number of queries whatever the record holds."""

import datetime

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.db.models.fields.json import KT
from django.utils.functional import cached_property

from guidelines import frozen
from guidelines.engine import report
from guidelines.engine.plan import evaluate
from patients.charts.change import changes
from patients.charts.course_chart import CourseChart
from patients.charts.small_charts import WATCHED, small_charts
from patients.charts.timeline import Timeline
from patients.in_force import version_in_force
from patients.measurements.latest import latest
from patients.models import Encounter
from patients.treatment.course_list import Courses
from patients.visits import from_record

SOON = datetime.timedelta(weeks=6)
LARGE = ("plan", "history", "findings", "changes")  # not needed for a list of consultations


class Overview:
    """One patient on one day: what the record says, evaluated with the guideline in force.

    The findings are those of the open draft, else those with which a new visit would begin.
    """

    def __init__(self, patient, day):
        self.patient, self.day = patient, day

    @cached_property
    def encounters(self):
        """All consultations, the newest first, each with the `headline` of its signed plan."""
        light = Encounter.objects.defer(*LARGE)
        related = ("signed_by", "created_by", "amends", "visit")
        rows = self.patient.encounters.select_related(*related)
        rows = rows.prefetch_related(Prefetch("amendments", queryset=light))
        rows = rows.defer(*LARGE, *(f"{row}__{name}" for row in related[2:] for name in LARGE))
        return list(rows.annotate(headline=KT("plan__headline")))

    @cached_property
    def draft(self):
        """The open consultation, if there is one."""
        return next((row for row in self.encounters if not row.is_signed), None)

    @property
    def visit_draft(self):
        """The open consultation of a visit; an amendment counts once it is signed."""
        return None if self.draft and self.draft.amends_id else self.draft

    @cached_property
    def last_signed(self):
        """The last visit as signed, or as amended since, if there is one."""
        signed = [row for row in self.encounters if row.is_signed]
        return max(signed, key=lambda row: row.place, default=None)

    @cached_property
    def basis(self):
        """The consultation whose findings are taken; a new one as long as there is none."""
        row = self.visit_draft or self.last_signed
        if row is None:
            return Encounter(patient=self.patient)
        return Encounter.objects.select_related("version").defer("plan", "history").get(pk=row.pk)

    @cached_property
    def version(self):
        """The guideline version: of the draft, else the one in force; None without either."""
        if self.visit_draft:
            return self.basis.version
        try:
            return version_in_force()
        except ValidationError:
            return self.last_signed and self.basis.version

    @cached_property
    def plan(self):
        """The plan of today, from the findings and the record as they are now."""
        content = frozen.load(self.version)
        own = self.patient.findings(self.day)
        history = self.patient.history(self.day)
        return evaluate(content, self._findings(content) | own, self.day, history)

    def _findings(self, content):
        if self.visit_draft:
            return self.basis.findings
        return from_record.read(self.patient, content, self.day).opening

    @cached_property
    def _over_time(self):
        """Signals, limits passed and tests due as plain data, with their sources."""
        return report.over_time(self.plan) if self.version else {}

    @property
    def headline(self):
        """Diagnosis, antibody, severity and phase as they are known today."""
        return self._over_time.get("headline", "")

    @property
    def taken(self):
        """The treatments taken now, each with its dose."""
        return self._over_time.get("taken", [])

    @property
    def signals(self):
        return self._over_time.get("signals", [])

    @property
    def due(self):
        return self._over_time.get("due", [])

    @property
    def due_soon(self):
        """Tests that are overdue, due within six weeks, or wait for an answer."""
        soon = (self.day + SOON).isoformat()
        return [
            row for row in self.due if row["overdue_since"] or min(row["next"], default="") <= soon
        ]

    @property
    def due_later(self):
        """The other tests, with their dates further ahead."""
        soon = self.due_soon
        return [row for row in self.due if row not in soon]

    @property
    def limits(self):
        return self._over_time.get("limits", [])

    @property
    def sources(self):
        return self._over_time.get("sources", [])

    @cached_property
    def timeline(self):
        """Dated values, doses and marks; None without any guideline."""
        visits = [row.visit_day for row in self.encounters if row.is_signed]
        return Timeline(self.plan.facts, visits) if self.version else None

    @property
    def is_empty(self):
        """Whether nothing was recorded that could be drawn."""
        return self.timeline is None or self.timeline.is_empty

    @property
    def changes(self):
        """What changed, in words."""
        return [] if self.is_empty else changes(self.timeline)

    @property
    def chart(self):
        """The course of the disease, drawn."""
        return None if self.is_empty else CourseChart(self.timeline)

    @cached_property
    def small_charts(self):
        """The other tests, drawn one by one: what treatment and disease harm first."""
        charts = small_charts(self.timeline) if self.timeline else []
        first = [chart for chart in charts if chart.key in WATCHED]
        return {"watched": first, "others": [chart for chart in charts if chart not in first]}

    @cached_property
    def results(self):
        """The latest result of each test, by section."""
        return latest(self.plan.facts) if self.version else []

    @cached_property
    def courses(self):
        """What is or was taken, the newest first; entries taken back as errors stand apart."""
        return Courses(self.patient, self.day, self.version and frozen.load(self.version))
