"""Do translations still say what the English says?"""

from .rows import Place


def translated(content, on, before=()):
    """Translations that stayed as they were while their English text changed since last time.

    A wording that is right in both is written again with any change, or the translation deleted:
    then handouts in that language leave the piece out.
    """
    old = {row.key: row for row in before[0].patient_texts} if before else {}
    for row in content.patient_texts:
        known = old.get(row.key)
        if known is None or known.text == row.text:
            continue
        kept = {(found.language, found.text) for found in known.translations}
        for found in row.translations:
            if (found.language, found.text) in kept:
                text = f"{found.language}: the English changed and this did not; translate it again"
                place = Place("patient_texts", row.key, row, "patient_texts")
                yield place.obstacle("plain", "translations", text)
