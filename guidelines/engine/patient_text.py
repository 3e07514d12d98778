"""The words for patients: what they may be about, and of which kinds they are."""

HANDOUT = "handout"  # about: the page itself
ENGLISH = "en"  # the language in which they are written first
TIMES = ("morning", "noon", "evening", "night")
KINDS = (
    *("name", "purpose", "how", "plan", "emergency", "today", "next_visit", "avoid", "advice"),
    *("question", "silent", "word"),
)


def subjects(content) -> set[str]:
    """What a text may be about: regimens, recommendations, tests, drugs, and the page itself."""
    drugs = {part.drug for row in content.regimens for part in row.parts}
    keyed = (*content.recommendations, *content.monitoring)
    return {HANDOUT} | drugs | {row.code for row in content.regimens} | {row.key for row in keyed}
