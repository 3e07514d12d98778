"""People: who is treated, by whom, in which consultation, with what, and what was measured."""

from patients.models.calendar import CalendarEntry
from patients.models.cohort import EncounterFacts
from patients.models.course import CourseChange, DoseStep, TreatmentCourse
from patients.models.day_print import DayDocument, DayPrint
from patients.models.decision import Decision
from patients.models.encounter import Encounter, shown
from patients.models.handout import Handout
from patients.models.people import CareTeam, Patient
from patients.models.replay import Replay, ReplayChunk, ReplayDifference
from patients.models.result import Result

__all__ = [
    "CalendarEntry",
    "CareTeam",
    "CourseChange",
    "DayDocument",
    "DayPrint",
    "Decision",
    "DoseStep",
    "Encounter",
    "EncounterFacts",
    "Handout",
    "Patient",
    "Replay",
    "ReplayChunk",
    "ReplayDifference",
    "Result",
    "TreatmentCourse",
    "shown",
]
