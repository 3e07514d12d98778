"""The patients of the benchmarks: random ones as answers, and a vignette as a draft."""

import datetime
import random

from django.contrib.auth import get_user_model
from django.utils import timezone

from guidelines.models import GuidelineVersion
from patients.models import CareTeam, Encounter, Patient
from patients.visits import actions
from patients.visits.orders import Order


def answers_seen(content):
    """What the vignettes answer, by question."""
    seen = {}
    for row in content.vignettes:
        for key, value in row.findings.items():
            seen.setdefault(key, []).append(value)
    return seen


def random_answers(seen, count):
    """Flat answers of so many patients, to most questions, drawn from `seen`."""
    chance = random.Random(1)  # noqa: S311 - the same patients every time
    for _ in range(count):
        yield {key: chance.choice(said) for key, said in seen.items() if chance.random() < 0.8}


def draft(vignette):
    """A draft consultation of today with all findings of a vignette."""
    clinician, _ = get_user_model().objects.get_or_create(username="bench", is_superuser=True)
    team, _ = CareTeam.objects.get_or_create(name="Bench")
    team.members.add(clinician)
    today = timezone.localdate()
    age = int(vignette.findings["age_years"])
    patient = Patient.objects.create(
        record_number=f"BENCH-{Patient.objects.count() + 1}",
        family_name="BENCH",
        given_name=vignette.key,
        birth_date=today - datetime.timedelta(days=365.25 * age + 100),
        sex_at_birth=vignette.findings["sex_at_birth"],
        care_team=team,
    )
    known = patient.findings(today) | {"age_years": None}
    answers = {key: value for key, value in vignette.findings.items() if key not in known}
    return Encounter.objects.create(
        patient=patient,
        version=GuidelineVersion.objects.get(),
        on=today,
        created_by=clinician,
        findings={key: _finding(value, today) for key, value in answers.items()},
    )


def _finding(value, today):
    value = "unknown" if value is None else value
    return {"value": value, "typed": _typed(value), "on": today.isoformat(), "source": "clinician"}


def _typed(value):
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def sign(encounter):
    """Accept the first treatment that the plan recommends and that is free, and sign."""
    plan, by = encounter.current_plan(), encounter.created_by
    advice, regimen = next(
        (advice["key"], code)
        for advice in plan["advice"]
        for code in advice["regimens"]
        if advice["status"] == "recommended" and plan["regimens"][code]["state"] == "free"
        if not Order(plan["regimens"][code], "accepted").fields  # the dose is one figure
    )
    actions.decide(encounter=encounter, advice=advice, regimen=regimen, kind="accepted", by=by)
    encounter.refresh_from_db()
    actions.sign(encounter=encounter, revision=encounter.revision, by=by)
