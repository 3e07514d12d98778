"""Weekly methotrexate can be read as weekly only: given daily by mistake, it has killed.

A schedule must be one of a few forms that say once a week and the day. A sentence that names
methotrexate may not name a time shorter than a week, unless it denies it word by word ("never
daily") or gives it to another drug with a dose of its own ("folic acid 1 mg daily").
"""

import re

from .obstacle import Obstacle
from .wording import texts

INGREDIENT = "methotrexate"
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
WEEKLY = re.compile(
    rf"""(?:(?:once|one\ day)\ (?:a|each|every)\ week|once\ weekly|weekly)
    (?:,?\ (?:always\ )?on\ (?:(?:one|the|a)\ )?(?:same\ )?(?:fixed\ )?
        (?P<day>weekday|day\ of\ the\ week|{WEEKDAY})s?)?
    (?:,\ (?:never|not)\ daily)?
    |(?:every|each)\ (?P<each>{WEEKDAY})""",
    re.I | re.X,
)
HOURS = r"(?:\d+|two|three|four|six|eight|twelve|twenty-four)[ -]?(?:h|hours?|hourly)"
DAY = r"(?:days?|mornings?|noon|afternoons?|evenings?|nights?|bedtime|breakfast|dinner)"
DAYS = r"(?:\d|two|three|four|five|six|seven|alternate|other|most|all)"
SHORT = (
    r"(?:\d?daily|nightly|hourly|every hour|q\d+h|quotidian"
    rf"|(?:each|every|per|a|an|in the|at|before|after|with)\s{DAY}"
    rf"|(?:{DAYS}|each|every)\s(?:\w+\s)?days?(?:\s(?:a|per|each|every)\sweek)?"
    rf"|every\s{HOURS}|mornings|evenings|nights|weekdays"
    r"|(?:twice|thrice|(?:\d|two|three|four|five|six|seven) times|many times)"
    r"\s(?:a|per|each|every)?\s?(?:day|week|weekly|daily))"
)
SHORTER = re.compile(
    rf"(?<!\w){SHORT}(?!\w)|/\s?d(?:ay)?(?!\w)|\b[bt]\.?i\.?d\b|\b{WEEKDAY}.*\b{WEEKDAY}",
    re.I | re.S,
)
DENIED = re.compile(
    rf"\b(?:never|not)\s(?:(?:give|given|take|taken|a|one)\s)*{SHORT}(?!\w)"
    rf"|\ba daily dose (?:can be|is) fatal",
    re.I,
)
AMOUNT = r"(?:\d[\d.]*(?:\sto\s\d[\d.]*)?\s?[a-zµ]+(?:/kg)?)"
SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n\s*\n")


def methotrexate(content, on, before=()):
    """Schedules of methotrexate that are not plainly once a week, and sentences that say daily."""
    names, others = _drugs(content)
    own = {row.code for row in content.regimens if _named(names, row.name, row.ingredient)}
    for row in content.regimens:
        for field, text in _weekly(row, names):
            yield Obstacle(
                kind="wording", text=text, collection="regimens", key=row.code, field=field
            )
    for place, field, text in texts(content):
        is_own = place.collection == "regimens" and place.key in own
        is_judged = is_own and field == "schedule"
        for sentence in () if is_judged else daily(text, names, others, is_own):
            problem = f"{sentence!r} can be read as methotrexate more than once a week"
            yield place.obstacle("wording", field, f"{problem}; say once a week and the day")


def _drugs(content):
    """Every name of methotrexate, and every name of another drug."""
    names, others = {INGREDIENT, "mtx"}, set()
    for row in content.drugs:
        known = {row.name, *row.synonyms, *row.brands}
        is_it = INGREDIENT in row.name.lower().split("/")
        (names if is_it else others).update(name.lower() for name in known)
    return _any(names), _any(others)


def _any(names):
    longest = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name) for name in longest) or r"(?!)"


def _weekly(row, names):
    is_it = _named(names, row.name, row.ingredient)
    for part in row.parts:
        if part.basis != "none" and (_named(names, part.drug) or (is_it and len(row.parts) == 1)):
            if part.per != "week" or part.doses_per_day != 1:
                yield "parts", f"part {part.drug}: methotrexate is a single dose a week"
            yield from _schedules(row, part)


def _named(names, *texts):
    return any(re.search(rf"(?<!\w)(?:{names})(?!\w)", text, re.I) for text in texts)


def _schedules(row, part):
    """The line of the regimen and that of the drug: both weekly, and one of them with its day."""
    lines = [("schedule", row.schedule), ("parts", part.schedule)]
    found = [(field, WEEKLY.fullmatch(text.strip().rstrip("."))) for field, text in lines if text]
    wrong = [field for field, match in found if match is None]
    if not wrong and not any(match["day"] or match["each"] for _, match in found):
        wrong = ["schedule"]
    for field in wrong:
        yield field, "write when methotrexate is given as: once a week on one fixed weekday"


def daily(text, names, others, is_own=False) -> list[str]:
    """The sentences of a text that speak of methotrexate and of a time shorter than a week.

    `names` and `others` are the patterns of its names and of those of other drugs; `is_own` where
    the text stands in its regimen, so that a sentence without a drug speaks of methotrexate.
    """
    own_dose = re.compile(
        rf"(?<!\w)(?:{others})\s(?:at\s)?{AMOUNT}\s?(?:/\s?day\b|{SHORT}(?!\w))", re.I
    )
    return [
        sentence
        for sentence in SENTENCE.split(text)
        if (_named(names, sentence) or (is_own and not _named(others, sentence)))
        and SHORTER.search(DENIED.sub("", own_dose.sub("", sentence)))
    ]
