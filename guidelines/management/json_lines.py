"""One JSON object a line in, one JSON line out: read strictly, with exact numbers."""

import json
import signal
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.core.management.base import BaseCommand, CommandError

DEEPEST = 5  # lists and objects inside each other, the line itself included


class JsonLinesCommand(BaseCommand):
    """A command that answers every line, and goes on after a line with errors."""

    requires_system_checks = []

    def run_from_argv(self, argv):
        # A reader that has read enough, such as head, ends the command quietly.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        super().run_from_argv(argv)

    def answer(self, file: str, result_of: Callable[[bytes], dict]):
        """Write the result of each line of the file ('-' is standard input).

        The exit status is 1 when any result has errors.
        """
        failed = False
        try:
            with sys.stdin.buffer if file == "-" else open(file, "rb") as lines:
                for line in lines:
                    if line.strip():
                        result = result_of(line)
                        failed = failed or bool(result.get("errors"))
                        self.stdout.write(json.dumps(result, ensure_ascii=False, default=number))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        if failed:
            sys.exit(1)


def number(value: Decimal) -> int | float:
    """A decimal as a JSON number."""
    return int(value) if value == value.to_integral_value() else float(value)


def read(line: bytes, example: str) -> dict:
    """The object of a line; raises ValueError with the reason for what cannot be used."""
    try:
        values = json.loads(
            line.decode("utf-8-sig"),
            parse_float=_read_decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_refuse_repeated,
        )
    except RecursionError as error:
        raise ValueError(str(error)) from None
    if not isinstance(values, dict):
        raise ValueError(f"expected an object such as {example}")
    _refuse_depth(values)
    if b"\\u" in line:
        _refuse_half_characters(values)
    return values


def _read_decimal(text):
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text} is too large or too small for a number") from None


def _refuse_depth(values):
    """An answer is a list of rows at most; what is deeper could not even be named in a message."""
    inside = [values]
    for _ in range(DEEPEST):
        nested = [value for value in inside if isinstance(value, (list, dict))]
        inside = [inner for value in nested for inner in _parts(value)]
    if inside:
        raise ValueError("lists and objects stand too deep inside each other")


def _parts(value):
    return value.values() if isinstance(value, dict) else value


def _refuse_half_characters(values):
    """JSON may write one half of a pair that stands for a character; it cannot be written out."""
    try:
        json.dumps(values, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise ValueError(f"{half} is not a character") from None


def _refuse_constant(name):
    raise ValueError(f"{name} is not a number")


def _refuse_repeated(pairs):
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key is written twice")
    return values
