"""How a dose and how often it is given may be typed in an order: nothing that can be misread."""

import re
from decimal import Decimal

from . import wording
from .publication.error_prone import error_prone
from .publication.methotrexate import DENIED, INGREDIENT, SHORTER

JOINED = re.compile("[/]| with | and ")  # drugs of one treatment: "calcium/vitamin d"
INSIDE = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")  # a space inside a figure
LONG = re.compile(r"(?<![\w.,/-])\d{5,}(?!\w|[.,/-]\d)")
DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?s?"
SPANS = re.compile(
    rf"\b(?:from|until|till|since|after|before|through|starting|beginning)\s(?:on\s)?{DAY}\b"
    r"|\b(?:for|in|after|within|over)\s(?:a|one|1)\s(?:week|month)\b",
    re.I,
)
MANY = r"(?:other|second|third|fourth|\d+(?:nd|rd|th)?|two|three|four|five|six|seven)"
OTHER_INTERVAL = re.compile(
    rf"\b(?:every|each)\s{MANY}\s(?:day|morning|noon|evening|night|week|month)s?\b"
    r"|\balternat|\b(?:a|per|each|every|the)\s(?:week|fortnight|month)\b"
    r"|\b(?:weekly|fortnightly|monthly|weekends?|weekdays?|dialysis)\b"
    r"|\bevery\s(?:36|48|72|96)[\s-]?h|\bdays?\s(?:on|off)\b|\bon\s(?:even|odd|days?)\b"
    rf"|\b(?:once\sonly|single\sdose)\b|\bonce$|\b{DAY}\b",
    re.I,
)
SEVERAL = re.compile(
    r"\b(?:twice|thrice|(?:\d|two|three|four)\stimes)\s(?:daily|(?:a|per|each)\s(?:day|dose))"
    r"|\bevery\s(?:4|6|8|12)\s?h|\bdoses\b|\b(?:divided|split)\b|morning.*(?:noon|evening|night)",
    re.I,
)


def tidy(text: str) -> str:
    """Typed words as they are kept: single spaces, figures from 10 000 on with thin spaces."""
    text = " ".join(INSIDE.sub("", text).split())
    return LONG.sub(lambda figure: wording.number(Decimal(figure[0])), text)


def problems(text: str, others: frozenset[str] = frozenset()) -> list[str]:
    """What somebody could misread in an order, each with what to write instead.

    `others` are the names of drugs that are ordered in a place of their own (see `other_drugs`).
    """
    names = "|".join(re.escape(name) for name in sorted(others, key=len, reverse=True)) or r"(?!)"
    named = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])", re.I)
    found = [
        f"{name!r} is another medicine; decide on it in its own place and leave it out here"
        for name in dict.fromkeys(named.findall(text))
    ]
    return found + error_prone(named.sub("", text))


def other_drugs(content, code: str) -> frozenset[str]:
    """Every name of the drugs that other regimens of a content give, and of methotrexate."""
    given = {row.code: _drugs(row) for row in content.regimens}
    others = {INGREDIENT, "mtx"}.union(*given.values())
    own, names = given.get(code, set()), others
    for row in content.drugs:
        known = {name.lower() for name in (row.name, *row.synonyms, *row.brands)}
        if known & own:
            own = own | known
        elif row.name.lower() in others:
            names = names | known
    return frozenset(names - own)


def _drugs(regimen):
    texts = [regimen.ingredient, *(part.drug for part in regimen.parts)]
    return {word for text in texts for word in (text.lower(), *JOINED.split(text.lower())) if word}


def is_more_than_weekly(text: str) -> bool:
    """Whether an order of a weekly drug names a time shorter than a week, without denying it."""
    return bool(SHORTER.search(DENIED.sub("", text)))


def is_other_interval(often: str) -> bool:
    """Whether something is not given on every day: 'every other day', '3 times a week'."""
    return bool(OTHER_INTERVAL.search(SPANS.sub("", often)))


def is_several_doses(often: str) -> bool:
    """Whether a day on which it is given has several doses of it."""
    return bool(SEVERAL.search(often))
