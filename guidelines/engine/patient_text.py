"""The words for patients: what they may be about, and of which kinds they are."""

HANDOUT = "handout"  # about: the page itself
ENGLISH = "en"  # the language in which they are written first
TIMES = ("morning", "noon", "evening", "night")
KINDS = (
    *("name", "purpose", "how", "plan", "emergency", "today", "next_visit", "avoid", "advice"),
    *("first", "question", "silent", "word"),
)


def subjects(content) -> set[str]:
    """What a text may be about: regimens, recommendations, tests, drugs, and the page itself."""
    return {key for found in groups(content).values() for key in found}


def groups(content) -> dict[str, dict[str, str]]:
    """What a text may be about, by sort: its key, and what clinicians call it."""
    drugs = {part.drug: part.drug for row in content.regimens for part in row.parts}
    return {
        "regimens": {row.code: row.name for row in content.regimens},
        "drugs": drugs,
        "recommendations": {row.key: row.sentence for row in content.recommendations},
        "monitoring": {row.key: row.test for row in content.monitoring},
        HANDOUT: {HANDOUT: "The page itself"},
    }
