"""The one formatter of doses, numbers and dates, on every surface.

No trailing zero, always a leading zero, a no-break space before the unit, a thin space between
thousands from 10 000 on, and words for units that are misread when shortened.
"""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

NO_BREAK_SPACE = "\u00a0"
THIN_SPACE = "\u2009"
WORDS_FOR_UNITS = {
    "ug": "micrograms",
    "µg": "micrograms",
    "mcg": "micrograms",
    "IU": "units",
    "[IU]": "units",
    "[IU]/mL": "units/mL",
    "[arb'U]/mL": "units/mL",
    "{score}": "",
    "{units}/wk": "units a week",
    "1": "",
    "a": "years",
    "d": "days",
    "wk": "weeks",
    "mo": "months",
    "Cel": "°C",
    "degF": "°F",
    "ug/L": "micrograms/L",
    "umol/L": "µmol/L",
    "ukat/L": "µkat/L",
    "10*9/L": "× 10⁹/L",
    "10*3/uL": "× 10³/µL",
    "/uL": "per µL",
    "drinks/wk": "US drinks a week",
    "{xULN}": "× upper limit",
    "mm[Hg]": "mmHg",
    "mg/d": "mg a day",
    "/min": "per minute",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "m2": "m²",
    "kg/m2": "kg/m²",
}
# Symbols and words of units as texts write them after a number.
UNITS = r"(?:mg|g|kg|mL|L|mmol|micromol|kPa|cm|mm|micrograms?|units?)(?!\w)"
# Spaces between words, of any width and number; what stands before the first word indents a line.
SPACES = re.compile(r"(?<=\S)[^\S\n]+(?=\S)")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def number(value: Decimal, decimals: int | None = None) -> str:
    """A number as text, rounded half up to `decimals` places if given (for display only)."""
    if decimals is not None:
        value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, point, fraction = (text if text != "-0" else "0").partition(".")
    if len(whole.lstrip("-")) > 4:
        whole = f"{int(whole):,}".replace(",", THIN_SPACE)
    return whole + point + fraction


def unit(code: str) -> str:
    """A unit code in the form shown to people."""
    return WORDS_FOR_UNITS.get(code, code)


def amount(value: Decimal, code: str, decimals: int | None = None) -> str:
    """A number with its unit, held together by a no-break space: '72.5 kg'."""
    shown = unit(code)
    return number(value, decimals) + (NO_BREAK_SPACE + shown if shown else "")


def held_together(text: str) -> str:
    """A text in which every number and its unit stand on one line, as `amount` writes them."""
    return re.sub(rf"(?<=\d) (?={UNITS}|U/L|%|°)", NO_BREAK_SPACE, text)


def evenly_spaced(text: str) -> str:
    """A text as it is stored: one plain space between words, so that what looks the same is it."""
    return SPACES.sub(" ", text.replace("\r\n", "\n"))


def amounts(low: Decimal, high: Decimal | None, code: str) -> str:
    """A dose or a range of doses: '70 mg', '80 to 160 mg'."""
    if high is None or high == low:
        return amount(low, code)
    return f"{number(low)} to {amount(high, code)}"


def date(day: datetime.date | str) -> str:
    """A date that cannot be misread: 22-Nov-2026."""
    if isinstance(day, str):
        day = datetime.date.fromisoformat(day)
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"


def listed(words, last: str = "and") -> str:
    """Words in a sentence: 'a, b and c'."""
    words = [word for word in words if word]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capitalized(text: str) -> str:
    """The text with its first letter as a capital; a word such as eGFR keeps its spelling."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """A name inside a sentence: 'methotrexate', but 'IVIG' stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
