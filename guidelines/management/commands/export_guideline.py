from django.core.management.base import BaseCommand, CommandError

from guidelines import exchange
from guidelines.models import GuidelineVersion


class Command(BaseCommand):
    help = "Write a version of a guideline as content files, one a topic, into a directory."

    def add_arguments(self, parser):
        parser.add_argument("directory")
        parser.add_argument("--guideline", default="imnm", help="its key (default: imnm)")
        parser.add_argument("--version-number", type=int, help="default: the newest version")

    def handle(self, *, directory, guideline, version_number, **options):
        versions = GuidelineVersion.objects.filter(guideline__key=guideline)
        if version_number:
            versions = versions.filter(number=version_number)
        version = versions.order_by("-number").first()
        if version is None:
            raise CommandError(f"There is no such version of {guideline}. Load one first.")
        exchange.export(version, directory)
        self.stdout.write(f"{version} was written to {directory}.")
