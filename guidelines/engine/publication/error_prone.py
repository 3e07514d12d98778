"""Ways of writing a dose that have killed: what to look for in every text that people read.

The abbreviations follow the lists that institutes of medication safety publish, from memory; the
forms of numbers are those of `engine.wording`.
"""

import re
from typing import NamedTuple

from ..citations import CITATION
from ..wording import UNITS


class Rule(NamedTuple):
    """What is found, how it is misread, and what to write; `mark` says how sure we are."""

    pattern: re.Pattern
    misread: str
    write: str
    mark: str = "memory"


def _words(text):
    """One of these forms as a word of its own, capitals as given."""
    forms = "|".join(re.escape(form) for form in text.split())
    return re.compile(rf"(?<![\w.@-])(?:{forms})(?![\w-])")


RULES = (
    Rule(_words("QD qd q.d. Q.D. OD o.d."), "another interval, or the right eye", "once daily"),
    Rule(_words("QOD qod q.o.d. Q.O.D."), "daily", "every other day"),
    Rule(_words("BIW biw TIW tiw"), "so many times a day", "how many times a week"),
    Rule(_words("HS qhs h.s."), "half strength, or every hour", "at bedtime"),
    Rule(re.compile(r"(?<![\w/])IU(?!\w)"), "IV, or 10", "units"),
    Rule(re.compile(r"(?<=\d)\s?[Uu](?![\w/])"), "0, 4 or cc", "units"),
    Rule(re.compile(r"(?<![A-Za-z])(?:[µμ]g|mcg|ug)(?![A-Za-z])"), "mg", "micrograms"),
    Rule(_words("cc c.c."), "units", "mL"),
    Rule(_words("MS MSO4 MgSO4"), "morphine for magnesium, or the other way", "the full name"),
    Rule(_words("D/C d/c"), "discharge, or discontinue", "the word that is meant"),
    Rule(_words("SQ s.c. S.C."), "SL, or every", "subcutaneously"),
    Rule(
        re.compile(r"(?<![\d.])\d+\.\d*0(?![\d.])"),
        "ten times as much",
        "no zero at the end",
        "read",
    ),
    Rule(re.compile(r"(?<![\w.])\.\d"), "ten times as much", "a zero before the point", "read"),
    Rule(
        re.compile(rf"(?<![\w.-])\d+(?:\.\d+)?{UNITS}"),
        "another number",
        "a space between number and unit",
        "read",
    ),
    Rule(
        re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])"),
        "a decimal point",
        "a thin space between thousands from 10 000 on, nothing below",
        "read",
    ),
    Rule(
        re.compile(r"(?<![\w.,/-])\d{5,}(?![\w.,/-])"),
        "a shorter or longer number",
        "a thin space between thousands",
        "read",
    ),
)


def error_prone(text: str) -> list[str]:
    """What a reader may misread in a text, each with what to write instead; empty if nothing."""
    text = CITATION.sub("", text)
    return [
        f"{match[0].strip()!r} is misread as {rule.misread}; write {rule.write}"
        for rule in RULES
        for match in rule.pattern.finditer(text)
    ]
