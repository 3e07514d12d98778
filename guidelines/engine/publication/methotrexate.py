"""Weekly methotrexate can be read as weekly only: given daily by mistake, it has killed.

A schedule must be one of a few forms that say once a week and the day. A sentence that names
methotrexate may not name a time shorter than a week, unless it denies it word by word ("never
daily") or gives it to another drug with a dose of its own ("folic acid 1 mg daily"). A next
sentence that says "it" still speaks of methotrexate, and so do the words for patients about it.
Times are known in English and Spanish (`times.py`); other languages are for their readers to judge.
"""

import re

from ..patient_text import ENGLISH, HANDOUT
from .obstacle import Obstacle
from .times import DENIED, SHORT, SHORTER, SPANISH, WEEK, WEEKDAY
from .wording import texts

INGREDIENT = "methotrexate"
NAMES = {INGREDIENT, "mtx", "metotrexato"}
# Fixed words of a handout that stand at every weekly medicine.
SAYS_WEEK = ("word-once_a_week", "word-per_week")
WEEKLY_WORDS = (*SAYS_WEEK, "word-only_on")
WEEKLY = re.compile(
    rf"""(?:(?:once|one\ day)\ (?:a|each|every)\ week|once\ weekly|weekly)
    (?:,?\ (?:always\ )?on\ (?:(?:one|the|a)\ )?(?:same\ )?(?:fixed\ )?
        (?P<day>weekday|day\ of\ the\ week|{WEEKDAY})s?)?
    (?:,\ (?:never|not)\ daily)?
    |(?:every|each)\ (?P<each>{WEEKDAY})""",
    re.I | re.X,
)
AMOUNT = r"(?:\d[\d.]*(?:\sto\s\d[\d.]*)?\s?[a-zµ]+(?:/kg)?)"
SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n\s*\n")
# The drug named in the sentence before, or the one whose dose is told.
IT = re.compile(rf"\b(?:it|this)\b|^\W*(?:take|give|then|t[oó]me\w*)\b|^\W*{AMOUNT}", re.I)


def methotrexate(content, on, before=()):
    """Schedules of methotrexate that are not plainly once a week, and sentences that say daily."""
    names, others = _drugs(content)
    for row in content.regimens:
        for field, text in _weekly(row, names):
            yield Obstacle(
                kind="wording", text=text, collection="regimens", key=row.code, field=field
            )
    own = _own(content, names)
    about = _about(content, own)
    for place, field, text in texts(content):
        is_own = (place.collection, place.key) in about
        is_judged = is_own and place.collection == "regimens" and field == "schedule"
        for sentence in () if is_judged else daily(text, names, others, is_own):
            problem = f"{sentence!r} can be read as methotrexate more than once a week"
            yield place.obstacle("wording", field, f"{problem}; say once a week and the day")
    for row in content.patient_texts if own else ():
        for problem in _misnamed(row, own, names):
            yield Obstacle(
                kind="wording", text=problem, collection="patient_texts", key=row.key, field="text"
            )


def _own(content, names):
    """What methotrexate is called by those who write words about it: codes, and names in orders."""
    codes = {row.code for row in content.regimens if _named(names, row.name, row.ingredient)}
    parts = {part.drug for row in content.regimens for part in row.parts}
    return codes | {drug for drug in parts if _named(names, drug)}


def _about(content, own):
    """The rows that speak of methotrexate though they need not name it, by collection and key."""
    said = {
        row.key
        for row in content.patient_texts
        if row.about in own or (own and row.about == HANDOUT and row.key in WEEKLY_WORDS)
    }
    return {("regimens", code) for code in own} | {("patient_texts", key) for key in said}


def _misnamed(row, own, names):
    """What is wrong where a name for patients or the words of a weekly medicine mislead."""
    known = [t.text for t in row.translations if t.language in (ENGLISH, SPANISH)]
    said = [row.text, *filter(str.strip, known)]
    is_it = [_named(names, text) for text in said]
    if row.kind == "name" and row.about in own and not all(is_it):
        yield "this is methotrexate and must be called so"
    if row.kind == "name" and row.about not in own and any(is_it):
        yield "this is not methotrexate and must not be called so"
    if row.key in SAYS_WEEK and not all(map(WEEK.search, said)):
        yield "these words stand at every weekly medicine and must say that it is once a week"


def _drugs(content):
    """Every name of methotrexate, and every name of another drug."""
    names, others = set(NAMES), set()
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
    found, is_alone = [], False
    for sentence in SENTENCE.split(text):
        goes_on = is_own or (is_alone and IT.search(sentence))
        is_alone = not _named(others, sentence) and (_named(names, sentence) or goes_on)
        if (is_alone or _named(names, sentence)) and SHORTER.search(
            DENIED.sub("", own_dose.sub("", sentence))
        ):
            found.append(sentence)
    return found
