"""The sources that a page cites, numbered: a plan's in the order of their first use."""

from .citations import cited

MARK_LABELS = {
    "read": "read at the source",
    "memory": "from memory",
    "uncertain": "uncertain",
    "ours": "our own choice",
}


class Sources:
    """Numbers for the references of one plan."""

    def __init__(self, content):
        self.references = {row.key: row for row in content.references}
        self.numbers = {}

    def cite(self, keys) -> list[dict]:
        """The keys with their numbers; a key cited for the first time gets the next one."""
        numbers = self.numbers
        return [{"n": numbers.setdefault(key, len(numbers) + 1), "key": key} for key in keys]

    def cite_in(self, value) -> None:
        """Number what is cited inside the texts anywhere below a value, such as a finished plan.

        A key that is no reference gets no number.
        """
        self.cite(key for key in cited_below(value) if key in self.references)

    def as_json(self) -> list[dict]:
        """Every source cited so far, in the order of the numbers."""
        return [_source(number, self.references[key]) for key, number in self.numbers.items()]


def numbered(content) -> list[dict]:
    """All sources of a content, numbered in reading order; `anchor` is their place on its page."""
    rows = enumerate(content.references, start=1)
    return [_source(n, row) | {"anchor": f"ref-{row.key}"} for n, row in rows]


def _source(number, row):
    return {
        "n": number,
        "key": row.key,
        "citation": row.citation,
        "identifier": row.identifier,
        "verified": row.verified,
        "read": row.read,
        "mark_label": MARK_LABELS[row.mark],
    }


def cited_below(value):
    """The keys cited inside the texts anywhere below a value of plain data."""
    if isinstance(value, str):
        if "[@" in value:  # most of the many short texts of a plan cite nothing
            yield from cited(value)
    elif isinstance(value, dict):
        for below in value.values():
            yield from cited_below(below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from cited_below(below)
