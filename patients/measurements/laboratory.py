"""What laboratories call tests and units, against the guideline's questions."""

import re
from difflib import get_close_matches
from functools import lru_cache

from guidelines.engine import wording

NEAR = 0.7  # how alike a known name must be to be offered
NO_UNIT = {"", "-", "–", "n/a", "na", "none"}
SUPERSCRIPTS = {ord(sign): f"*{digit}" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
SIGNS = SUPERSCRIPTS | {ord("μ"): "u", ord("µ"): "u", ord("×"): "x", ord("^"): "*", ord("°"): ""}
# Other spellings of a unit, as `_plain` writes them. They hold only where a test has that unit:
# G/L are 10⁹ cells a liter for platelets, and grams a liter for hemoglobin.
SPELLINGS = {
    "U/L": ("iu/l", "units/l", "unit/l"),
    "ukat/L": ("microkat/l", "mckat/l"),
    "mg/dL": ("mg/100ml", "mg%"),
    "g/dL": ("g/100ml", "g%", "gm/dl"),
    "g/L": ("gm/l",),
    "mg/L": ("ug/ml", "mcg/ml"),
    "ng/L": ("pg/ml",),
    "ng/mL": ("ug/l", "mcg/l"),
    "ug/L": ("ng/ml", "mcg/l", "microgram/l", "micrograms/l"),
    "umol/L": ("mcmol/l", "micromol/l"),
    "10*9/L": ("10e9/l", "109/l", "g/l", "giga/l", "gpt/l", "/nl"),
    "10*3/uL": ("10e3/ul", "103/ul", "k/ul", "thou/ul", "10*3/mm3", "10*3/mm*3", "k/mm3"),
    "/uL": ("cells/ul", "/mm3", "/mm*3", "/cmm", "cells/mm3", "cells/mm*3", "perul"),
    "%": ("percent", "pct", "%predicted", "%pred", "%ofpredicted"),
    "mm/h": ("mm/hr", "mm/1h", "mm/hour", "mm"),
    "1": ("l/l", "ratio", "fraction"),
    "[IU]/mL": ("iu/ml",),
    "[arb'U]/mL": ("u/ml", "au/ml", "units/ml", "cu", "cu/ml"),
    "{score}": ("points", "score", "/80", "of80"),
    "mm[Hg]": ("mmhg",),
    "Cel": ("c", "degc"),
    "degF": ("f",),
    "/min": ("bpm", "1/min"),
    "kg": ("kgs",),
    "lb": ("lbs",),
}


def followed(content):
    """The questions whose values are kept over time: those a laboratory or visit names."""
    return [element for element in content.elements if element.names]


def test(text, content):
    """The question that a test name means, or None and why it is refused."""
    if not text.strip():
        return None, "Name the test."
    known = _by_name(content)
    found = known.get(_words(text), ())
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, f"{text} may be {_labels(found)}. Say which."
    like = get_close_matches(_words(text), known, cutoff=NEAR)
    near = [row for name in like for row in known[name]]
    hint = f"Did you mean {_labels(near)}?" if near else "Choose one of the list."
    return None, f"No test here is called {text!r}. {hint}"


def _labels(elements):
    return wording.listed(list(dict.fromkeys(row.label for row in elements)), "or")


@lru_cache(maxsize=8)
def _by_name(content):
    found = {}
    for element in followed(content):
        names = (*element.names, element.label, element.key)
        for name in dict.fromkeys(map(_words, names)):
            found.setdefault(name, []).append(element)
    return found


def _words(text):
    """A name without the differences in case and signs that nobody means."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def units(element):
    """The codes of the units in which a number may be given, its own first."""
    return [code for code in (element.unit, *(unit.code for unit in element.units)) if code]


def unit(text, element):
    """The code of the unit that a text means for a test, or None and why it is refused."""
    accepted = units(element)
    offered = wording.listed([wording.unit(code) or "no unit" for code in accepted], "or")
    if text.strip().lower() in NO_UNIT:
        if len(accepted) < 2:
            return element.unit, ""
        return None, f"Which unit? Use {offered}."
    plain = _plain(text)
    for spelled in (_own, lambda code: SPELLINGS.get(code, ())):
        for code in accepted:
            if plain in spelled(code):
                return code, ""
    if not accepted:
        return None, f"{text!r}: this test has no unit. Leave it empty."
    return None, f"The unit {text!r} is not used here. Use {offered}."


def _own(code):
    return _plain(code), _plain(wording.unit(code))


def _plain(text):
    """A unit in small letters and plain signs: × 10⁹/L and x10^9/l are both 10*9/l."""
    plain = re.sub(r"\s", "", text.casefold().translate(SIGNS)).replace("**", "*")
    return plain.removeprefix("x")
