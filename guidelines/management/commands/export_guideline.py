from django.core.management.base import BaseCommand, CommandError

from guidelines import exchange
from guidelines.models import GuidelineVersion


class Command(BaseCommand):
    help = "Write a version of a guideline as content files, one a topic, into a directory."

    def create_parser(self, prog_name, subcommand, **options):
        # Here --version is the guideline's, not Django's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **options)

    def add_arguments(self, parser):
        parser.add_argument("directory")
        parser.add_argument("--guideline", default="imnm", help="its key (default: imnm)")
        parser.add_argument(
            "--version", type=int, dest="number", help="default: the newest version"
        )

    def handle(self, *, directory, guideline, number, **options):
        versions = GuidelineVersion.objects.filter(guideline__key=guideline)
        if number is not None:
            versions = versions.filter(number=number)
        version = versions.order_by("-number").first()
        if version is None:
            raise CommandError(f"There is no such version of {guideline}. Load one first.")
        try:
            exchange.export(version, directory)
        except OSError as error:
            raise CommandError(f"{directory}: {error.strerror}") from None
        self.stdout.write(f"{version} was written to {directory}.")
