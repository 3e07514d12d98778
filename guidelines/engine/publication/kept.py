"""Does every code of a regimen still stand for the same kind of dose, and the same danger?"""

from .obstacle import Obstacle
from .safety import HARMS

# What the numbers of a dose mean; the numbers themselves may change.
MEANING = {"unit": "the unit", "per": "the time", "basis": "the basis"}


def kept(content, on, before=()):
    """Regimens whose doses mean something else, or whose flag of a harm is gone, under an old code.

    Courses are stored under the code, in the unit of their day; a flag is what makes the checks ask
    for a block. What truly becomes another treatment needs another code.
    """
    for row in content.regimens:
        earlier = [was for old in before for was in old.regimens if was.code == row.code]
        found = (change for was in earlier for change in (*_doses(was, row), *_flags(was, row)))
        for field, kind, text in dict.fromkeys(found):
            yield Obstacle(kind=kind, text=text, collection="regimens", key=row.code, field=field)


def _doses(was, row):
    for old, new in _pairs(was.parts, row.parts):
        for field, words in MEANING.items():
            before, now = getattr(old, field), getattr(new, field)
            if before != now:
                text = f"part {new.drug}: {words} was {before or 'none'}, is {now or 'none'}"
                yield "parts", "type", f"{text}; give the regimen a new code"


def _pairs(was, now):
    """The parts that give the same drug; a single drug may have changed its name."""
    if len(was) == len(now) == 1:
        return [(was[0], now[0])]
    drugs = {part.drug: part for part in was}
    return [(drugs[part.drug], part) for part in now if part.drug in drugs]


def _flags(was, row):
    for flag in HARMS:
        if flag in was.flags and flag not in row.flags:
            text = f"the flag {flag} is gone, so no check asks for its block"
            yield "flags", "safety", f"{text}; keep it, or give the regimen a new code"
