"""What was known at a signed consultation, as flat values that a query can compare.

Only what is known is kept, under the keys of `keys`: numbers as JSON numbers, yes and no as
booleans, answers and levels as their codes. Names in lists are kept as they were given:
'takes(zocor)', and 'takes()' where it is known what all of them are; 'blocked(IVIG)' where it is.
The marks under 'advice()', 'computed()' and 'read()' tell by which conditions, and how values were
computed and answers read: with the same marks, what is missing is not blocked, and was not known.
"""

from decimal import ROUND_05UP, Context, Decimal

from guidelines.engine import intake
from guidelines.engine.facts import Facts
from guidelines.engine.logic import LISTS
from guidelines.engine.program import program
from patients.cohorts.keys import NUMBERS, keys
from patients.models import EncounterFacts

# 15 digits are what a database's floating-point number keeps of a decimal number. Rounding away
# from a last digit of 0 or 5 leaves each value on its side of any limit of up to 14 digits.
DIGITS = Context(prec=15, rounding=ROUND_05UP)


def store(encounter, facts):
    """Keep the facts of a consultation that is signed, or make them again."""
    EncounterFacts.objects.update_or_create(encounter=encounter, defaults={"values": values(facts)})


def store_again(encounter):
    """Make the facts of a signed consultation again, from what its signature covers."""
    compiled = program(encounter.content)
    store(encounter, Facts(compiled, encounter.findings, encounter.day, encounter.past()))


def values(facts) -> dict:
    """The known facts of an evaluation by key, as JSON can hold them."""
    own = keys(facts.program)
    marks = {"computed()": own.computed, "advice()": own.conditions, "read()": own.readings}
    known = dict(_compared(facts)) | dict(_computed(facts)) | dict(_listed(facts))
    return known | marks | dict(_advised(facts))


def number(value: Decimal) -> int | float:
    """A number on the same side of every limit of up to 14 digits as the value itself."""
    rounded = DIGITS.create_decimal(value)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _compared(facts):
    for name, element in facts.program.elements.items():
        value = facts[name]
        if name in facts.program.derived or value is None:
            continue
        key = keys(facts.program)[name]
        yield key, True if key.startswith("known(") else _plain(value, element.type in NUMBERS)


def _computed(facts):
    for name, row in facts.program.derived.items():
        if (value := facts[name]) is not None:
            yield keys(facts.program)[name], _plain(value, not row.levels)


def _plain(value, is_number):
    if is_number and isinstance(value, Decimal | int):
        return number(Decimal(value))
    return value if isinstance(value, str | bool) else True


def _listed(facts):
    own = keys(facts.program)
    for function, name in LISTS.items():
        words = facts[name]
        if words is None:
            continue
        yield from ((own.listed(function, given), True) for given in _given(facts, name))
        if None not in words:
            yield own.listed(function), True


def _given(facts, name):
    """The names of a list as they were given; those of an open list in lower case."""
    element = facts.program.elements[name]
    names = intake.check(element, facts.findings[name]["value"], facts.on).value
    return sorted({given.lower() for given in names} if element.open_list else names)


def _advised(facts):
    """What is proven of blocked, requested, advised and incomplete; the rest is not so."""
    program = facts.program
    asked = [(function, code) for function in ("blocked", "requested") for code in program.regimens]
    asked += [("advised", key) for key in program.recommendations]
    asked += [("incomplete", name) for name in program.spread]
    for function, argument in asked:
        if facts[f"{function} {argument}"]:
            yield f"{function}({argument})", True
