"""The words for patients: what they may be about, of which kinds they are, in which languages."""

from dataclasses import dataclass

HANDOUT = "handout"  # about: the page itself
ENGLISH = "en"  # the language in which they are written first
TIMES = ("morning", "noon", "evening", "night")
KINDS = (
    *("name", "purpose", "how", "plan", "emergency", "today", "next_visit", "avoid", "advice"),
    *("first", "question", "silent", "word"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of handouts by its code, such as 'es'; `reviewed` by people who speak it."""

    code: str
    reviewed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    language: str
    text: str
    mark: str = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientText:
    """Plain words for a patient, in English first: what a handout says about a regimen, a piece of
    advice, a test or a drug, or in a fixed place of its own (`about` is then 'handout').

    It is said unless `when` is false. Several of one kind stand one below the other.
    """

    key: str
    about: str
    kind: str
    text: str
    when: str = ""
    translations: tuple[Translation, ...] = ()
    mark: str = "ours"


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
