"""The engine: one patient in full, against fhirpathpy on the same conditions, and a cohort."""

import datetime
import statistics
from dataclasses import replace

from benchmarks.fhirpath import conditions, nodes, resource
from benchmarks.measure import Measure, milliseconds, work
from benchmarks.patients import answers_seen, random_answers
from guidelines.engine.plan import evaluate, statuses
from guidelines.engine.program import program
from guidelines.engine.publication import obstacles_of

DAY = datetime.date(2026, 11, 22)
ROUNDS = 25
COHORT = 100_000


def measure(content):
    """All measures of the engine on this content."""
    agreed = sum(agreement(content, findings(row.findings)) for row in content.vignettes)
    return [
        *one_patient(content),
        Measure("Conditions judged by both alike", f"{agreed:,}", "all", met=True),
        cohort(content),
        checks(content),
    ]


def findings(answers):
    """Flat answers as findings of the day."""
    return {
        key: {
            "value": "unknown" if value is None else value,
            "on": DAY.isoformat(),
            "source": "clinician",
            "confirmed": DAY.isoformat(),
        }
        for key, value in answers.items()
    }


def one_patient(content):
    """The whole content for one full patient, with trace and doses, and the ratio to fhirpathpy."""
    patients = [findings(row.findings) for row in content.vignettes if row.key.startswith("V")]
    judge = conditions(program(content))
    resources = [resource(evaluate(content, answers, DAY).facts) for answers in patients]
    ours, theirs = [], []
    for number in range(ROUNDS):
        ours += [work(evaluate, content, answers, DAY) for answers in patients]
        if number % 5 == 0:
            theirs += [work(judge, known) for known in resources]
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    return [
        Measure("One patient, full trace and doses", milliseconds(ours), "< 1 ms", ours < 0.001),
        Measure("The same conditions in fhirpathpy", milliseconds(theirs)),
        Measure(
            "fhirpathpy takes as long", f"{theirs / ours:.1f} ×", "≥ 20 ×", theirs / ours >= 20
        ),
    ]


def agreement(content, answers):
    """How many conditions of a patient both engines judged alike; one that differs is an error."""
    facts = evaluate(content, answers, DAY).facts
    ours = {row.key: facts.program.nodes[row.key] for row in content.criteria}
    ours |= dict(nodes(facts.program))
    theirs = conditions(facts.program)(resource(facts))
    for name, node in ours.items():
        verdict = node.trace(facts).verdict
        if verdict != theirs[name]:
            raise AssertionError(f"{name}: {verdict} here, {theirs[name]} in fhirpathpy")
    return len(ours)


def cohort(content):
    """The statuses of many patients, each with most answers, drawn from the vignettes."""
    people = random_answers(answers_seen(content), COHORT)
    total = sum(work(statuses, content, findings(answers), DAY) for answers in people)
    return Measure(f"Statuses of {COHORT:,} patients", f"{total:.1f} s", "< 20 s", total < 20)


def checks(content):
    """All checks of a publication on the whole content, nothing of it remembered."""
    duration = work(obstacles_of, replace(content), DAY)
    return Measure("Checks of a publication", f"{duration:.1f} s", "< 10 s", duration < 10)
