"""Which patients match a condition: their last signed visits, judged by one query."""

from dataclasses import dataclass, field

from django.db.models import Case, CharField, Value, When

from guidelines.engine.check import check_expression
from guidelines.engine.expressions import ExpressionError
from guidelines.engine.program import program
from patients.cohorts.queries import Compiler
from patients.cohorts.stored import computed_otherwise, missing
from patients.models import Encounter, EncounterFacts

YES, NO, UNKNOWN = "yes", "no", "unknown"
PERSON = ("family_name", "given_name", "record_number", "is_demo")
LARGEST = 1000  # comparisons, with those of the criteria named; what a query can hold
TOO_LARGE = f"With all that its criteria say it makes more than {LARGEST} comparisons. Ask for less"


@dataclass
class Matches:
    """The stored facts of last visits for which a condition is true, false and unknown.

    The first of the unknown ones have `missing`: the labels of what they wait for.
    """

    yes: list = field(default_factory=list)
    no: list = field(default_factory=list)
    unknown: list = field(default_factory=list)

    @property
    def count(self):
        return len(self.yes) + len(self.no) + len(self.unknown)


def verdict_of(content, text) -> Case:
    """A condition as an expression over `EncounterFacts`: 'yes', 'no' or 'unknown'.

    Raises ExpressionError where it cannot be read, or is too large.
    """
    compiler = Compiler(program(content))
    tree = check_expression(text, content)
    if compiler.size(tree) > LARGEST:
        raise ExpressionError(f"{TOO_LARGE}.")
    holds, fails = compiler.pair(tree)
    return Case(
        When(holds, then=Value(YES)),
        When(fails, then=Value(NO)),
        default=Value(UNKNOWN),
        output_field=CharField(),
    )


def matches(content, text, patients, shown) -> Matches:
    """Judge the last signed visit of each patient, in the order of their names, in one query.

    What is missing is read for the first `shown` of the unknown ones.
    """
    found = Matches()
    for row in _judged(patients, verdict_of(content, text)):
        getattr(found, row.verdict).append(row)
    _tell_missing(content, text, found.unknown[:shown])
    return found


def _judged(patients, verdict):
    last = Encounter.objects.last_of_each(patients)
    rows = EncounterFacts.objects.filter(encounter__in=last.values("pk"))
    person = [f"encounter__patient__{name}" for name in PERSON]
    about = ("encounter__patient", "encounter__visit", "encounter__version")
    own = ("on", "visit__on", "status", "version__number")
    rows = rows.select_related(*about).only(*(f"encounter__{name}" for name in own), *person)
    return rows.annotate(verdict=verdict).order_by(*person[:3])


def _tell_missing(content, text, rows):
    compiled = program(content)
    node = compiled.node(text)
    values = dict(EncounterFacts.objects.filter(pk__in=[row.pk for row in rows]).values_list())
    for row in rows:
        row.missing = missing(compiled, node, values[row.pk])
        row.otherwise = computed_otherwise(compiled, node.tree, values[row.pk])
