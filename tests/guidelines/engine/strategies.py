"""Random patients for properties: a test patient of the guideline, changed and with gaps."""

import datetime
from decimal import Decimal

from hypothesis import strategies as st

from guidelines.engine.ask import candidates
from guidelines.engine.program import program
from tests.guidelines.engine.shipped import CONTENT, DAY, ELEMENTS, MISSING, VIGNETTES, WEAK

PROGRAM = program(CONTENT)
ASKED = [key for key, element in ELEMENTS.items() if not element.context_only]
BASES = [{}, WEAK, *(VIGNETTES[f"V{number}"].findings for number in range(1, 9))]
MEDICINES = ["lipitor", "bactrim", "zyloric", "methotrexate", "a medicine nobody knows"]


def answers(key):
    """Every answer an element can have, with more weight on the limits that conditions use."""
    element = ELEMENTS[key]
    if element.type == "boolean":
        return st.booleans()
    if element.type == "choice":
        return st.sampled_from([option.code for option in element.options])
    if element.type == "list":
        return _words(key)
    if element.type == "date":
        return st.dates(datetime.date(1930, 1, 1), DAY).map(str)
    return st.sampled_from(candidates(PROGRAM, key)) | _numbers(element)


def _words(key):
    words = {word for value in candidates(PROGRAM, key) for word in value}
    words |= set(MEDICINES) if key == "current_drugs" else set()
    return st.lists(st.sampled_from(sorted(words)), unique=True, max_size=4)


def _numbers(element):
    low = element.absolute_low or Decimal(0)
    high = element.absolute_high or element.plausible_high or low + 1000
    if element.type == "integer":
        return st.integers(int(low), int(high)).map(Decimal)
    return st.decimals(low, high, places=1)


def some_answers(keys, largest=None):
    """Answers to some of the keys."""
    if not keys:
        return st.just({})
    chosen = st.lists(st.sampled_from(sorted(keys)), unique=True, max_size=largest)
    return chosen.flatmap(lambda found: st.fixed_dictionaries({key: answers(key) for key in found}))


def all_answers(keys):
    """An answer to each of the keys."""
    return st.fixed_dictionaries({key: answers(key) for key in sorted(keys)})


@st.composite
def patients(draw):
    """Flat findings: a known patient, some answers changed, some unknown, some never asked."""
    flat = dict(draw(st.sampled_from(BASES))) | draw(some_answers(ASKED, 10))
    gaps = st.lists(st.sampled_from(ASKED), unique=True, max_size=25)
    flat |= dict.fromkeys(draw(gaps), MISSING)
    return flat | dict.fromkeys(draw(st.lists(st.sampled_from(ASKED), max_size=4)))
