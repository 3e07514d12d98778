from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Max

from guidelines import actions, exchange
from guidelines.engine.build import build
from guidelines.models import GuidelineVersion


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
        try:
            data = exchange.read_directory(directory)
            knowledge = build(data)
            message = self.load(data, knowledge, new_version)
        except ValueError as error:  # most are a ContentError
            raise CommandError(f"Nothing was loaded. {error}") from None
        except ValidationError as error:
            problems = "\n".join(error.messages)
            raise CommandError(f"Nothing was loaded: {problems}") from None
        if verbosity:
            self.stdout.write(message)

    def load(self, data, knowledge, new_version):
        """Publish where there is something new and it is wanted; the sentence that says what."""
        versions = GuidelineVersion.objects.filter(guideline__key=knowledge.key)
        last = versions.filter(published_at__isnull=False).order_by("-number").first()
        if last and last.digest == exchange.digest(knowledge):
            return f"{last} holds these files already."
        if last and not new_version:
            return (
                f"The files differ from {last}; nothing was loaded. "
                "To publish them as the next version, add --new-version."
            )
        number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
        with transaction.atomic():
            draft = exchange.load(data | {"version": number}, source="content files")
            version = actions.publish_shipped(version=draft)
        return f"{version} was loaded."
