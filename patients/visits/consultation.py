"""What the consultation page shows beside the plan: sections, what is open, and messages."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property

from guidelines.engine import wording
from patients.visits import answers, record_news
from patients.visits.forms import SectionForm, running_total

OPEN = 3  # the first sections stand open on a page nobody has touched


@dataclass
class SectionOnPage:
    """One section as shown: its form, how much is answered, and whether it stands open."""

    key: str
    form: SectionForm
    answered: int
    asked: int
    revision: int
    computed: list
    running: str
    title: str = ""
    is_open: bool = True


@dataclass
class Message:
    """What is said below one question: an error, a conflict, or a value to confirm."""

    key: str
    of_day: str = ""
    error: str = ""
    confirm: list = field(default_factory=list)
    conflict: dict = field(default_factory=dict)
    answer: object = None
    repeats: str = ""
    classes: list = field(default_factory=list)
    record: str = ""
    is_news: bool = False


class Consultation:
    """A draft with its plan, ready to be shown; `last` holds the findings it started with.

    The plan is evaluated when first asked for: after a posted section was recorded.
    """

    def __init__(self, encounter, last=None):
        self.encounter, self.last = encounter, last or {}
        self.content = encounter.content

    @property
    def findings(self):
        return self.encounter.findings

    @cached_property
    def plan(self):
        return self.encounter.current_plan()

    @cached_property
    def record(self):
        return record_news.record_of(self.encounter)

    @cached_property
    def news(self):
        """What the record says now that this draft does not."""
        return record_news.of(self.encounter, self.record)

    @cached_property
    def to_confirm(self):
        """What the plan asks to confirm, where the record says nothing else now."""
        return record_news.to_confirm(self.encounter, self.news)

    @cached_property
    def relevant(self):
        return set(self.plan["relevant"])

    @cached_property
    def elements(self):
        """The questions by section, without what the patient's record answers."""
        known = set(self.encounter.patient.findings(self.encounter.day))
        known |= {
            row.key for row in self.content.derived if row.enterable and known >= set(row.inputs)
        }
        return {
            section.key: [
                element
                for element in self.content.elements
                if element.section == section.key and element.key not in known
            ]
            for section in self.content.sections
        }

    def form(self, key, data=None):
        """The form of one section, unbound or with what was posted."""
        return SectionForm(
            self.elements[key], content=self.content, findings=self.findings,
            day=self.encounter.day, data=data,
        )  # fmt: skip

    def dress(self, form, conflicts=None):
        """The form with what the plan and the last visit say about each question."""
        for key, question in form.fields.items():
            question.is_open = self._is_open(form, key)
            question.last = self._last(question.element)
            question.message = self.message(form, key, (conflicts or {}).get(key))
        return form

    def _is_open(self, form, key):
        return key in self.relevant or form.answer(key).is_given

    def _last(self, element):
        finding = self.last.get(element.key)
        if not finding or finding.get("value") in (None, "unknown"):
            return ""
        return f"last {answers.as_text(element, finding)} on {wording.date(finding['on'])}"

    def _of_day(self, key):
        """The day of a value that is not from today."""
        on = self.findings.get(key, {}).get("on")
        return wording.date(on) if on and on != self.encounter.day.isoformat() else ""

    def message(self, form, key, conflict=None):
        """What stands below a question."""
        answer = form.answer(key)
        return Message(
            **self._about(key), error=answer.error, answer=answer, conflict=conflict or {},
            confirm=[] if answer.error else self._confirm(key),
            classes=getattr(form.fields[key], "classes", []),
            repeats=self._repeats(form.fields[key].element),
        )  # fmt: skip

    def _about(self, key):
        """What a message says of the day of a value and of the record."""
        is_news = any(row.key == key for row in self.news)
        about = {"of_day": self._of_day(key), "record": self._record(key), "is_news": is_news}
        return {"key": key} | about

    def _confirm(self, key):
        return [row for row in self.to_confirm if row["key"] == key]

    def _repeats(self, element):
        """The label of a question followed over time whose value of the record may hold again."""
        is_of_record = self.findings.get(element.key, {}).get("source") == "record"
        may_hold = is_of_record and not self.encounter.amends_id
        return element.label if element.names and may_hold else ""

    def _record(self, key):
        """Where an answer of the record is from; what it says where the draft says otherwise."""
        has, now = self.findings.get(key, {}), self.record.findings.get(key)
        if now and has.get("value") != now["value"]:
            element = next(row for row in self.content.elements if row.key == key)
            return f"The record says {answers.as_text(element, now)}: {now['origin']}"
        if origin := (now or has).get("origin"):
            return f"From the record: {origin}"
        left_open = self.record.left_open.get(key)
        return f"The record leaves this open: {left_open}" if left_open and not has else ""

    def saved(self, key, form, conflicts, outdated):
        """What stands around the inputs of a section after it was posted."""
        fresh = self.dress(self.form(key)) if outdated else form
        return {
            "encounter": self.encounter,
            "consultation": self,
            "section": self.section(key, form),
            "question_messages": self._messages(form, conflicts),
            "replaced": [fresh[name] for name in outdated],
        }

    def problem(self, form, conflicts):
        """Why not all that was posted is saved; empty if it is."""
        if conflicts:
            return "somebody else answered the same question"
        refused = form.refused()
        return ", ".join(f"{row.element.label} was not accepted" for row in refused)

    def confirmed(self, keys):
        """What changes on the page after values were confirmed."""
        asked = [element.key for rows in self.elements.values() for element in rows]
        own = [self._own(key) for key in asked if key in keys]
        return {
            "encounter": self.encounter,
            "consultation": self,
            "question_messages": [*own, *self._others(set(keys))],
        }

    def taken_over(self, keys):
        """What changes on the page after answers of the record were taken over."""
        forms = {
            element.key: section
            for section, elements in self.elements.items()
            for element in elements
            if element.key in keys
        }
        fresh = [self.dress(self.form(section))[key] for key, section in forms.items()]
        return self.confirmed(keys) | {"replaced": fresh}

    def _own(self, key):
        return Message(**self._about(key), confirm=self._confirm(key))

    def _messages(self, form, conflicts):
        own = [self.message(form, key, conflicts.get(key)) for key in form.fields]
        return own + self._others(set(form.fields))

    def _others(self, keys):
        """Messages the plan has for questions other than these."""
        return [
            Message(**self._about(row["key"]), confirm=[row])
            for row in self.to_confirm
            if row["key"] not in keys
        ]

    def sections(self, posted=None, form=None, revision=None):
        """Every section of the page; the posted one with form and revision as posted."""
        asked_next = {row["key"] for row in self.plan["ask_next"][:5]}
        for place, section in enumerate(self.content.sections):
            own = form if section.key == posted else self.dress(self.form(section.key))
            is_open = bool(asked_next & set(own.fields)) or section.key == posted
            is_open = is_open or (not self.findings and place < OPEN)
            shown = self.section(section.key, own, title=section.title, is_open=is_open)
            if section.key == posted and revision is not None:
                shown.revision = revision
            yield shown

    def section(self, key, form, **place):
        """One section as shown."""
        answered, asked = self.count(key)
        return SectionOnPage(
            key=key, form=form, answered=answered, asked=asked, revision=self.encounter.revision,
            computed=self.computed(key), running=running_total(form), **place,
        )  # fmt: skip

    def count(self, key):
        """How many questions of a section are answered, and how many of those shown."""
        keys = {element.key for element in self.elements[key]}
        answered = {key for key in keys & set(self.findings) if "error" not in self.findings[key]}
        return len(answered), len(answered | keys & self.relevant)

    def counts(self):
        """The counts of every section, for a page that is open already."""
        return [(section.key, *self.count(section.key)) for section in self.content.sections]

    def open_keys(self):
        """The questions to show: what can change the plan, and what is answered."""
        return " ".join(sorted(self.relevant | set(self.findings)))

    def computed(self, key):
        """Derived values whose first input stands in this section."""
        keys = {element.key for element in self.elements[key]}
        inputs = {row.key: row.inputs for row in self.content.derived}
        return [
            row
            for row in self.plan["derived_rows"]
            if self.plan["derived"][row["key"]] is not None
            and keys & set(inputs.get(row["key"], ())[:1])
        ]


def conflicts_of(encounter, form, keys):
    """For each question answered by two people: who wrote what when, and what was typed here.

    `keys` are still to be settled; those settled in this post are told with the choice made.
    """
    choices = {key: name for name in ("mine", "theirs") for key in form.data.getlist(name)}
    known = [key for key in choices if key in form.fields and key in encounter.changes]
    return {
        key: _conflict(encounter, form, key) | {"settled": choices.get(key)}
        for key in [*keys, *known]
    }


def _conflict(encounter, form, key):
    element, change = form.fields[key].element, encounter.changes[key]
    theirs, mine = encounter.findings.get(key), form.answer(key).finding()
    return {
        "by": change["by"],
        "at": change["at"],
        "theirs": answers.as_text(element, theirs) if theirs else "no answer",
        "mine": answers.as_text(element, mine) if mine else "no answer",
    }
