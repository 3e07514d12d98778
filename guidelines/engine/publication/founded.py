"""Does every recommendation say what it rests on, or why it cannot?"""

from .obstacle import Obstacle

NOT_GIVEN = ("", "not stated")


def founded(content, on, before=()):
    """Recommendations without source, strength or certainty that state no exemption.

    A source is a reference of the content; a rule that rests on the owners' own words alone says
    so as its exemption.
    """
    for row in content.recommendations:
        if row.exempt.strip():
            continue
        for field, missing in _missing(row):
            text = f"no {missing}, and no exemption says why"
            yield Obstacle(
                kind="founded", text=text, collection="recommendations", key=row.key, field=field
            )


def _missing(row):
    if not row.sources:
        yield "sources", "source"
    if row.strength.strip() in NOT_GIVEN:
        yield "strength", "strength"
    if row.certainty.strip() in NOT_GIVEN:
        yield "certainty", "certainty"
