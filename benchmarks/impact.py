"""An impact run over many signed consultations: one worker, two workers, and memory of one.

The workers are processes of their own on one database, PostgreSQL where it is installed. Each is
`python -m benchmarks.impact` with the address in DATABASE_URL and what to do as its argument.
"""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENCOUNTERS, DISTINCT, BATCH = 10_000, 500, 1_000
SHARES = (0.1, 0.5, 1)  # of the tasks of a worker, after which its memory is read
FLAT = 1.05
ROOT = Path(__file__).parent.parent


def measure():
    """Time of one worker, the ratio to two, and memory over the run of one."""
    from benchmarks.measure import Measure

    with database() as (name, url):
        ask(url, "fill")
        alone, busy, memory, found = run(url, 1)
        shared, busier, _, again = run(url, 2)
    if found != again:
        raise AssertionError("Two workers found something else than one")
    times, flat = alone / shared, memory[-1] < memory[0] * FLAT
    shown = " / ".join(f"{value:.0f}" for value in memory)
    return [
        Measure(f"Impact of {ENCOUNTERS:,}, {name}, one worker", f"{alone:.0f} s"),
        Measure("Two workers, same result", f"{times:.2f} × faster", "≥ 1.7 ×", times >= 1.7),
        Measure("Core time of the busier of the two", f"{busy / busier:.2f} × less"),
        Measure("Memory of a worker at 10, 50, 100 %", f"{shown} MB", "flat", flat),
    ]


@contextlib.contextmanager
def database():
    """A database of its own, as (name, address); PostgreSQL where it is installed."""
    sys.path.append(str(ROOT / "bin"))
    import postgres  # the server for one run that the tests use too

    if programs := postgres.programs():
        with postgres.server(programs) as url:
            yield "PostgreSQL", url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield "SQLite", f"sqlite:///{folder}/impact.sqlite3"


def run(url, count):
    """A run by so many workers: seconds on the clock, core time of the busiest worker, memory of
    the first, and a digest of what was found.
    """
    replay = ask(url, "start")
    workers = [process(url, "work") for _ in range(count)]
    for worker in workers:
        worker.stdout.readline()  # it is ready
    start = time.time()
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [json.loads(worker.communicate()[0]) for worker in workers]
    seconds = max(row["ended"] for row in told) - start
    busiest = max(row["busy"] for row in told)
    return seconds, busiest, told[0]["memory"], ask(url, "found", replay)


def ask(url, *arguments):
    """What a process of its own answers."""
    answer, _ = process(url, *map(str, arguments)).communicate()
    return json.loads(answer)


def process(url, *arguments):
    return subprocess.Popen(  # noqa: S603 - this file
        [sys.executable, "-m", "benchmarks.impact", *arguments], cwd=ROOT, text=True,
        env=os.environ | {"DATABASE_URL": url}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def main(name, *arguments):
    """Do one thing on the database of this process and print what it gave."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    steps = {"fill": fill, "start": start_run, "work": work, "found": found_by}
    print(json.dumps(steps[name](*arguments)))


def fill():
    """The shipped guideline, a draft with two edits, and the signed consultations."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from guidelines import actions, frozen
    from guidelines.models import GuidelineVersion
    from patients.models import CareTeam

    call_command("migrate", verbosity=0)
    call_command("load_guideline", verbosity=0)
    version = GuidelineVersion.objects.get()
    draft = actions.new_draft(version=version)
    level = draft.derivedelement_rows.get(key="severity").levels.get(code="severe")
    level.when = f"mmt8_80 < 60 or {level.when}"
    level.save()
    draft.regimen_rows.get(code="PRED").parts.update(low="0.75")
    by = get_user_model().objects.create(username="bench")
    team, flat = CareTeam.objects.create(name="Bench"), list(answers(frozen.load(version)))
    for first in range(0, ENCOUNTERS, BATCH):
        sign_many(version, team, by, range(first, first + BATCH), flat)
    return ENCOUNTERS


def answers(content):
    """Findings of patients with most answers, drawn from the test patients."""
    from benchmarks.engine import findings
    from benchmarks.patients import answers_seen, random_answers

    return map(findings, random_answers(answers_seen(content), DISTINCT))


def sign_many(version, team, by, numbers, flat):
    """Patients with a consultation each; what is signed comes as a draft and is then signed."""
    from django.utils import timezone

    from benchmarks.engine import DAY
    from patients.models import Encounter, Patient

    about = {"given_name": "Test", "birth_date": DAY, "sex_at_birth": "female", "care_team": team}
    people = Patient.objects.bulk_create(
        Patient(record_number=number, family_name=f"Bench {number}", **about) for number in numbers
    )
    drafts = Encounter.objects.bulk_create(
        Encounter(
            patient=patient, version=version, on=DAY, created_by=by,
            findings=flat[number % DISTINCT],
        )
        for number, patient in zip(numbers, people, strict=True)
    )  # fmt: skip
    Encounter.objects.filter(pk__in=[row.pk for row in drafts]).update(
        status="signed", signed_by=by, signed_at=timezone.now(), plan={}, digest="bench"
    )


def start_run():
    """Put a run into the queue; its key."""
    from django.contrib.auth import get_user_model

    from guidelines.models import GuidelineVersion
    from patients.impact import actions

    before, after = GuidelineVersion.objects.order_by("number")
    by = get_user_model().objects.get(username="bench")
    return actions.start(before=before, after=after, by=by).pk


def work():
    """Work until the queue is empty; when that was, the core time, and memory over the tasks."""
    from django.core.management import call_command
    from django_tasks.signals import task_finished

    from benchmarks.measure import memory

    held = []
    task_finished.connect(lambda **_: held.append(memory()), weak=False)
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.process_time()
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    ended, busy = time.time(), time.process_time() - began
    return {
        "ended": ended,
        "busy": busy,
        "memory": [held[int(len(held) * share) - 1] for share in SHARES],
    }


def found_by(replay):
    """A digest of all that a run found; a run that did not finish is an error."""
    from patients.models import Replay

    run = Replay.objects.get(pk=replay)
    if not run.is_finished:
        raise AssertionError(f"The run is {run.status}")
    rows = run.differences.order_by("encounter").values_list("encounter", "severity", "changes")
    text = json.dumps(list(rows), sort_keys=True)
    return [len(rows), hashlib.sha256(text.encode()).hexdigest()]


if __name__ == "__main__":
    main(*sys.argv[1:])
