"""Make the facts of signed consultations again: after an upgrade, or for the older ones."""

from django.core.management.base import BaseCommand
from django.db.models import Q

from patients.cohorts import facts
from patients.models import Encounter

# What was stored before the facts told how answers were read.
OUTDATED = Q(facts=None) | ~Q(facts__values__has_key="read()")
STEP = 500  # consultations between two lines of progress


class Command(BaseCommand):
    help = "Store the facts of all signed consultations again, for “which patients match”."

    def add_arguments(self, parser):
        parser.add_argument(
            "--missing",
            action="store_true",
            help="only those without stored facts, or with older ones",
        )

    def handle(self, *args, missing, verbosity, **options):
        rows = Encounter.objects.signed().select_related("version").order_by("pk").defer("plan")
        rows = rows.filter(OUTDATED) if missing else rows
        total, done = rows.count(), 0
        for done, encounter in enumerate(rows.iterator(chunk_size=STEP), 1):
            facts.store_again(encounter)
            if verbosity and done % STEP == 0:
                self.stdout.write(f"{done} of {total} consultations")
        if verbosity and (done or not missing):
            self.stdout.write(f"Facts of {done} of {total} consultations stored.")
