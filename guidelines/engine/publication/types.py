"""Does every key still mean the question that its stored answers were given to?"""

from .obstacle import Obstacle


def types(content, on, before=()):
    """Elements whose answers would be read otherwise than they were given, under an old key.

    That is another type, unit or conversion, answers taken away or turned round, and a question
    that the version before still asked. Findings are stored as typed, under the key of their
    question, and every version ever published may have asked for them.
    """
    for row in content.elements:
        if change := next(_changes(row, before), None):
            yield _at(row.key, *change)
    yield from _gone(content, before)


def _changes(row, before):
    """What the newest of the earlier versions to disagree has otherwise."""
    for content in before:
        for was in content.elements:
            if was.key == row.key:
                yield from (*_kind(was, row), *_units(was, row), *_options(was, row))


def _kind(was, row):
    for field in ("type", "unit"):
        old, new = getattr(was, field), getattr(row, field)
        if old != new:
            yield field, f"was {old or 'none'}, is {new or 'none'}; give the question a new key"


def _units(was, row):
    now = {unit.code: unit for unit in row.units}
    for unit in was.units:
        if unit.code == row.unit or unit == now.get(unit.code):
            continue
        change = "is converted otherwise than before" if unit.code in now else "is gone"
        yield "units", f"{unit.code} {change}; typed answers use it: give the question a new key"


def _options(was, row):
    now, labels = {option.code: option for option in row.options}, _labels(was.options)
    if gone := [option.code for option in was.options if option.code not in now]:
        listed = ", ".join(gone)
        yield "options", f"{listed} is gone, but may stand among the answers; give it a new key"
    for old in was.options:
        new = now.get(old.code, old)
        if labels.get(new.label.casefold(), old.code) != old.code:
            text = f"{old.code} now reads {new.label!r}, which was another answer"
            yield "options", f"{text}; give the question a new key"
        if new.unknown != old.unknown:
            change = "counts as not known" if new.unknown else "no longer counts as not known"
            yield "options", f"{old.code} {change}; give the question a new key"


def _labels(options):
    return {option.label.casefold(): option.code for option in options}


def _gone(content, before):
    """The questions of the version before that are no longer there."""
    kept = {row.key for row in content.elements}
    for was in before[0].elements if before else ():
        if was.key not in kept:
            text = "was asked before, and its answers are stored; keep it, recorded for context"
            yield _at(was.key, "", text)


def _at(key, field, text):
    return Obstacle(kind="type", text=text, collection="elements", key=key, field=field)
