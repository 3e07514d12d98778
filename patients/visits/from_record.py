"""What the record answers at the start of a visit: each answer with its origin, open to correction.

An answer of the last visit is carried with its own day; the record goes before it where it is
newer. Where the record cannot tell, the question stays open and the reason is said.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery

from guidelines.engine import wording
from guidelines.engine.facts import Facts
from guidelines.engine.history import History, known
from guidelines.engine.program import program
from patients.models import Encounter, Result, TreatmentCourse
from patients.models.result import errors
from patients.treatment import taken
from patients.visits import answers

ASKED_AGAIN = (None, answers.UNKNOWN)


@dataclass
class Sources:
    """What is stored of one patient: answers of the last visit, courses begun, results.

    `results` are the last one of each test, and all that were taken back.
    """

    findings: dict = field(default_factory=dict)
    courses: list = field(default_factory=list)
    results: list = field(default_factory=list)


@dataclass
class Record:
    """`findings` are answers with their `origin`, `left_open` the reasons why others have none."""

    day: datetime.date
    carried: dict
    findings: dict = field(default_factory=dict)
    left_open: dict = field(default_factory=dict)

    def put(self, answer, origin, **more):
        """Take an answer into the findings; one that cannot be right leaves the question open."""
        key, finding = answer.element.key, answer.finding()
        self.left_open.pop(key, None)
        if answer.value is None:
            self.left_open[key] = f"{origin}: {answer.error}"
            return
        own = {"on": self.day.isoformat(), "source": "record", "origin": origin}
        self.findings[key] = finding | own | more

    @property
    def opening(self):
        """The findings with which a visit begins: carried, or from the record where it is newer."""
        kept = {key: row for key, row in self.carried.items() if key not in self.left_open}
        return kept | self.findings


def sources(patients, day):
    """The sources of each patient by primary key, in as many queries for one as for many."""
    found = {patient.pk: Sources() for patient in patients}
    for patient, findings in Encounter.objects.last_of_each(patients).values_list(
        "patient", "findings"
    ):
        found[patient].findings = findings
    courses = TreatmentCourse.objects.standing().filter(patient__in=patients, start__lte=day)
    for course in courses.prefetch_related("steps"):
        found[course.patient_id].courses.append(course.as_history())
    for result in _latest_and_removed(patients, day):
        found[result.patient_id].results.append(result)
    return found


def read(patient, content, day):
    """The record of a patient on a day, against the questions of a guideline."""
    return read_sources(sources([patient], day)[patient.pk], content, day)


def for_visit(patient, content, day):
    """The same for a consultation: while a taper is to be held, a dose only planned is asked."""
    record, key = read(patient, content, day), taken.DOSE_NOW
    if record.findings.get(key, {}).get("planned"):
        facts = Facts(program(content), record.opening, day, patient.history(day))
        if reason := taken.held(facts):
            del record.findings[key]
            record.left_open[key] = reason
    return record


def read_sources(stored, content, day):
    """The same from sources that were read before."""
    stated = taken.as_stated(stored.findings)
    record = Record(day, carried(stated, content))
    facts = Facts(program(content), {}, day, History(courses=tuple(stored.courses)))
    _read_results(record, stored.results, content)
    for key, tell in taken.ANSWERS.items():
        if key in facts.program.elements:
            _answer(record, facts, key, tell(facts, record.opening.get(key)))
    for key in stored.findings.keys() - stated.keys() - record.opening.keys():
        record.left_open.setdefault(key, taken.NO_MORE)
    return record


def carried(last, content):
    """Values of the last visit with their own day; what was not known is asked again."""
    keys = {element.key for element in content.elements}
    return {
        key: finding | {"source": "record"}
        for key, finding in last.items()
        if key in keys and finding.get("value") not in ASKED_AGAIN
    }


def _answer(record, facts, key, answer):
    if answer is None:
        return
    if answer.value is None:
        record.findings.pop(key, None)
        record.left_open[key] = answer.origin
        return
    element, content = facts.program.elements[key], facts.program.content
    reading = _reading(element, answer.value, content, facts.on, answer.kept)
    more = {"stated": record.carried.get(key), "planned": answer.planned}
    record.put(reading, answer.origin, **{name: value for name, value in more.items() if value})


def _reading(element, value, content, day, kept=None):
    """A value as the answer somebody would type: posting it unchanged changes nothing."""
    typed = answers.as_typed(element, value)
    return answers.read(element, typed, unit=element.unit, kept=kept, content=content, day=day)


# Results


def _read_results(record, results, content):
    """The latest result of each test, where the last visit does not hold a newer one."""
    elements = program(content).elements
    _leave_out_errors(record, results)
    for row in results:
        asked = row.removed_at is None and row.element in elements
        if asked and _is_news(record, content, row):
            _take(record, elements, row, content)


def _latest_and_removed(patients, day):
    newest = Result.objects.standing().filter(on__lte=day, patient=OuterRef("patient"))
    newest = newest.filter(element=OuterRef("element")).order_by("-on", "-pk")
    is_latest = Q(removed_at=None, pk=Subquery(newest.values("pk")[:1]))
    rows = Result.objects.filter(patient__in=patients)
    return rows.filter(is_latest | Q(removed_at__isnull=False))


def _leave_out_errors(record, results):
    """A carried value that was taken back as an error since then does not count."""
    rows = [(row.removed_at, row.element, row.on, row.value) for row in results]
    for key, *error in errors(rows):
        finding = record.carried.get(key, {})
        if error == [finding.get("on"), known(finding.get("value"))]:
            del record.carried[key]
            day = wording.date(finding["on"])
            record.left_open[key] = f"the value of {day} was taken back as an error"


def _is_news(record, content, row):
    """Whether a result says more than the last visit, also than what it was computed from."""
    keys = (row.element, *_inputs(content, row.element))
    stated = [record.carried[key] for key in keys if key in record.carried]
    newest = max((finding["on"] for finding in stated), default="")
    if newest != row.on.isoformat():
        return newest < row.on.isoformat()
    own = record.carried.get(row.element)
    return own is not None and own["value"] != row.value


def _inputs(content, key):
    """The questions from which a value may also be computed."""
    rows = (row for row in content.derived if row.key == key and row.enterable)
    return next((row.inputs for row in rows), ())


def _take(record, elements, row, content):
    element, day = elements[row.element], wording.date(row.on)
    for key in _inputs(content, row.element):
        record.carried.pop(key, None)  # older, and it would be computed from them
    origin = f"result of {day}" + (f", {row.laboratory}" if row.laboratory else "")
    more = {"confirmed": row.on.isoformat()} if row.confirmed else {}
    record.put(_as_measured(element, row, content), origin, on=row.on.isoformat(), **more)
    if element.limit not in elements:
        return
    if row.limit is not None:
        _take_limit(record, elements[element.limit], row, content, f"laboratory of the {origin}")
    elif record.carried.get(element.limit, {}).get("on") != row.on.isoformat():
        record.left_open[element.limit] = f"the {origin} came without its limit"


def _take_limit(record, element, row, content, origin):
    """The upper limit of a result, where it is another one than before."""
    limit = f"{row.limit.normalize():f}"
    if record.carried.get(element.key, {}).get("value") != limit:
        answer = _reading(element, limit, content, row.on)
        record.put(answer, origin, on=row.on.isoformat())


def _as_measured(element, row, content):
    """A result as it was typed, if that reads as the same value, else in the element's unit."""
    if row.typed and element.type in ("quantity", "integer"):
        typed = answers.read(element, row.typed, unit=row.unit, content=content, day=row.on)
        if answers.plain(typed.value) == row.value:
            return typed
    return _reading(element, row.value, content, row.on)
