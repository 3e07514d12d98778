from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Max

from guidelines import actions, exchange, frozen
from guidelines.engine.build import ContentError
from guidelines.models import GuidelineVersion

HINT = "Nothing was loaded. To publish these files as the next version, add --new-version."


class Command(BaseCommand):
    help = (
        "Load the content files of a directory and publish them as version 1 of their guideline. "
        "Once the guideline is there, nothing is loaded unless --new-version is given."
    )

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", default=str(exchange.SHIPPED))
        parser.add_argument(
            "--new-version", action="store_true", help="publish changed files as the next version"
        )

    def handle(self, *, directory, new_version, verbosity, **options):
        files = exchange.files_in(directory)
        try:
            message = self.load(files, exchange.check_files(files, files.data), new_version)
        except ContentError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from None
        except ValidationError as error:
            raise CommandError(f"Nothing was loaded. {' '.join(error.messages)}") from None
        if verbosity:
            self.stdout.write(message)

    def load(self, files, knowledge, new_version):
        """Publish where there is something new and it is wanted; the sentence that says what."""
        versions = GuidelineVersion.objects.filter(guideline__key=knowledge.key)
        last = versions.filter(published_at__isnull=False).order_by("-number").first()
        if last and last.digest == exchange.digest(knowledge):
            return f"{last} holds these files already."
        if last and not new_version:
            return f"{_why_not(versions, last, exchange.digest(knowledge))} {HINT}"
        number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return f"{self.publish(files, files.data | {'version': number})} was loaded."

    @transaction.atomic
    def publish(self, files, data):
        """The published version; what stops it is told by file and line."""
        draft = exchange.load_files(files, data)
        try:
            return actions.publish_shipped(version=draft)
        except actions.ObstaclesError as error:
            content = frozen.load(draft)
            with files.placing():
                problems = [exchange.problem_of(found, content) for found in error.obstacles]
                raise ContentError(*problems) from None


def _why_not(versions, last, digest):
    """Why files are not loaded beside the last published version."""
    holder = versions.filter(published_at__isnull=False, digest=digest).order_by("number").last()
    if holder:
        return f"{holder} holds these files already, and {last} came after it."
    return f"{last} was published with other content than these files have."
