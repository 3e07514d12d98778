"""Search in a guideline document: rows that hold every word, with the words marked."""

import re
from typing import NamedTuple

from guidelines.markdown import plain

# Collection -> its name on the page, what a row is called, the anchor of a row, the texts searched.
GROUPS = {
    "recommendations": ("Recommendations", "sentence", "{key}", ("rationale", "when_phrase")),
    "regimens": (
        "Regimens and doses",
        "name",
        "regimen-{code}",
        ("use", "schedule", "before", "contraindications", "cautions", "interactions"),
    ),
    "blocks": ("What stands against a regimen", "reason", "{key}", ("instead", "when_phrase")),
    "interplays": ("Advice that meets", "title", "{key}", ("text",)),
    "monitoring": ("Monitoring", "test", "monitoring-{key}", ("schedule", "act_if")),
    "patient_texts": (
        "What handouts say",
        "text",
        "text-{key}",
        ("about", "kind_label", "translated"),
    ),
    "criteria": ("Criteria", "label", "criterion-{key}", ("when_phrase", "note")),
    "derived": ("Computed values", "label", "derived-{key}", ("note",)),
    "elements": ("What is asked", "label", "element-{key}", ("why", "answers")),
    "statements": ("The source document", "text", "{key}", ("filled_by",)),
    "conflicts": ("Where sources disagree", "topic", "{key}", ("differs", "choice")),
    "gaps": ("Open questions", "text", "gap-{key}", ("filled_by", "owner")),
    "references": ("References", "citation", "ref-{key}", ("identifier", "read")),
    "appraisals": ("Self-appraisal", "title", "appraisal-{key}", ("text",)),
    "drugs": ("Drug names", "name", "drugs", ("synonyms", "brands", "classes")),
}
AROUND = 90  # characters shown on either side of the first word found


class Hit(NamedTuple):
    """A row that was found; title and excerpt are pieces of text: (text, whether it was sought)."""

    key: str
    anchor: str
    title: list[tuple[str, bool]]
    excerpt: list[tuple[str, bool]]


def search(rows, query) -> list[tuple[str, list[Hit]]]:
    """What holds every word of a query, by collection: (name of the collection, hits)."""
    sought = re.compile("|".join(re.escape(word) for word in query.split()), re.IGNORECASE)
    words = query.casefold().split()
    groups = [
        (group[0], [hit for row in rows[name] if (hit := _hit(row, group, words, sought))])
        for name, group in GROUPS.items()
    ]
    return [(name, hits) for name, hits in groups if hits]


def _hit(row, group, words, sought):
    _name, title, anchor, others = group
    key = row.get("key") or row.get("code") or ""
    name, text = plain(row[title]), " · ".join(filter(None, (_text(row[o]) for o in others)))
    if not all(word in f"{key} {name} {text}".casefold() for word in words):
        return None
    return Hit(
        key, anchor.format(**row), marked(name, sought), marked(around(text, sought), sought)
    )


def _text(value):
    return plain(value) if isinstance(value, str) else ", ".join(value)


def around(text, sought):
    """The text around the first word found in it; its beginning where there is none."""
    found = sought.search(text)
    middle = found.start() if found else 0
    start, end = max(0, middle - AROUND), middle + 2 * AROUND
    if start:  # from the next whole word on
        start = text.find(" ", start, middle) + 1 or start
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def marked(text, sought):
    """A text in pieces, told which of them were sought."""
    pieces, place = [], 0
    for found in sought.finditer(text):
        pieces += [(text[place : found.start()], False), (found[0], True)]
        place = found.end()
    return [(piece, hit) for piece, hit in [*pieces, (text[place:], False)] if piece]
