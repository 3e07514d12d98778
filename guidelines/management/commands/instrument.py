from difflib import get_close_matches
from functools import partial

from django.core.management.base import CommandError

from guidelines.engine.instruments import INSTRUMENTS
from guidelines.management import json_lines

VALUES = {  # of a guideline, with the instrument that calculates them
    "egfr": "ckd_epi_2021",
    "crcl": "cockcroft_gault",
    "bsa": "bsa_mosteller",
    "mmt8_80": "mmt8",
    "mmt8_150": "mmt8",
    "ck_xuln": "ctcae_cpk_increased",
    "cancer_risk": "imacs_cancer_2023",
    "response_tis": "tis_2016",
    "relapse_signal": "flare_alert",
}


class Command(json_lines.JsonLinesCommand):
    help = (
        "Calculate an instrument for one JSON object of inputs a line, and write one JSON line "
        "with the result for each. Null and what is left out are missing, never 0. "
        "The exit status is 1 when any line had errors."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="the instrument, such as ckd_epi_2021")
        parser.add_argument("file", nargs="?", default="-", help="default: standard input")
        parser.add_argument(
            "--list", action="store_true", help="name all instruments with their inputs"
        )

    def handle(self, *, name, file, list, **options):
        if list:
            self.write_names()
        else:
            self.answer(file, partial(_result, _instrument(name)))

    def write_names(self):
        """Every instrument with its title, and on the line below the inputs that it reads."""
        width = max(map(len, INSTRUMENTS))
        for name, instrument in INSTRUMENTS.items():
            self.stdout.write(f"{name:{width}}  {instrument.title}")
            self.stdout.write(f"{'':{width}}  reads {', '.join(instrument.inputs)}")


def _instrument(name):
    if name is None:
        raise CommandError("Name an instrument. --list names them all.")
    if name not in INSTRUMENTS:
        near = VALUES.get(name) or get_close_matches(name, INSTRUMENTS, n=1, cutoff=0)[0]
        raise CommandError(
            f"There is no instrument {name}. The nearest is {near}; --list names them all."
        )
    return INSTRUMENTS[name]


def _result(instrument, line):
    """The result of one line; what the instrument warns of stands in it."""
    try:
        inputs = json_lines.read(line, '{"weight_kg": 72.5, "height_cm": 178}')
    except ValueError as error:
        return {"status": "error", "errors": ["not_a_json_object"], "message": f"{error}"}
    result = instrument.result(inputs)
    if result.get("errors") or not instrument.caution:
        return result
    return result | {"caution": instrument.caution}
