"""Ways of writing a dose that have killed: what to look for in every text that people read.

The abbreviations, symbols and short drug names follow the lists that institutes of medication
safety publish (error-prone abbreviations; "do not use"). The lists themselves could not be read:
each of these rows is from memory. The forms of numbers are those of `engine.wording`.
"""

import re
from typing import NamedTuple

from ..citations import CITATION
from ..wording import THIN_SPACE, UNITS


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


def _initials(text):
    """One of these forms in letters of any size, with or without points between them."""
    forms = (rf"{form}|{r'[.]'.join(form)}[.]?" for form in text.split())
    return re.compile(rf"(?<![\w.@-])(?:{'|'.join(forms)})(?![\w-])", re.I)


def _after_dose(text):
    """One of these forms where a dose stands before it; elsewhere they are words of their own."""
    forms = "|".join(re.escape(form) for form in text.split())
    return re.compile(rf"(?<=\d mg )(?:{forms})(?![\w-])")


_ABBREVIATIONS = (
    Rule(_initials("qd q1d od"), "another interval, or the right eye", "once daily"),
    Rule(_initials("qod eod"), "daily", "every other day"),
    Rule(_words("BIW biw TIW tiw"), "so many times a day", "how many times a week"),
    Rule(_initials("hs qhs"), "half strength, or every hour", "at bedtime"),
    Rule(_words("BT qn"), "twice daily, or every hour", "at bedtime, or every night"),
    Rule(re.compile(r"(?<![\w.])q\d+[AP]M\b"), "every so many hours", "the hour of the day"),
    Rule(_words("OS OU AU a.d. a.s. a.u. o.s. o.u."), "another eye or ear", "the eye or ear"),
    Rule(re.compile(r"(?<!\w)[Pp]er os(?!\w)"), "the left eye", "by mouth"),
    Rule(_after_dose("IN IJ"), "IM or IV", "into the nose, or injection"),
    Rule(_initials("sc sq"), "SL, or every", "subcutaneously"),
    Rule(_words("subq sub-q"), "SL, or every", "subcutaneously"),
    Rule(re.compile(r"(?<![\w/])I(?:U|\.U\.?)(?!\w)", re.I), "IV, or 10", "units"),
    Rule(re.compile(r"(?<=\d)\s?[Uu](?![\w/])"), "0, 4 or cc", "units"),
    Rule(re.compile(r"(?<![A-Za-z])(?:[µμ]g|mcgs?|ug)(?![A-Za-z])"), "mg", "micrograms"),
    Rule(_words("cc c.c."), "units", "mL"),
    Rule(re.compile(r"(?<=\d)\s?(?:ml|ML)(?!\w)"), "a figure 1", "mL"),
    Rule(re.compile(r"(?<=\d)\s?(?:gms?|gr)(?!\w)", re.I), "grains", "g"),
    Rule(re.compile(r"(?<=\d)\s?(?:MM|M|K)(?!\w)"), "thousand for million", "the word in full"),
    Rule(_words("D/C d/c"), "discharge, or discontinue", "the word that is meant"),
    Rule(_words("UD u.d."), "a unit dose", "how it is to be taken"),
    Rule(re.compile(r"\w+/d(?![\w/])"), "a dose, or three times daily", "a day"),
    Rule(_words("SSI"), "an infection, or an antidepressant", "sliding scale insulin"),
    Rule(
        re.compile(r"(?<![A-Za-z])x\s?\d+(?:\s?d)?(?!\w)"),
        "so many doses, or days, or another dose",
        "how many times a day, or for how many days; between numbers the sign ×",
    ),
)
_SHORT_NAMES = (
    Rule(_words("MS MSO4 MgSO4"), "morphine for magnesium, or the other way", "the full name"),
    Rule(_words("MTX"), "mitoxantrone", "methotrexate"),
    Rule(_words("AZT"), "azathioprine or zidovudine", "the full name"),
    Rule(_words("HCT HCTZ"), "hydrocortisone, or another strength", "hydrochlorothiazide"),
    Rule(_words("CPZ PTU TNK DPT DTO ZnSO4"), "another drug", "the full name"),
    Rule(_words("TAC"), "tacrolimus or triamcinolone", "the full name"),
    Rule(_words("AZA CsA CyA CYC"), "another drug that begins so", "the full name"),
    Rule(_words("HCQ MMF RTX"), "another drug, or nothing", "the full name"),
)
_SYMBOLS = (
    Rule(re.compile(r"(?<![\w<>=-])[<>](?==?\s?\d)"), "the opposite, or 4 and 7", "the words"),
    Rule(re.compile(r"(?<=\s)@"), "2", "at"),
    Rule(re.compile(r"(?<=[\w.)] )&(?= \w)"), "2", "and"),
    # Tablets are added with it ("3 × 20 mg + 2 × 5 mg"), where no figure can join another.
    Rule(re.compile(r"(?<=[a-z] )\+(?= [A-Za-z]| \d[\d.]*\s[a-z])"), "4", "and"),
    Rule(re.compile(r"[ØΦ∅]"), "4, 6 or 9", "0, or none"),
    Rule(re.compile(r"(?<![\d/])\d/\d(?=\s(?:tablet|capsule)s?(?!\w))"), "1 or 2", "half a tablet"),
    Rule(re.compile(r"[½¼¾⅓⅔]"), "a whole number", "half, or the number with its point"),
)
_NUMBERS = (
    Rule(re.compile(r"(?<![\d.v])\d+\.\d*0(?![\d.])"), "ten times as much", "no zero at the end"),
    Rule(re.compile(r"(?<![\w.])\.\d"), "ten times as much", "a zero before the point"),
    Rule(
        re.compile(rf"(?<![\w.-])\d+(?:\.\d+)?{UNITS}"),
        "another number",
        "a space between number and unit",
    ),
    Rule(
        re.compile(rf"(?<![\w-])[A-Za-z]{{4,}}\d+(?:\.\d+)?\s?{UNITS}"),
        "another number: a letter is read as a figure",
        "a space between name and dose",
    ),
    Rule(
        re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])"),
        "a decimal point",
        "a thin space between thousands from 10 000 on, nothing below",
    ),
    Rule(
        re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?=\s?{UNITS})"),
        "two numbers",
        "a thin space between thousands from 10 000 on, nothing below",
    ),
    Rule(
        re.compile(rf"(?<![\w.,])\d+,(?!\d{{3}}(?!\d))\d+(?=\s?{UNITS})"),
        "ten times as much, or more",
        "a decimal point",
    ),
    Rule(
        re.compile(rf"(?<![\w.-])\d+(?:\.\d+)?[-–]\d+(?:\.\d+)?(?=\s?{UNITS})"),
        "one number, or a minus",
        "the word 'to' between the numbers",
    ),
    Rule(
        re.compile(rf"(?<![\d{THIN_SPACE}.,])\d{THIN_SPACE}\d{{3}}(?![\d{THIN_SPACE}])"),
        "two numbers",
        "four digits without a space",
    ),
    Rule(
        re.compile(r"(?<![\w.,/-])\d{5,}(?![\w.,/-])"),
        "a shorter or longer number",
        "a thin space between thousands",
    ),
)
RULES = (
    *_ABBREVIATIONS,
    *_SHORT_NAMES,
    *_SYMBOLS,
    *(rule._replace(mark="read") for rule in _NUMBERS),
)


def error_prone(text: str) -> list[str]:
    """What a reader may misread in a text, each with what to write instead; empty if nothing."""
    text = CITATION.sub("", text)
    return [
        f"{match[0].strip()!r} is misread as {rule.misread}; write {rule.write}"
        for rule in RULES
        for match in rule.pattern.finditer(text)
    ]
