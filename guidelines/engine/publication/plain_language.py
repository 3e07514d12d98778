"""Can a worried person read the texts for patients at home?

Reading level by Flesch and Kincaid, short sentences, words that everybody uses; the limits are
ours. Translations have no formula here and are read for their placeholders alone.
"""

import re
from collections import Counter
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from .. import wording
from ..handout.words import PLACEHOLDERS
from ..patient_text import ENGLISH
from .rows import Place

HIGHEST_GRADE = 8
MOST_WORDS = 20  # in a sentence
SYLLABLES = 3  # from here on a word counts as long
READ = (
    *("purpose", "how", "plan", "emergency", "today", "next_visit", "avoid", "advice", "first"),
    "question",
)
BANNED = {
    "as directed": "say when and how much",
    "as needed": "say when",
    "as tolerated": "say how to notice",
    "contraindicated": "must not be taken",
    "administer": "give",
    "administered": "given",
    "adverse": "bad",
    "discontinue": "stop",
    "initiate": "start",
    "monitoring": "tests",
    "renal": "kidney",
    "hepatic": "liver",
    "cardiac": "heart",
    "pulmonary": "lung",
    "oral": "by mouth",
    "orally": "by mouth",
    "intravenous": "by drip",
    "intravenously": "by drip",
    "subcutaneous": "under the skin",
    "prophylaxis": "protection",
    "immunosuppressant": "medicine that calms the immune system",
    "hypertension": "high blood pressure",
    "dyspnea": "trouble breathing",
    "dysphagia": "trouble swallowing",
    "myalgia": "muscle pain",
    "edema": "swelling",
    "symptomatic": "say what the person notices",
    "prior to": "before",
    "e.g": "for example",
    "i.e": "that is",
    "etc": "say what",
    "prn": "say when",
}
ABBREVIATION = re.compile(r"(?<![\w-])(?:[A-Z]{2,}[0-9]*|[A-Z][a-z]?[0-9]+)(?![\w-])")
SENTENCE = re.compile(r"[^.!?:;]+")
WORD = re.compile(r"[\w'’-]+")
PLACEHOLDER = re.compile(r"\{(\w*)\}")
MARKUP = re.compile(r"[<>{}]")


def plain_language(content, on, before=()):
    """Texts for patients that are hard to read, and translations that do not fit their text."""
    named = names(content)
    for row in content.patient_texts:
        place = Place("patient_texts", row.key, row, "patient_texts")
        for problem in problems(row.text, row.kind, named):
            yield place.obstacle("plain", "text", problem)
        for field, problem in _misfits(row):
            yield place.obstacle("plain", field, problem)


def problems(text, kind, named=frozenset()) -> list[str]:
    """What makes an English text hard to read; `named` are drugs and tests, in lower case."""
    found = [f"{word!r} is not a plain word; {BANNED[word]}" for word in _banned(text)]
    found += [f"{word!r} is an abbreviation; write it out" for word in _abbreviations(text, named)]
    if kind not in READ:
        return found
    found += [
        f"a sentence has {count} words, at most {MOST_WORDS} are easy: {sentence!r}"
        for sentence, count in _long_sentences(text)
    ]
    grade = reading_grade(_without(text, frozenset(named)))
    if grade > HIGHEST_GRADE:
        found.append(
            f"reading grade {wording.number(Decimal(grade), 1)}, at most {HIGHEST_GRADE} is easy"
        )
    return found


class Ease(NamedTuple):
    """How easy an English text is: its grade, its longest sentence, its long words, problems."""

    grade: str
    longest: int  # words
    long_words: list[str]
    problems: list[str]


def ease(text, kind, named=frozenset()) -> Ease:
    """How easy a text is to read; `named` are drugs and tests, in lower case."""
    plain = _without(text, frozenset(named))
    counted = _library().syllable_count
    words = dict.fromkeys(word.lower() for word in WORD.findall(plain))
    return Ease(
        grade=wording.number(Decimal(reading_grade(plain)), 1),
        longest=max((len(WORD.findall(found)) for found in SENTENCE.findall(text)), default=0),
        long_words=[word for word in words if counted(word) >= SYLLABLES],
        problems=problems(text, kind, named),
    )


def names(content) -> frozenset[str]:
    """Clinical names that count as easy words: of drugs, of tests and of the illness."""
    drugs = {name for row in content.drugs for name in (row.name, *row.synonyms, *row.brands)}
    drugs |= {part.drug for row in content.regimens for part in row.parts}
    drugs |= {row.text for row in content.patient_texts if row.kind == "name"}
    return frozenset(name.lower() for name in drugs if len(name) > 2)


@lru_cache(maxsize=4096)
def reading_grade(text: str) -> float:
    """The school year in which a text is understood, by the formula of Flesch and Kincaid."""
    return _library().flesch_kincaid_grade(text)


@cache
def _library():
    import textstat  # takes a moment, and only publication needs it

    textstat.set_lang("en_US")
    return textstat


def _without(text, named):
    return _pattern(named).sub("pill", text) if named else text


@lru_cache(maxsize=4)
def _pattern(named):
    longest_first = sorted(map(re.escape, named), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def _banned(text):
    words = f" {' '.join(re.findall(r'[a-z.]+', text.lower()))} "
    return [word for word in BANNED if re.search(rf" {re.escape(word)}\.? ", words)]


def _abbreviations(text, named):
    return [word for word in ABBREVIATION.findall(text) if word.lower() not in named]


def _long_sentences(text):
    counted = [(found.strip(), len(WORD.findall(found))) for found in SENTENCE.findall(text)]
    return [(sentence, count) for sentence, count in counted if count > MOST_WORDS]


def _misfits(row):
    """What does not fit the page, and languages twice; a blank translation is none yet."""
    slot = row.key.removeprefix("word-") if row.kind == "word" else ""
    needed = PLACEHOLDERS.get(slot, set())
    for problem in _misfit(row.text, needed):
        yield "text", problem
    for translation in row.translations:
        for problem in _misfit(translation.text, needed) if translation.text.strip() else ():
            yield "translations", f"{translation.language}: {problem}"
    counted = Counter(translation.language for translation in row.translations)
    for language, count in counted.items():
        if count > 1 or language == ENGLISH:
            yield "translations", f"{language} stands twice"


def _misfit(text, needed):
    found = set(PLACEHOLDER.findall(text))
    for name in sorted(found - needed):
        yield f"the page does not fill {{{name}}} here"
    for name in sorted(needed - found):
        yield f"{{{name}}} is missing, which the page fills in here"
    for sign in sorted(set(MARKUP.findall(PLACEHOLDER.sub("", text)))):
        yield f"{sign!r} would stand on the page as it is; write words"
