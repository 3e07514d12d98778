"""Two texts word by word: what stayed, what was taken out, what was put in."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, OUT, IN = "same", "out", "in"
_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
# Marks that divide words; between digits they are part of a number, and so do not count as such.
_MARKS = re.compile(r"""(?<!\d)[.,;:!?'"()*_“”‘’]|[.,;:!?'"()*_“”‘’](?!\d)""")
_SIGNS = re.compile(r"[^\W_]+|\S")


class Piece(NamedTuple):
    """Some consecutive words; `kind` is 'same', 'out' or 'in'."""

    kind: str
    text: str


def same_words(was: str, now: str) -> bool:
    """Whether two texts differ in spaces and marks at most; '<' and '-' say something."""
    return _said(was) == _said(now)


def _said(text):
    return _SIGNS.findall(_MARKS.sub(" ", text))


def text_difference(was: str, now: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order; what was taken out stands before what came in."""
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    found = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(old[i:j])))
            continue
        found += [Piece(OUT, "".join(old[i:j]))] if i < j else []
        found += [Piece(IN, "".join(new[k:m]))] if k < m else []
    return tuple(found)
