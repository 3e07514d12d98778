"""Fill an empty database with demo accounts and demo patients."""

import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from guidelines.engine.plan import evaluate
from patients import access, actions, answers, orders_given
from patients.demo import ACCOUNTS, PASSWORD, PATIENTS, TEAM
from patients.models import CareTeam, Encounter, Patient

DAYS_SINCE_LAST_VISIT = 20


class Command(BaseCommand):
    help = "Create demo accounts and demo patients, if no patient exists yet."

    def handle(self, *args, **options):
        if not Patient.objects.exists():
            with transaction.atomic():
                create()
        for name, role, _ in ACCOUNTS:
            if get_user_model().objects.filter(username=name, is_active=True).exists():
                self.stdout.write(f"Demo account: {name}, password {PASSWORD} ({role.name})")


def create():
    """Accounts, team, patients, an earlier signed visit and open drafts."""
    team = CareTeam.objects.get_or_create(name=TEAM)[0]
    users = [_account(*account) for account in ACCOUNTS]
    team.members.add(*users)
    for record, visits in PATIENTS:
        patient = Patient.objects.create(care_team=team, is_demo=True, **record)
        if "signed" in visits:
            _sign_earlier(patient, visits["signed"], visits["decided"], users[0])
        if "draft" in visits:
            _fill(actions.start(patient=patient, by=users[0]), visits["draft"], users[0])


def _account(name, role, full_name):
    first, last = full_name
    user, is_new = get_user_model().objects.get_or_create(
        username=name, defaults={"first_name": first, "last_name": last}
    )
    if is_new:
        user.set_password(PASSWORD)
        user.is_staff = role is access.GUIDELINE_AUTHOR
        user.save()
    user.groups.add(Group.objects.get(name=role.name))
    return user


def _fill(encounter, typed, by):
    actions.record(
        encounter=encounter, answers=_findings(encounter, typed, encounter.day),
        revision=encounter.revision, by=by,
    )  # fmt: skip


def _findings(encounter, typed, day):
    elements = {element.key: element for element in encounter.content.elements}
    about = {"content": encounter.content, "day": day}
    return {
        key: answers.read(elements[key], text, unit=elements[key].unit, **about).finding()
        for key, text in typed.items()
    }


def _sign_earlier(patient, typed, decided, by):
    """A visit some weeks ago, decided and signed; only here a plan is made for another day."""
    draft = actions.start(patient=patient, by=by)
    _fill(draft, typed, by)
    for decision in decided:
        actions.decide(encounter=draft, by=by, **decision)
    draft.refresh_from_db()
    then = timezone.now() - datetime.timedelta(days=DAYS_SINCE_LAST_VISIT)
    draft.on = timezone.localdate(then)
    found = {key: row | {"on": draft.on.isoformat()} for key, row in draft.findings.items()}
    draft.findings = found | patient.findings(draft.on)
    draft.plan = evaluate(draft.content, draft.findings, draft.on).as_json()
    draft.status, draft.signed_by = Encounter.Status.SIGNED, by
    draft.created_at = draft.updated_at = draft.signed_at = then
    draft.decisions.update(at=then)
    draft.digest = actions.digest(draft, list(draft.decisions.all()))
    draft.save()
    orders_given.apply(draft, by)
