"""Every kind of document that leaves the room, one of each, about a demo patient and a guideline.

Whoever adds a kind of document adds it here: then all the checks of this folder read it. What is
printed for a day is a file of summaries, and so not a kind of its own.
"""

import datetime

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guidelines import printed
from guidelines.models import PrintedGuideline
from patients.demo import relapse
from patients.demo.first_visits import CHECKPOINT
from patients.demo.record import Record, tell
from patients.documents import taper_sheet
from patients.documents.handout import Draft
from patients.documents.summary import treatment_summary
from patients.in_force import version_in_force
from patients.overview import Overview
from patients.visits import actions
from tests import factories_people as people

SITE = "https://clinic.example"
DAY = datetime.timedelta(days=1)
KINDS = {
    "summary": lambda about: treatment_summary(about.signed, SITE, "a4"),
    "summary with annex": lambda about: treatment_summary(about.signed, SITE, "letter", annex=True),
    "summary of a first visit": lambda about: treatment_summary(about.first, SITE),
    "summary of a draft": lambda about: treatment_summary(about.draft, SITE),
    "summary of a name from right to left": lambda about: treatment_summary(about.renamed()),
    "taper": lambda about: about.taper(),
    "handout": lambda about: Draft(about.first, "en").pdf(),
    "handout in large print": lambda about: Draft(about.first, "en", True, "letter").pdf(),
    "handout in Spanish": lambda about: Draft(about.first, "es").pdf(),
    "guideline": lambda about: about.guideline(),
}


class About:
    """The patient with a relapse, another with a draft, and the guideline in force."""

    def __init__(self):
        self.by = people.user(first_name="Demo", last_name="Clinician")
        team = people.team(self.by)
        self.patient = people.patient(team, **relapse.STORY.person)
        tell(self.patient, relapse.STORY, self.by)
        self.first, *_, self.signed = self.patient.encounters.signed().order_by("signed_at")
        self.draft = self._draft(team)

    def _draft(self, team):
        draft = actions.start(patient=people.patient(team), by=self.by)
        typed = Record(draft.patient, timezone.localdate(), self.by).read(CHECKPOINT, draft.day)
        actions.record(encounter=draft, answers=typed, revision=draft.revision, by=self.by)
        return draft

    def renamed(self):
        """The draft, of a patient with a long name in two scripts."""
        self.draft.patient.family_name = "Wolfeschlegelsteinhausenbergerdorff-" * 2
        self.draft.patient.given_name = "مريم بنت عبد الله"
        return self.draft

    def taper(self):
        course = self.patient.courses.exclude(taper="").get()
        # The day of a visit at which the taper still has steps to come.
        overview = Overview(
            self.patient, course.steps.earliest("on").on + datetime.timedelta(days=1)
        )
        return taper_sheet.as_pdf(course, overview.plan.facts, overview.version)

    def guideline(self):
        """As the background task sets it, from the page that a clinician asks for."""
        version = version_in_force()
        client = Client()
        client.force_login(self.by)
        client.get(reverse("guidelines:printed", args=[version.guideline.key, version.number]))
        row = PrintedGuideline.objects.get(pdf=None)
        printed.set_pdf.func(row.digest)
        row.refresh_from_db()
        return bytes(row.pdf)


def make():
    """One document of each kind, as bytes by the name of the kind."""
    about = About()
    return {kind: document(about) for kind, document in KINDS.items()}
