import argparse
from datetime import date
from decimal import Decimal
from functools import partial

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import timezone

from guidelines import frozen
from guidelines.engine.plan import evaluate
from guidelines.engine.report import brief
from guidelines.management import json_lines
from guidelines.models import GuidelineVersion

DAYS = (date(1900, 1, 1), date(2200, 12, 31))
DOSE = ("amount", "high", "start", "per_dose")


class Command(json_lines.JsonLinesCommand):
    help = (
        "Evaluate findings, one JSON object a line, and write one JSON line for each. "
        "A finding is null when it was asked and is not known, and left out when not asked. "
        "The exit status is 1 when any line had errors."
    )

    def create_parser(self, prog_name, subcommand, **options):
        # Here --version is the guideline's, not Django's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **options)

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="default: standard input")
        parser.add_argument("--guideline", default="imnm", help="its key (default: imnm)")
        parser.add_argument(
            "--version", type=int, dest="number", help="default: the version in force today"
        )
        parser.add_argument(
            "--on",
            type=_day,
            help="day the findings are taken and the plan is made, YYYY-MM-DD (default: today)",
        )

    def handle(self, *, file, guideline, number, on, **options):
        try:
            version = _version(guideline, number)
            content = frozen.load(version)
        except DatabaseError as error:
            raise CommandError(
                f"The database cannot be read ({error}). Run migrate, and then load_guideline."
            ) from None
        self.answer(
            file, partial(_evaluate_line, content, version.standing, on or timezone.localdate())
        )


def _day(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not DAYS[0] <= day <= DAYS[1]:
        raise argparse.ArgumentTypeError(f"write a day as YYYY-MM-DD, from {DAYS[0]} to {DAYS[1]}")
    return day


def _version(key, number):
    """The version asked for, or the one in force today."""
    versions = GuidelineVersion.objects.filter(guideline__key=key).select_related("guideline")
    if number is not None:
        if version := versions.filter(number=number).first():
            return version
        raise CommandError(f"There is no version {number} of {key}.")
    if version := versions.in_force(timezone.localdate()).first():
        return version
    raise CommandError(
        f"No version of {key} is in force. Load one with load_guideline, or name one by --version."
    )


def _evaluate_line(content, standing, on, line):
    """One line in, one line out; a line that cannot be read gives an error and no advice."""
    head = {"guideline": content.key, "version": content.version, "on": on.isoformat()}
    head["standing"] = standing
    try:
        values = json_lines.read(line, '{"age_years": 54}')
    except ValueError as error:
        message = f"This line is not a JSON object: {error}. Correct the line."
        return head | _shaped({}) | {"errors": [{"key": "", "message": message}]}
    return head | _shaped(_plan(content, _findings(values, on), on))


def _findings(values, on):
    """Flat values as findings of the day; null is asked and not known."""
    day = on.isoformat()
    return {
        key: {"value": "unknown" if value is None else value, "on": day, "source": "import"}
        for key, value in values.items()
    }


def _plan(content, findings, on):
    """The plan in brief; unusual values count as confirmed and stand among the warnings.

    A name that is not recognized stays unconfirmed: it never reads as "no".
    """
    plan = evaluate(content, findings, on)
    notices = [notice for notice in plan.facts.questions if notice.kind != "unrecognized"]
    unusual = {notice.key for notice in notices}
    if not unusual:
        return brief(plan)
    confirmed = {key: findings[key] | {"confirmed": on.isoformat()} for key in unusual}
    asked = [{"key": notice.key, "message": notice.message} for notice in notices]
    data = brief(evaluate(content, findings | confirmed, on))
    return data | {"warnings": asked + data["warnings"]}


def _shaped(plan):
    """The plan as this command writes it, with figures as JSON numbers; all keys always."""
    empty = dict.fromkeys(("advice", "regimens", "doses", "derived"), {})
    plan = empty | dict.fromkeys(("ask_next", "warnings", "errors"), []) | plan
    return plan | {
        "doses": {code: _dose(dose) for code, dose in plan["doses"].items()},
        "derived": {key: _number(value) for key, value in plan["derived"].items()},
    }


def _dose(dose):
    shaped = {key: _number(dose[key]) for key in DOSE}
    shaped |= {key: dose[key] for key in ("unit", "text", "formula")}
    parts = [{"drug": part["drug"]} | _dose(part | {"parts": []}) for part in dose["parts"]]
    return shaped | {"parts": parts}


def _number(value):
    """A decimal written as text becomes a JSON number; anything else stays as it is."""
    if not isinstance(value, str) or not value.lstrip("-").replace(".", "", 1).isdigit():
        return value
    return json_lines.number(Decimal(value))
