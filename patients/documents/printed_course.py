"""The course of the disease as a treatment summary prints it: as it was known at that visit."""

from guidelines.engine.facts import Facts
from guidelines.engine.program import program
from patients.charts.change import changes
from patients.charts.course_chart import CourseChart
from patients.charts.timeline import Timeline


def printed_course(encounter) -> dict | None:
    """Timeline, changes in words and chart at one visit; None without a record before it."""
    past = encounter.past()
    if not past:
        return None
    facts = Facts(program(encounter.content), encounter.known(), encounter.day, past)
    timeline = Timeline(facts, [*_visits(encounter), encounter.visit_day])
    if timeline.is_empty:
        return None
    return {"timeline": timeline, "changes": changes(timeline), "chart": CourseChart(timeline)}


def _visits(encounter):
    """The days of the consultations signed before this one."""
    signed = encounter.patient.encounters.signed()
    if encounter.is_signed:
        signed = signed.filter(signed_at__lte=encounter.signed_at)
    return [
        row.visit_day for row in signed.select_related("visit").only("on", "status", "visit__on")
    ]
