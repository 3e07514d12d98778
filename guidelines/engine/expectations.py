"""What a plan does otherwise than a test patient expects, one sentence each.

An expectation that cannot be read, or that names what does not exist, is told like any other
difference: it never passes and never fails to run.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from . import advice, dose_text, wording
from .formula import PER_WORDS

STATUSES = (advice.RECOMMENDED, advice.CHECK_FIRST, advice.RULED_OUT, advice.NEEDS_DATA)
STATUS_WORDS = {
    advice.RECOMMENDED: "recommended",
    advice.CHECK_FIRST: "to be checked first",
    advice.RULED_OUT: "ruled out",
    advice.NEEDS_DATA: "waiting for data",
    advice.NOT_INDICATED: "not indicated",
}
STATE_WORDS = {
    advice.FREE: "free",
    advice.CAUTION: "under caution",
    advice.WAITS: "waiting",
    advice.BLOCKED: "blocked",
    advice.HARD_STOP: "stopped",
}
EXPECTED = ", expected: "
NOT_SO = f"{EXPECTED}not so"
MOST_DIGITS = 12  # before or behind the point of an expected number
FIGURES = ("amount", "high", "start", "per_dose")
# What an expected figure is called; the amount itself needs no name.
FIGURE_WORDS = {"high": "upper end ", "start": "start ", "per_dose": "single dose "}


class MalformedError(ValueError):
    """An expectation of a wrong shape; the message says what would be right."""


def differences(plan, vignette) -> list[str]:
    """Every difference between a plan and what a vignette expects, in the order it is written."""
    return _once(list(dict.fromkeys(_differences(plan, vignette))))


def _once(told):
    """Without what says less than another: that a status is not so, where what is right is told."""
    heads = Counter(text.partition(EXPECTED)[0] for text in told)
    return [t for t in told if not t.endswith(NOT_SO) or heads[t.partition(EXPECTED)[0]] == 1]


def _differences(plan, vignette):
    if not vignette.expected and not vignette.absent:
        yield "Nothing is expected of this test patient, so it proves nothing"
    for kind, wanted in vignette.expected.items():
        if kind in _PROVE_NOTHING and _PROVE_NOTHING[kind] == wanted:
            yield f"{kind}: {wanted!r} expects nothing. Say what is expected, or leave it out."
    expected = {"errors": (), **vignette.expected}
    for kind, wanted in expected.items():
        check = _CHECKS.get(kind)
        if check is None:
            yield f"{kind!r} is not an expectation. Use {wording.listed(_CHECKS, 'or')}."
            continue
        try:
            yield from check(plan, wanted)
        except MalformedError as error:
            yield f"{kind}: {error}"
    yield from _absent(plan, vignette.absent)


def speaks_of(vignette, criterion) -> bool:
    """Does a vignette expect something of the advice, regimens or doses, or of one criterion?"""
    named = vignette.expected.get("criteria")
    if isinstance(named, Mapping) and criterion in named:
        return True
    of_advice = ((kind, vignette.expected.get(kind)) for kind in _OF_ADVICE)
    return bool(vignette.absent) or any(
        wanted is not None and wanted != _PROVE_NOTHING.get(kind) for kind, wanted in of_advice
    )


def shown_status(item) -> str:
    """The status of a piece of advice as a clinician sees it: a quiet question is not shown."""
    return advice.NOT_INDICATED if item.quiet else item.status


def _set_of(status):
    """The check that exactly the listed recommendations have a status; quiet ones do not count."""

    def check(plan, wanted):
        found = {a.recommendation.key: shown_status(a) for a in plan.advice}
        wanted = _keys(wanted)
        for key in wanted:
            yield from _status(found, key, status)
        for key, actual in found.items():
            if actual == status and key not in wanted:
                yield f"{key} is {STATUS_WORDS[status]}{NOT_SO}"

    return check


def _holds(plan, wanted):
    found = {item.recommendation.key: item.status for item in plan.advice}
    for key, status in _mapping(wanted).items():
        yield from _status(found, key, status)


def _status(found, key, status):
    if not _is_one_of(status, STATUS_WORDS):
        yield f"{key}: {status!r} is not a status. Use {wording.listed(STATUS_WORDS, 'or')}."
    elif key not in found:
        yield f"There is no recommendation {key!r}"
    elif found[key] != status:
        yield f"{key} is {STATUS_WORDS[found[key]]}{EXPECTED}{STATUS_WORDS[status]}"


def _absent(plan, wanted):
    found = {item.recommendation.key: shown_status(item) for item in plan.advice}
    for key in wanted:
        yield from _status(found, key, advice.NOT_INDICATED)


def _marks(plan, wanted):
    """All regimens of true rules that are not free, each with its rows."""
    wanted = _mapping(wanted)
    yield from _regimens(plan, wanted)
    for code, row in plan.regimens.items():
        if code in plan.requested_by and row.state != advice.FREE and code not in wanted:
            yield f"{code} is {_marked(row)}, expected: free"
    for code in wanted:
        if code in plan.regimens and code not in plan.requested_by:
            yield f"{code} is not part of the plan, expected: it is"


def _regimens(plan, wanted):
    for code, mark in _mapping(wanted).items():
        mark = _mapping(mark)
        if strange := _strange(mark, ("state", "by", "also")):
            raise MalformedError(f"{code}: {_listed(strange)} is not read. Use state, by, also.")
        state = mark.get("state")
        if code not in plan.facts.program.regimens:
            yield f"There is no regimen {code!r}"
        elif not _is_one_of(state, STATE_WORDS):
            yield f"{code}: {state!r} is not a state. Use {wording.listed(STATE_WORDS, 'or')}."
        elif code not in plan.regimens:
            yield f"{code} is not listed at all, expected: {STATE_WORDS[state]}"
        elif plan.regimens[code].state != state:
            yield f"{code} is {_marked(plan.regimens[code])}, expected: {STATE_WORDS[state]}"
        else:
            yield from _reasons(plan.regimens[code], mark)


def _reasons(row, wanted):
    """The rows that must give the state, and those that must speak beside them, where stated."""
    by, also = _rows(row)
    for field, found, words in (("by", by, "because of"), ("also", also, "and also under")):
        keys = _keys(wanted.get(field, found))
        if set(keys) != set(found):
            told = f"{row.code} is {STATE_WORDS[row.state]} {words} {_listed(found)}"
            yield f"{told}, expected: {_listed(keys)}"


def _rows(row):
    """The block rows that give a regimen its state, and the lower ones that speak too."""
    effects = {block.key: advice.effect_of(block, trace.verdict) for block, trace in row.rows}
    by = [key for key, effect in effects.items() if effect == row.state]
    return by, [key for key in effects if key not in by]


def _marked(row):
    by, _also = _rows(row)
    return STATE_WORDS[row.state] + (f" because of {_listed(by)}" if by else "")


def _listed(keys):
    return wording.listed(list(keys)) or "nothing"


def _no_regimens(plan, wanted):
    if _flag(wanted) and (plan.regimens or any(item.regimens for item in plan.advice)):
        yield "Regimens are listed, expected: none"


def _doses(plan, wanted):
    for code, figures in _mapping(wanted).items():
        figures = _mapping(figures)
        if code not in plan.facts.program.regimens:
            yield f"There is no regimen {code!r}"
        elif strange := _strange(figures, (*FIGURES, "unit")):
            yield f"{code}: {wording.listed(strange)} is not read. Use {_listed(FIGURES)}, unit."
        elif not _strange(figures, ("unit",)):
            yield f"{code}: no figure is expected. Use {_listed(FIGURES)}."
        elif code not in plan.doses:
            yield f"{code} has no dose, expected: one"
        else:
            yield from _figures(plan.doses[code], figures)


def _figures(dose, wanted):
    """The unit first: without it the same numbers may be a thousand times as much."""
    shown = dose_text.as_json(dose, _Keys())
    if wanted.get("unit") != shown["unit"] and dose.single:
        expected = wanted.get("unit") or "a unit to be stated"
        yield f"{dose.code} is in {shown['unit']}, expected: {expected}"
    unit = dose.parts[0].row.unit if dose.single else ""
    for figure in (figure for figure in FIGURES if figure in wanted):
        number = _number(wanted[figure])
        found = None if shown[figure] is None else Decimal(shown[figure])
        if found != number:
            often = "" if figure == "per_dose" else PER_WORDS.get(shown["per"], "")
            actual = "no number" if found is None else f"{wording.amount(found, unit)} {often}"
            told = f"{dose.code} {FIGURE_WORDS.get(figure, '')}{actual.strip()}"
            yield f"{told}, expected {wording.amount(number, unit)}"


class _Keys(dict):
    """Labels of elements for which the key itself will do."""

    def __missing__(self, key):
        return key


def _no_doses(plan, wanted):
    for code, dose in plan.doses.items() if _flag(wanted) else ():
        if any(part.amount is not None for part in dose.parts):
            yield f"{code} has a dose, expected: no dose at all"


def _derived(plan, wanted):
    for key, value in _mapping(wanted).items():
        row = plan.facts.program.derived.get(key)
        if row is None:
            yield f"There is no derived value {key!r}"
            continue
        yield from _value(plan.facts[key], value, row)


def _value(found, wanted, row):
    """A number is compared as it is written, rounded to as many decimals."""
    if isinstance(wanted, int | float | Decimal) and not isinstance(wanted, bool):
        wanted = _number(wanted)
        found = _rounded(found, wanted)
    elif isinstance(wanted, list):
        wanted = tuple(wanted)
    if found != wanted:
        yield f"{row.label} is {_shown(found, row)}, expected {_shown(wanted, row)}"


def _rounded(found, wanted):
    if not isinstance(found, Decimal) or abs(wanted.adjusted()) > MOST_DIGITS:
        return found
    return found.quantize(wanted, ROUND_HALF_UP)


def _shown(value, row):
    if isinstance(value, Decimal):
        return wording.amount(value, row.unit)
    return "not known" if value is None else str(value)


def _criteria(plan, wanted):
    words = {True: "true", False: "false", None: "unknown"}
    for key, verdict in _mapping(wanted).items():
        if key not in plan.facts.program.criteria:
            yield f"There is no criterion {key!r}"
        elif verdict is not None and not isinstance(verdict, bool):
            yield f"{key}: {verdict!r} is not a verdict. Use true, false or null."
        elif plan.facts[key] is not verdict:
            yield f"{key} is {words[plan.facts[key]]}, expected {words[verdict]}"


def _errors(plan, wanted):
    """All findings that are refused; none may be where none is expected."""
    refused = {notice.key: notice.message for notice in plan.facts.errors}
    wanted = _keys(wanted)
    for key, message in refused.items():
        if key not in wanted:
            yield f"The finding {key} is refused: {message}"
    for key in wanted:
        if key not in refused:
            yield f"The finding {key} is accepted, expected: refused"


def _is_one_of(value, words):
    return isinstance(value, str) and value in words


def _strange(wanted, fields):
    return sorted(str(field) for field in wanted if field not in fields)


def _keys(value):
    if not isinstance(value, list | tuple) or not all(isinstance(key, str) for key in value):
        raise MalformedError(f"expected a list of keys, found {value!r}.")
    return list(value)


def _mapping(value):
    if not isinstance(value, Mapping):
        raise MalformedError(f"expected keys with values, found {value!r}.")
    return value


def _flag(value):
    if not isinstance(value, bool):
        raise MalformedError(f"expected true or false, found {value!r}.")
    return value


def _number(value):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = None
    if isinstance(value, bool) or number is None or not number.is_finite():
        raise MalformedError(f"expected a number, found {value!r}.")
    return number


_CHECKS = {status: _set_of(status) for status in STATUSES} | {
    "holds": _holds,
    "marks": _marks,
    "regimens": _regimens,
    "no_regimens": _no_regimens,
    "doses": _doses,
    "no_doses": _no_doses,
    "derived": _derived,
    "criteria": _criteria,
    "errors": _errors,
}
EXPECTATIONS = tuple(_CHECKS)
_OF_ADVICE = (*STATUSES, "holds", "marks", "regimens", "no_regimens", "doses", "no_doses")
# What is true of every plan; an empty set of a status, of marks or of errors is a claim.
_PROVE_NOTHING = dict.fromkeys(("holds", "regimens", "doses", "derived", "criteria"), {}) | {
    "no_regimens": False,
    "no_doses": False,
}
