"""Medicine names as typed, one a line, against the guideline's drug table."""

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from guidelines.engine.program import program

# What may stand beside a name: amounts, units, forms, routes and times. Nothing else is passed
# over, so that a second name in the same line is never lost.
BESIDE = re.compile(
    r"""(?:
    [\s/.,:×%*–-] | \d | every\ other | (?:
        mg | g | gram | grams | mcg | µg | μg | ug | ng | kg | ml | l | iu | ie | unit |
        units | mmol | meq | tablet | tablets | tab | tabs | capsule | capsules | cap | caps
        | pill | pills | puff | puffs | drop | drops | patch | patches | ampoule | ampoules
        | vial | vials | spray | sprays | sachet | sachets | injection | injections | dose |
        doses | low | high | full | half | baby | one | two | three | four | once | twice |
        thrice | a | an | per | each | every | daily | weekly | biweekly | fortnightly |
        monthly | nightly | hourly | day | days | week | weeks | month | months | hour |
        hours | hr | hrs | h | d | w | times | time | x | bid | tid | qid | qd | qod | od |
        bd | tds | qds | qhs | hs | qam | qpm | qw | q | prn | am | pm | morning | mornings
        | noon | midday | afternoon | evening | evenings | night | nights | bedtime |
        breakfast | lunch | dinner | meal | meals | food | with | before | after | at | in |
        the | on | as | needed | by | mouth | po | iv | im | sc | subcutaneous |
        subcutaneously | oral | orally | intravenous | intravenously | monday | mondays |
        tuesday | tuesdays | wednesday | wednesdays | thursday | thursdays | friday |
        fridays | saturday | saturdays | sunday | sundays | alternate | ds | ss | xr | er |
        sr | ec | cr | la | xl | ir | dr | mr | ret | retard | release | extended | delayed
        | sustained | enteric | coated | dosepak | dosepack | pak | pack | hcl |
        hydrochloride | sodium
    )(?![^\W\d_])
    )*""",
    re.VERBOSE,
)
LINES = re.compile(r"[\n;]")
BETWEEN_NAMES = re.compile(r"[()]|,(?!\d)|(?<!\d),|\s*\+\s*|\s+and\s+|\s*&\s*")
SLASH = re.compile(r"(?<!\d)\s*/\s*|\s*/\s*(?!\d)")
WORDS = 6  # of the longest name in a drug table
NEAR = 0.75  # how alike a name of the table must be to be offered
ACRONYMS = {"ace", "cyp3a4", "nsaid"}


class Medicine(NamedTuple):
    """One typed name; `words` are the ingredient and its classes, empty if not recognized.

    `nearest` is the name of the table most like an unrecognized one, if there is one.
    """

    name: str
    words: tuple[str, ...]
    nearest: str = ""

    @property
    def shown(self):
        """What the name stands for, beyond the name itself."""
        return ", ".join(label(word) for word in self.words if word != self.name)


def read(text, content):
    """The medicines of a text. A dose beside the name is passed over: 'apixaban 5 mg'."""
    known = program(content).drug_words
    lines = (" ".join(line.split()).lower() for line in LINES.split(text))
    found = [medicine for line in lines if line for medicine in _line(line, known)]
    return [
        medicine if medicine.words else medicine._replace(nearest=nearest(medicine.name, content))
        for medicine in dict.fromkeys(found)
    ]


def _line(line, known):
    """The medicines of one line; a line without any name is an unrecognized one."""
    return _names(line, known, (BETWEEN_NAMES, SLASH)) or [Medicine(line, ())]


def _names(text, known, separators):
    text = text.strip()
    if BESIDE.fullmatch(text):
        return []
    if name := _known(text, known):
        return [Medicine(name, tuple(sorted(known[name])))]
    for place, separator in enumerate(separators):
        parts = separator.split(text)
        if len(parts) > 1:
            return [m for part in parts for m in _names(part, known, separators[place:])]
    return [Medicine(_bare(text), ())]


def _bare(text):
    """A name without what follows it."""
    words = text.split(" ")
    while len(words) > 1 and _beside(words[-1:]):
        words.pop()
    return " ".join(words)


def _known(text, known):
    """The longest name of the table that leaves only doses and the like before and after it."""
    words = text.split(" ")
    spans = [(i, i + size) for size in range(WORDS, 0, -1) for i in range(len(words) - size + 1)]
    for start, end in spans:
        name = " ".join(words[start:end])
        if name in known and _beside(words[:start]) and _beside(words[end:]):
            return name
    return None


def _beside(words):
    return BESIDE.fullmatch(" ".join(words))


def ingredients(text, content):
    """The ingredients of the medicines of a text; an unrecognized name stands for itself."""
    known = _ingredients(content)
    return tuple(known.get(medicine.name, medicine.name) for medicine in read(text, content))


def of_treatment(regimen, name, content):
    """The ingredients of a regimen by its code, or of a drug beyond the guideline by its name."""
    row = program(content).regimens.get(regimen)
    return ingredients((row and row.ingredient) or name, content)


def words_of(treatment, content):
    """The words of a treatment, given as regimen code and name: ingredients with their classes."""
    known = program(content).drug_words
    return {word for name in of_treatment(*treatment, content) for word in known.get(name, {name})}


def is_same(one, other, content):
    """Whether two treatments hold the same drug; prednisolone counts as prednisone."""
    first, second = ({*of_treatment(*row, content)} for row in (one, other))
    return bool(first & words_of(other, content) or second & words_of(one, content))


@lru_cache(maxsize=16)
def _ingredients(content):
    rows = [(name, row) for row in content.drugs for name in (row.name, *row.synonyms, *row.brands)]
    return {name.lower(): row.name.lower() for name, row in rows}


@lru_cache(maxsize=256)
def nearest(name, content):
    """The name of the table most like this one, or an empty text."""
    known = program(content).drug_words
    return next(iter(get_close_matches(name, known, n=1, cutoff=NEAR)), "")


def among(name, codes, content):
    """A name with those codes that the drug table gives for it; without any, not recognized."""
    words = program(content).drug_words.get(name, frozenset()) & codes
    return Medicine(name, tuple(sorted(words)))


@lru_cache(maxsize=16)
def classes(content):
    """Every word that a condition asks a medicine for, with its label."""
    leaves = program(content).leaves
    words = {leaf.argument for leaf in leaves if getattr(leaf, "function", "") == "takes"}
    return [(word, label(word)) for word in sorted(words)]


def label(word):
    """A word of the drug table as a person reads it."""
    return " ".join(part.upper() if part in ACRONYMS else part for part in word.split("_"))
