"""Does every citation lead to a source, and every source to where it can be found?"""

from ..check import did_you_mean
from ..citations import CITATION, cited
from .obstacle import Obstacle
from .rows import all_rows, texts_of

# Marks that tell every reader that nobody looked the source up.
UNVERIFIED = ("memory", "uncertain")


def citations(content, on, before=()):
    """Citations in a text, and sources of positions, doses and grades, that are no reference."""
    known = {row.key for row in content.references}
    for place in all_rows(content):
        for field, text in texts_of(place.row):
            for problem in _unresolved(text, known):
                yield place.obstacle("citation", field, problem)
        for field, key in _single_sources(place):
            if key not in known:
                text = f"{key!r} is no reference{did_you_mean(key, known)}"
                yield place.obstacle("citation", field, text)


def _unresolved(text, known):
    for key in cited(text):
        if key not in known:
            yield f"[@{key}] is no reference{did_you_mean(key, known)}"
    if "[@" in CITATION.sub("", text):
        yield "a citation is written [@KEY], with the key of one reference"


def _single_sources(place):
    if place.kind == "positions":
        yield "source", place.row.source
    if place.kind == "adjustments" and place.row.source:
        yield "source", place.row.source
    if place.kind == "recommendations" and place.row.graded_by not in ("", "ours"):
        yield "graded_by", place.row.graded_by


def references(content, on, before=()):
    """References without an identifier whose mark does not say that they are unverified."""
    for row in content.references:
        if not row.identifier.strip() and (row.verified or row.mark not in UNVERIFIED):
            text = "no identifier, and not marked as from memory or uncertain"
            yield Obstacle(
                kind="reference",
                text=text,
                collection="references",
                key=row.key,
                field="identifier",
            )
