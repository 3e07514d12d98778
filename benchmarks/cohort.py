"""Which patients match: the query over stored facts against the evaluator, on both databases.

Each database is filled and asked in a process of its own, `python -m benchmarks.cohort` with its
address in DATABASE_URL, which prints the answers and seconds as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

VISITS, DISTINCT, BATCH = 100_000, 1_000, 5_000
CONDITIONS = ("dx_ok", "severity = severe and takes(statin)", "pjp_indicated")
WORDS = {True: "yes", False: "no", None: "unknown"}
ROOT = Path(__file__).parent.parent


def measure(content):
    """One line for each condition and database; PostgreSQL only where it is installed."""
    from benchmarks.measure import Measure

    people = list(patients(content))
    ours = {text: evaluated(content, people, text) for text in CONDITIONS}
    rows = []
    for database, asked in databases():
        for text, (said, seconds) in asked.items():
            known, evaluator = ours[text]
            if said != known:
                raise AssertionError(f"{text}: {said} in {database}, {known} by the evaluator")
            name = f"{VISITS:,} visits, {database}, {seconds:.1f} s: {text}"
            times = evaluator / seconds
            rows.append(Measure(name, f"{times:.1f} × faster", "> 1 ×", times > 1))
    return rows


def patients(content):
    """Evaluations of patients with most answers, drawn from the vignettes."""
    from benchmarks.engine import DAY, findings
    from benchmarks.patients import answers_seen, random_answers
    from guidelines.engine.facts import Facts
    from guidelines.engine.program import program

    # A database may keep the keys of findings in another order.
    seen = dict(sorted(answers_seen(content).items()))
    for flat in random_answers(seen, DISTINCT):
        yield Facts(program(content), findings(flat), DAY)


def evaluated(content, people, text):
    """What the evaluator says of a condition for every visit, and its seconds."""
    from guidelines.engine.facts import Facts
    from guidelines.engine.program import program

    node, said = program(content).node(text), Counter()
    start = time.perf_counter()
    for visit in range(VISITS):
        known = people[visit % DISTINCT]
        said[WORDS[node.verdict(Facts(known.program, known.findings, known.on))]] += 1
    return said, time.perf_counter() - start


def databases():
    """What each database says of every condition, and its seconds."""
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", in_process(f"sqlite:///{folder}/cohort.sqlite3")
    sys.path.append(str(ROOT / "bin"))
    import postgres  # the server for one run that the tests use too

    if programs := postgres.programs():
        with postgres.server(programs) as url:
            yield "PostgreSQL", in_process(url)


def in_process(url):
    command, environment = [sys.executable, "-m", "benchmarks.cohort"], {"DATABASE_URL": url}
    run = subprocess.run(  # noqa: S603 - this file
        command, env=os.environ | environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads(run.stdout)


def main():
    """Fill the database of this process, ask every condition, print answers and seconds."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from guidelines import frozen
    from guidelines.models import GuidelineVersion
    from patients.cohorts.facts import values

    call_command("migrate", verbosity=0)
    call_command("load_guideline", verbosity=0)
    version = GuidelineVersion.objects.get()
    content = frozen.load(version)
    fill(version, [values(facts) for facts in patients(content)])
    json.dump({text: asked(content, text) for text in CONDITIONS}, sys.stdout)


def fill(version, stored):
    """A patient with one visit and its facts, as many times as are measured."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from patients.models import CareTeam

    team, by = CareTeam.objects.create(name="Bench"), get_user_model().objects.create(username="b")
    for first in range(0, VISITS, BATCH):
        insert(version, team, by, range(first, first + BATCH), stored)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")


def insert(version, team, by, numbers, stored):
    """Drafts with facts, as what is signed cannot be made in bulk."""
    from django.utils import timezone

    from patients.models import Encounter, EncounterFacts, Patient

    today = timezone.localdate()
    names = {"given_name": "Test", "birth_date": today, "sex_at_birth": "female"}
    people = Patient.objects.bulk_create(
        Patient(record_number=number, family_name=f"Bench {number}", care_team=team, **names)
        for number in numbers
    )
    visits = Encounter.objects.bulk_create(
        Encounter(patient=patient, version=version, on=today, created_by=by) for patient in people
    )
    rows = zip(numbers, visits, strict=True)
    EncounterFacts.objects.bulk_create(
        EncounterFacts(encounter=visit, values=stored[number % DISTINCT]) for number, visit in rows
    )


def asked(content, text):
    """What the query says of a condition for all visits, and its seconds."""
    from django.db.models import Count

    from patients.cohorts.matching import verdict_of
    from patients.models import EncounterFacts

    start = time.perf_counter()
    rows = EncounterFacts.objects.annotate(verdict=verdict_of(content, text))
    said = dict(rows.values_list("verdict").annotate(Count("pk")))
    return said, time.perf_counter() - start


if __name__ == "__main__":
    main()
