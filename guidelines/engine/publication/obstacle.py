"""One thing that stops a publication, and where it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """`kind` is the name of the check; `collection`, `key` and `field` say where to mend it.

    `collection` is a field of `Content` ("" for the version itself), `key` the key, code or name of
    the row, `field` the column, where it is one.
    """

    kind: str
    text: str
    collection: str = ""
    key: str = ""
    field: str = ""

    def __str__(self):
        place = " ".join(word for word in (self.collection, self.key) if word)
        place = ", ".join(word for word in (place, self.field) if word)
        return f"{place}: {self.text}" if place else self.text
