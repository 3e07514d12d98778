"""Citations inside a text: `[@BSR2022]` names a reference by its key."""

import re

CITATION = re.compile(r"\[@([A-Za-z0-9_.:-]+)\]")


def cited(text) -> list[str]:
    """The keys a text cites, in order, each once."""
    return list(dict.fromkeys(CITATION.findall(text)))
