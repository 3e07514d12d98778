"""What handouts say, arranged for reading: by what it is about, each text with its translations."""

from django.utils.text import slugify

from guidelines import languages
from guidelines.engine import patient_text
from guidelines.models import PatientText

TITLES = {
    "regimens": "About regimens",
    "drugs": "Names of drugs",
    "recommendations": "About recommendations",
    "monitoring": "About tests",
    patient_text.HANDOUT: "About the illness, and the words of the page",
    "": "About what is not in this version",
}
KINDS = {kind: label.partition(":")[0] for kind, label in PatientText.Kind.choices}


def said(content, texts) -> list[tuple[str, list[dict]]]:
    """The readable texts of a content by sort and subject: (title, subjects that have texts)."""
    about = {}
    for row in texts:
        about.setdefault(row["about"], []).append(row)
    sorts = patient_text.groups(content)
    sorts[""] = {key: key for key in about if not any(key in found for found in sorts.values())}
    groups = [
        (
            TITLES[sort],
            [_subject(key, title, about[key]) for key, title in found.items() if key in about],
        )
        for sort, found in sorts.items()
    ]
    return [(title, found) for title, found in groups if found]


def spoken(rows) -> list[dict]:
    """The languages of a version by name, with what is told of each translation."""
    return [row | _language(row["code"], row["reviewed"]) for row in rows]


def translated(texts, known):
    """Each text with the name, direction and review of the language of its translations."""
    found = {row["code"]: row for row in known}
    for row in texts:
        row["kind_label"] = KINDS.get(row["kind"], row["kind"])
        for below in row["translations"]:
            code = below["language"]
            below["spoken"] = found.get(code) or _language(code, False)
        row["translated"] = [below["text"] for below in row["translations"]]


def _language(code, reviewed):
    return {
        "code": code,
        "name": languages.name(code),
        "direction": languages.direction(code),
        "review": "reviewed" if reviewed else "translation not reviewed",
    }


def _subject(key, title, texts):
    return {"key": key, "anchor": f"said-{slugify(key)}", "title": title, "texts": texts}
