import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from patients.documents.reopened import UnreadableError, reopen
from patients.documents.verification import note, plan_of, verify


class Command(BaseCommand):
    help = (
        "Check a printed treatment summary: whether this server signed the data it carries, "
        "whether nothing of them was changed, and whether the findings still give the same plan. "
        "Names no patient. The exit status is 0 only if all of it holds. The printed pages are not "
        "signed: of them it checks that each has the code of this consultation, and that every "
        "dose decided is there."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="the PDF")

    def handle(self, *, file, **options):
        try:
            opened = reopen(file)
            checks, remark = verify(opened), note(plan_of(opened))
        except UnreadableError as error:
            raise CommandError(f"{file}: {error}") from None
        except DatabaseError as error:
            raise CommandError(f"The database cannot be read ({error}). Run migrate.") from None
        for check in checks:
            self.stdout.write(f"{'yes' if check.holds else 'NO '}    {check.text}")
        self.stdout.write(f"note   {remark}")
        if not all(check.holds for check in checks):
            self.stdout.write("Do not rely on this file.")
            sys.exit(1)
        self.stdout.write("All of it holds.")
