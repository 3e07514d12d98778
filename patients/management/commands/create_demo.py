"""Fill an empty database with demo accounts and demo patients."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from patients import access
from patients.demo import ACCOUNTS, PASSWORD, STORIES, TEAM
from patients.demo.record import tell
from patients.models import CareTeam, Patient

# Numbers that are kept free for examples: nobody answers.
CONTACT = {
    "address": "Demonstration clinic, no real address",
    "phone": "555-0100",
    "hours": "08:00 to 16:00, Monday to Friday",
    "after_hours": "555-0101",
    "emergency": "911",
}


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
    """Accounts, team, and patients with their stories."""
    team = CareTeam.objects.get_or_create(name=TEAM, defaults=CONTACT)[0]
    users = [_account(*account) for account in ACCOUNTS]
    team.members.add(*users)
    for story in STORIES:
        patient = Patient.objects.create(care_team=team, is_demo=True, **story.person)
        tell(patient, story, users[0])


def _account(name, role, full_name):
    first, last = full_name
    user, is_new = get_user_model().objects.get_or_create(
        username=name, defaults={"first_name": first, "last_name": last}
    )
    if is_new:
        user.set_password(PASSWORD)
        user.is_staff = role is not access.CLINICIAN
        user.save()
    user.groups.add(Group.objects.get(name=role.name))
    return user
