"""The handout of a patient: from the decisions of a signed consultation to a page to take home."""

import datetime
import hashlib
from dataclasses import asdict, dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from guidelines import languages
from guidelines.engine import wording
from guidelines.engine.facts import Facts
from guidelines.engine.handout import Given, Standing, compiled
from guidelines.engine.patient_text import ENGLISH
from guidelines.engine.program import program
from guidelines.handouts import Around, fill, shown
from guidelines.models import GuidelineVersion
from guidelines.printing import Attached, to_pdf
from patients.canonical import canonical
from patients.models import Encounter, Handout
from patients.models.people import Paper

CONTACTS = ("phone", "after_hours", "emergency")  # without these nobody is sent home with a page


@dataclass(frozen=True)
class Draft:
    """A handout that may be released: of one consultation, in one language, for one printer."""

    encounter: object
    language: str
    large: bool = False
    paper: str = Paper.A4
    today: datetime.date = field(default_factory=timezone.localdate)

    @cached_property
    def compiled(self):
        """What it says, and what it cannot say."""
        encounter = self.encounter
        facts = Facts(
            program(encounter.content), encounter.known(), encounter.day, encounter.past()
        )
        return compiled(
            facts, encounter.plan, _given(encounter), self.language,
            declined=_declined(encounter), record=_record(encounter.patient, self.today),
        )  # fmt: skip

    @property
    def is_reviewed(self):
        """Whether its words were read by people who speak the language; English is the source."""
        rows = {row.code: row.reviewed for row in self.encounter.content.languages}
        return self.language == ENGLISH or rows.get(self.language, False)

    @cached_property
    def obstacles(self):
        """Why it cannot be released at all."""
        found, page = [*self.outdated], self.compiled
        if page.missing:
            slots = ", ".join(page.missing)
            found.append(f"The guideline has no words in this language for the page: {slots}.")
        elif not (page.medicines or page.taken or any(page.lists.values())):
            found.append("Nothing was decided that a handout could tell.")
        team = self.encounter.patient.care_team
        if missing := [_called(team, name) for name in CONTACTS if not getattr(team, name)]:
            found.append(
                f"The care team {team} has no {' and no '.join(missing)}. An administrator adds "
                "it under Care teams."
            )
        return found

    @cached_property
    def outdated(self):
        """Why what was decided at this consultation is not to be told any more."""
        encounter, found = self.encounter, []
        if any(row.is_signed for row in encounter.amendments.all()):
            found.append("This consultation was amended. Make the handout from the amendment.")
        elif newer := _newer(encounter):
            day = wording.date(newer.visit_day)
            found.append(f"A newer consultation was signed on {day}. Make the handout from it.")
        if encounter.version.status == GuidelineVersion.Status.WITHDRAWN:
            found.append("The guideline version behind it was withdrawn. Start a new consultation.")
        return found

    def html(self, is_preview=False) -> str:
        """The document that is set as PDF."""
        return render_to_string("documents/handout.html", self.context(is_preview))

    def context(self, is_preview=False):
        """What the page shows, with the words of the page filled in."""
        encounter, page = self.encounter, self.compiled
        team, by = encounter.patient.care_team, _shown(encounter.signed_by)
        around = Around(encounter.visit_day, encounter.version.number, by, team)
        page_of = fill(page.words.get("page", ""), page="\0page\0", pages="\0pages\0")
        return shown(page, around) | {
            "born": languages.date(encounter.patient.birth_date, self.language),
            "page_of": page_of.split("\0"),
            "patient": encounter.patient,
            "encounter": encounter,
            "large": self.large,
            "paper": self.paper,
            "is_reviewed": self.is_reviewed,
            "is_approved": encounter.version.is_approved,
            "is_preview": is_preview,
        }

    def pdf(self, is_preview=False) -> bytes:
        """The document, with what it says as data."""
        return to_pdf(self.html(is_preview), [self._as_data()])

    def _as_data(self):
        version = self.encounter.version
        said = asdict(self.compiled)
        said.pop("left_out")  # it is the clinician's to tell
        data = said | {"guideline": version.guideline.key, "version": version.number}
        return Attached(
            "handout.json", canonical(data), "application/json", "What this page says",
            modified=self.encounter.signed_at,
        )  # fmt: skip


def _shown(user):
    return user.get_full_name() or user.get_username()


def _newer(encounter):
    """The last visit of the patient, if it is another one."""
    last = encounter.patient.last_signed()
    return last if (last.visit_id or last.pk) != (encounter.visit_id or encounter.pk) else None


def _called(team, name):
    return team._meta.get_field(name).verbose_name


def _given(encounter):
    """The decisions to do something, in the order of the plan."""
    rows = [row for row in encounter.decisions.all() if row.is_given]
    places = {row["key"]: place for place, row in enumerate(encounter.plan["advice"])}
    regimens = encounter.plan["regimens"]
    return [
        Given(
            row.advice,
            row.regimen,
            row.dose or (regimens[row.regimen]["line"] if row.regimen else ""),
            row.amount,
            row.weekday,
        )
        for row in sorted(rows, key=lambda row: places[row.advice])
    ]


def _declined(encounter):
    """The regimens that were declined and not given by another decision."""
    rows = [row for row in encounter.decisions.all() if row.regimen]
    given = {row.regimen for row in rows if row.is_given}
    return {row.regimen for row in rows} - given


def _record(patient, today):
    """The courses of a patient as they stand on a day."""
    rows = patient.courses.standing().prefetch_related("steps")
    return tuple(_standing(row, row.as_history(), today) for row in rows)


def _standing(row, course, today):
    is_planned = any(step.on > today for step in course.steps)
    return Standing(
        course.key, row.regimen, course.is_open(today), course.amount(today), row.weekday,
        is_planned,
    )  # fmt: skip


def choices(encounter) -> list[tuple[str, str]]:
    """The languages that the guideline version of a consultation speaks: (code, name)."""
    codes = [ENGLISH, *[row.code for row in encounter.content.languages]]
    return [(code, languages.name(code)) for code in codes]


def release(draft, by, explained) -> Handout:
    """Keep the handout as it is given. ValidationError if it cannot be, or if what it leaves out
    is not explained by the clinician.
    """
    if draft.obstacles:
        raise ValidationError(draft.obstacles)
    if draft.compiled.left_out and not explained:
        raise ValidationError("Tick that you explain what is left out, then release it again.")
    pdf = draft.pdf()
    return Handout.objects.create(
        encounter=draft.encounter,
        language=draft.language,
        large=draft.large,
        paper=draft.paper,
        pdf=pdf,
        digest=hashlib.sha256(pdf).hexdigest(),
        released_by=by,
    )


def given_to(patient):
    """Everything that a patient holds, the newest first; `is_replaced` where it was amended."""
    amended = Encounter.objects.signed().filter(amends=OuterRef("encounter"))
    rows = Handout.objects.filter(encounter__patient=patient).annotate(is_replaced=Exists(amended))
    return rows.select_related("released_by", "encounter__visit").defer("pdf")


def file_name(encounter, language) -> str:
    """The name under which a handout is saved."""
    record = slugify(encounter.patient.record_number)
    return f"handout-{record}-{encounter.visit_day:%Y-%m-%d}-{language}.pdf"
