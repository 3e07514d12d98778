"""Is every review still ahead, and every gap in somebody's hands until a day?"""

import datetime

from .. import wording
from .obstacle import Obstacle


def reviews(content, on, before=()):
    """The review date of the version, missing, unreadable or passed, and those of recommendations.

    A review is passed on the day after its date.
    """
    if not content.review_by.strip():
        yield Obstacle(kind="review", text="the version has no review date", field="review_by")
    yield from _review(content.review_by, on)
    for row in content.recommendations:
        yield from _review(row.review_by, on, collection="recommendations", key=row.key)


def _review(text, on, **place):
    if not text.strip():
        return
    day = day_of(text)
    if day is None:
        problem = f"{text!r} is no date like 2027-11-22"
    elif day < on:
        problem = f"the review was due on {wording.date(day)}"
    else:
        return
    yield Obstacle(kind="review", text=problem, field="review_by", **place)


def gaps(content, on, before=()):
    """Gaps without an owner or without a day by which it is to be settled.

    A day that has passed stops nothing: the gap stays open and listed until its owner settles it.
    """
    for row in content.gaps:
        if not row.owner.strip():
            yield _gap(row, "owner", "no owner")
        if not row.due.strip():
            yield _gap(row, "due", "no date by which it is to be settled")
        elif day_of(row.due) is None:
            yield _gap(row, "due", f"{row.due!r} is no date like 2027-11-22")


def _gap(row, field, text):
    return Obstacle(kind="gap", text=text, collection="gaps", key=row.key, field=field)


def day_of(text: str) -> datetime.date | None:
    """The day a text such as 2027-11-22 names; None where it names none."""
    try:
        day = datetime.date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day.isoformat() == text.strip() else None
