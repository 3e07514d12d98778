"""Can what a content follows over time be followed, and may it go into a calendar?"""

import re

from .obstacle import Obstacle

FOLLOWED = ("quantity", "integer", "choice", "boolean")
# Beginnings of words that tell a disease to whoever sees a calendar; our own list.
REVEALING = (
    r"imnm|myosit|myopath|necroti|hmgcr|srp|cancer|tumor|malign|checkpoint|hepatitis|hbv|hcv|hiv"
    r"|tubercul|pneumocystis|osteopor|glaucoma|diabet"
)


def followed(content):
    """Every problem of test names, laboratory limits and the words of a calendar."""
    yield from _kinds(content)
    yield from _names(content)
    yield from _words(content)


def _at(collection, key, field, text):
    return Obstacle(kind="names", collection=collection, key=key, field=field, text=text)


def _kinds(content):
    """Only single values are followed, and a limit stands in the unit of what it limits."""
    rows = {row.key: row for row in content.elements}
    for row in rows.values():
        if row.names and row.type not in FOLLOWED:
            yield _at("elements", row.key, "names", f"a {row.type} is not followed over time")
        if row.limit in rows and rows[row.limit].unit != row.unit:
            yield _at("elements", row.key, "limit", f"{row.limit!r} has another unit")


def _names(content):
    """A name of a test means one question, in capitals or not."""
    owners = {}
    for row in content.elements:
        for name in row.names:
            owner = owners.setdefault(name.lower(), row.key)
            if owner != row.key:
                yield _at("elements", row.key, "names", f"{name!r} means {owner} already")


def _words(content):
    """What goes into a calendar tells no disease and no drug."""
    ingredients = {row.code: row.ingredient.lower() for row in content.regimens if row.ingredient}
    for row in content.monitoring:
        drugs = [re.escape(ingredients[code]) for code in row.regimens if code in ingredients]
        words = "|".join([REVEALING, *drugs])
        if found := re.search(rf"\b({words})", (row.short or row.test).lower()):
            text = f"{found[0]!r} must not stand in a calendar"
            yield _at("monitoring", row.key, "short", text)
