"""The handout of a patient: from the decisions of a signed consultation to a page to take home."""

import hashlib
from dataclasses import asdict, dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.text import slugify

from guidelines.engine.facts import Facts
from guidelines.engine.handout import Given, compiled
from guidelines.engine.patient_text import ENGLISH, TIMES
from guidelines.engine.program import program
from guidelines.printing import Attached, to_pdf
from patients.canonical import canonical
from patients.documents import languages
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
        team = encounter.patient.care_team
        filled = {
            "visit": {"date": self._date(encounter.visit_day)},
            "version": {"version": encounter.version.number},
            "given_by": {"name": _shown(encounter.signed_by)},
            "emergency": {"number": team.emergency},
            "today": {"number": team.phone},
            "after_hours_short": {"number": team.after_hours},
        }
        return {
            "handout": page,
            "words": page.words
            | {slot: _fill(page.words.get(slot, ""), **values) for slot, values in filled.items()},
            "medicines": [self._medicine(row) for row in page.medicines],
            "tests": [(row, [self._date(day) for day in row.days]) for row in page.tests],
            "born": self._date(encounter.patient.birth_date),
            "page_of": _fill(page.words.get("page", ""), page="\0page\0", pages="\0pages\0").split(
                "\0"
            ),
            "patient": encounter.patient,
            "team": team,
            "encounter": encounter,
            "language": self.language,
            "direction": languages.direction(self.language),
            "large": self.large,
            "paper": self.paper,
            "has_tablets": any(row.tablets or row.weekly_tablets for row in page.medicines),
            "is_reviewed": self.is_reviewed,
            "is_approved": encounter.version.is_approved,
            "is_preview": is_preview,
        }

    def _date(self, day):
        return languages.date(day, self.language)

    def _medicine(self, row):
        """A medicine with the sentences that name its weekday and its first dose."""
        words = self.compiled.words
        weekday = row.weekday and languages.weekday(row.weekday, self.language)
        return {
            "row": row,
            "only_on": weekday and _fill(words["only_on"], weekday=weekday),
            "now": row.start and _fill(words["now"], dose=row.start),
            "tablets": [(words[time], row.tablets.get(time, "")) for time in TIMES],
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


def _fill(text, **values):
    """A text with its placeholders filled: 'Visit on {date}'."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


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
