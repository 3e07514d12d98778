"""Is a content fit to be evaluated? Every name exists, every condition can be read, no circles."""

from collections import Counter

from .. import derived, patient_text
from ..check import check_expression, cycles, did_you_mean, drug_words, option_codes
from ..expressions import ExpressionError
from .followed import followed
from .obstacle import Obstacle
from .rows import all_rows, rows_of

CODES = {
    "urgency": ("now", "24h", "days", "weeks"),
    "mark": ("read", "memory", "uncertain", "ours"),
    "type": ("boolean", "choice", "quantity", "integer", "date", "list", "text", "rows"),
    "calculator": ("calculated", "flat", "none"),
    "basis": ("flat", "per_kg", "per_m2", "plasma_volume", "none"),
    "per": ("day", "week", "course", "infusion", "dose", "session"),
    "rounding": ("nearest", "down"),
    "weight": ("actual", "dose_weight"),
    "kind": ("order", "warning", "precedence", "choice"),
    "instrument": ("agree_ii", "source_attribute"),
}
CODES_OF_ROW = {
    "recommendations": {"if_unknown": ("ask", "hide", "safe")},
    "blocks": {"if_unknown": ("ask", "ignore"), "effect": ("hard_stop", "block", "caution")},
    "adjustments": {
        "if_unknown": ("hold", "ignore"),
        "effect": (
            "factor",
            "start_factor",
            "subtract",
            "cap",
            "cap_per_kg",
            "replace",
            "start_replace",
            "no_number",
        ),
    },
    "gates": {"regimens": ("none", "named")},
    "patient_texts": {"kind": patient_text.KINDS},
}
FLAGS = {
    *("immunosuppressant", "glucocorticoid", "antimicrobial"),
    *("unsafe_in_pregnancy", "off_label", "specialist_only"),
}
# Fields that hold one key, not a list of them.
SINGLE = ("section", "limit", "ingredient", "therapy", "about", "language")
MAY_BE_EMPTY = {
    "monitoring": ("unless", "when"),
    "levels": ("unless", "when"),
    "patient_texts": ("unless", "when"),
}


def names(content, on=None, before=()):
    """Every problem that keeps a content from being evaluated, each with its place."""
    found = [
        *_twice(content),
        *_codes(content),
        *_links(content),
        *_conditions(content),
        *_weekly(content),
        *_functions(content),
        *followed(content),
    ]
    return found or [_at("", "", "", text) for text in cycles(content)]


def _at(collection, key, field, text):
    return Obstacle(kind="names", collection=collection, key=key, field=field, text=text)


def _twice(content):
    for collection, rows in rows_of(content):
        counted = Counter(key for key, _row in rows)
        yield from (_at(collection, key, "", "stands twice") for key, n in counted.items() if n > 1)


def _codes(content):
    for place in all_rows(content):
        for field, allowed in {**CODES, **CODES_OF_ROW.get(place.kind, {})}.items():
            value = getattr(place.row, field, allowed[0])
            if value not in allowed and not isinstance(value, tuple):
                options = ", ".join(allowed)
                yield place.obstacle("names", field, f"{value!r} is not one of {options}")


def known_names(content):
    """Field of a row: the keys that may stand in it."""
    rules = {row.key for row in content.recommendations}
    lists = ("recommendations", "choose_from", "keeps", "yields", "shows")
    return dict.fromkeys(lists, rules) | {
        "sources": {row.key for row in content.references},
        "statements": {row.key for row in content.statements},
        "conflicts": {row.key for row in content.conflicts},
        "regimens": {row.code for row in content.regimens},
        "elements": {row.key for row in content.elements},
        "section": {row.key for row in content.sections},
        "limit": {row.key for row in content.elements},
        "ingredient": drug_words(content),
        "therapy": option_codes(content, "failed_therapies"),
        "flags": FLAGS,
        "inputs": {row.key for row in (*content.elements, *content.derived)},
        "about": patient_text.subjects(content),
        "language": {row.code for row in content.languages},
        "times": set(patient_text.TIMES),
    }


def _links(content):
    known = known_names(content)
    for place in all_rows(content):
        for field in known:
            value = getattr(place.row, field, ())
            for key in unknown(place.kind, field, value, known):
                yield place.obstacle("names", field, no_such(key, known[field]))


def unknown(kind, field, value, known):
    """The keys in a field of a kind of row that do not exist."""
    if (kind, field) == ("gates", "regimens"):
        return []
    values = (value,) if field in SINGLE and value else value
    return [key for key in values if key not in known[field]]


def no_such(key, known):
    """What is said of a key that does not exist, with the nearest one that does."""
    return f"{key!r} does not exist{did_you_mean(key, known)}"


def _conditions(content):
    for place in all_rows(content):
        may_be_empty = MAY_BE_EMPTY.get(place.kind, ("unless",))
        for field in ("when", "unless"):
            text = getattr(place.row, field, None)
            if text is None or (not text and field in may_be_empty):
                continue
            try:
                check_expression(text, content)
            except ExpressionError as error:
                yield place.obstacle("names", field, str(error))


def _functions(content):
    for row in content.derived:
        if row.function not in derived.FUNCTIONS:
            yield _at("derived", row.key, "function", no_such(row.function, derived.FUNCTIONS))


def _weekly(content):
    """Methotrexate every day kills; no version may hold such a rule."""
    for row in content.regimens:
        for part in row.parts:
            if "methotrexate" in part.drug.lower() and part.per != "week":
                text = f"part {part.drug}: methotrexate is given once a week"
                yield _at("regimens", row.code, "parts", text)
