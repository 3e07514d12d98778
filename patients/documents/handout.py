"""The handout of a patient: from the decisions of a signed consultation to a page to take home."""

import hashlib
from dataclasses import asdict, dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.text import slugify

from guidelines import languages
from guidelines.engine.facts import Facts
from guidelines.engine.handout import Given, compiled
from guidelines.engine.patient_text import ENGLISH
from guidelines.engine.program import program
from guidelines.handouts import Around, fill, shown
from guidelines.printing import Attached, to_pdf
from patients.canonical import canonical
from patients.models import Handout
from patients.models.people import Paper

CONTACTS = ("phone", "after_hours", "emergency")  # without these nobody is sent home with a page


@dataclass(frozen=True)
class Draft:
    """A handout that may be released: of one consultation, in one language, for one printer."""

    encounter: object
    language: str
    large: bool = False
    paper: str = Paper.A4

    @cached_property
    def compiled(self):
        """What it says, and what it cannot say."""
        encounter = self.encounter
        facts = Facts(
            program(encounter.content), encounter.known(), encounter.day, encounter.past()
        )
        return compiled(facts, encounter.plan, _given(encounter), self.language)

    @property
    def is_reviewed(self):
        """Whether its words were read by people who speak the language; English is the source."""
        rows = {row.code: row.reviewed for row in self.encounter.content.languages}
        return self.language == ENGLISH or rows.get(self.language, False)

    @cached_property
    def obstacles(self):
        """Why it cannot be released at all."""
        found, page = [], self.compiled
        if page.missing:
            slots = ", ".join(page.missing)
            found.append(f"The guideline has no words in this language for the page: {slots}.")
        elif not (page.medicines or page.taken or any(page.lists.values())):
            found.append("Nothing was decided that a handout could tell.")
        if any(row.is_signed for row in self.encounter.amendments.all()):
            found.append("This consultation was amended. Make the handout from the amendment.")
        team = self.encounter.patient.care_team
        if missing := [_called(team, name) for name in CONTACTS if not getattr(team, name)]:
            found.append(
                f"The care team {team} has no {' and no '.join(missing)}. An administrator adds "
                "it under Care teams."
            )
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


def file_name(encounter, language) -> str:
    """The name under which a handout is saved."""
    record = slugify(encounter.patient.record_number)
    return f"handout-{record}-{encounter.visit_day:%Y-%m-%d}-{language}.pdf"
