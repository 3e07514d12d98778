"""Does every key still mean the question that its stored answers were given to?"""

from .obstacle import Obstacle


def types(content, on, before=None):
    """Elements whose type or unit changed, or whose answers were taken away, under an old key.

    Findings are stored under the key of their question, so another question needs another key.
    """
    old = {row.key: row for row in before.elements} if before else {}
    for row in content.elements:
        if row.key in old:
            yield from (_at(row, *change) for change in _changes(old[row.key], row))


def _changes(was, row):
    for field in ("type", "unit"):
        old, new = getattr(was, field), getattr(row, field)
        if old != new:
            yield field, f"was {old or 'none'}, is {new or 'none'}; give the question a new key"
            return
    gone = [option.code for option in was.options if option.code not in _codes(row)]
    if gone:
        listed = ", ".join(gone)
        yield "options", f"{listed} is gone, but may stand among the answers; give it a new key"


def _codes(row):
    return {option.code for option in row.options}


def _at(row, field, text):
    return Obstacle(kind="type", text=text, collection="elements", key=row.key, field=field)
