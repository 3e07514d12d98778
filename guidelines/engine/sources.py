"""The sources that a plan cites, numbered in the order of their first use."""

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

    def as_json(self) -> list[dict]:
        """Every source cited so far, in the order of the numbers."""
        return [self._source(number, key) for key, number in self.numbers.items()]

    def _source(self, number, key):
        row = self.references[key]
        return {
            "n": number,
            "key": key,
            "citation": row.citation,
            "identifier": row.identifier,
            "verified": row.verified,
            "read": row.read,
            "mark_label": MARK_LABELS[row.mark],
        }
