"""Signs that no reader sees, yet that can turn a dose around or hide a word from a search."""

import unicodedata

INVISIBLE = ("Cc", "Cf")  # Unicode's controls, those of the direction of writing among them
# Lines and tabs, and the two that join or part letters in some languages.
WANTED = "\t\n\r\u200c\u200d"


def first_invisible(text: str) -> str:
    """The first invisible sign of a text by its number, such as 'U+202E'; empty if none."""
    found = (s for s in text if unicodedata.category(s) in INVISIBLE and s not in WANTED)
    return next((f"U+{ord(sign):04X}" for sign in found), "")
