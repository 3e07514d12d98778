"""Is everything that a content says there to be seen?"""

from ..invisible import first_invisible
from .rows import Place, all_rows, texts_of


def visible(content, on, before=()):
    """Texts with invisible signs; forms refuse them too, but a file can bring them in."""
    for place in (Place("", "", content, ""), *all_rows(content)):
        for field, text in texts_of(place.row):
            if sign := first_invisible(text):
                yield place.obstacle("wording", field, f"an invisible sign ({sign}); write it anew")
