"""What a content has no words for, though a handout may need them."""

from typing import NamedTuple

from ..patient_text import ENGLISH, HANDOUT, groups
from .compiled import NEEDED
from .words import SLOTS

WARNINGS = ("emergency", "today")  # of a medicine at least one of them
ADVICE = ("advice", "plan", "avoid")  # what is mostly said of advice without a medicine


class Missing(NamedTuple):
    """A text to write: of one of some kinds, under a key; or one that has no translation."""

    kinds: tuple[str, ...]
    key: str
    is_new: bool = True

    @property
    def label(self):
        """What is missing: 'emergency or today'; of a word or a translation, its key."""
        is_named = self.is_new and self.kinds != ("word",)
        return " or ".join(self.kinds).replace("_", " ") if is_named else self.key


class Unsaid(NamedTuple):
    """Something that may be decided, with what is missing in each language by its code."""

    about: str
    title: str
    missing: dict[str, list[Missing]]


def unsaid(content) -> dict[str, list[Unsaid]]:
    """What lacks words in some language, by sort as in `patient_text.groups`.

    A text with a condition counts as there; whether it holds depends on the patient.
    """
    finder = _Finder(content)
    rows = {
        sort: [Unsaid(about, title, finder.missing(sort, about)) for about, title in found.items()]
        for sort, found in groups(content).items()
    }
    return {
        sort: [row for row in found if any(row.missing.values())] for sort, found in rows.items()
    }


class _Finder:
    def __init__(self, content):
        self.languages = [ENGLISH, *(row.code for row in content.languages)]
        self.texts = {}
        for row in content.patient_texts:
            self.texts.setdefault(row.about, []).append(row)
        self.measures = {row.key for row in content.recommendations if not row.regimens}
        several = [row.parts for row in content.regimens if len(row.parts) > 1]
        self.together = {part.drug for parts in several for part in parts}

    def missing(self, sort, about):
        return {
            code: [*self._unwritten(sort, about, code), *self._untranslated(about, code)]
            for code in self.languages
        }

    def _unwritten(self, sort, about, code):
        texts = self.texts.get(about, ())
        if sort == HANDOUT:
            keys = {row.key for row in texts}
            return [
                Missing(("word",), key) for key in map("word-{}".format, SLOTS) if key not in keys
            ]
        there = {row.kind for row in texts}
        if sort == "recommendations" and there:
            return []  # any word will do
        needs = [kinds for kinds in self._needs(sort, about, code) if not there & set(kinds)]
        return [Missing(kinds, f"{about}-{kinds[0]}".replace(" ", "-")) for kinds in needs]

    def _needs(self, sort, about, code):
        """The kinds of text that are needed, each with those that may stand in for it."""
        if sort == "regimens":
            return [*((kind,) for kind in NEEDED), WARNINGS]
        if sort == "recommendations":
            return [ADVICE] if about in self.measures else []
        if sort == "drugs":  # in English the order names them
            return [("name",)] if about in self.together and code != ENGLISH else []
        return [("name",)]

    def _untranslated(self, about, code):
        if code == ENGLISH:
            return []
        return [
            Missing((row.kind,), row.key, is_new=False)
            for row in self.texts.get(about, ())
            if row.kind != "silent"
            and not any(below.language == code and below.text.strip() for below in row.translations)
        ]
