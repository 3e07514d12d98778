"""The names a condition may use, for completing them while it is typed."""

from .check import Names
from .logic import BOOLEAN_WORDS

FUNCTIONS = {
    "takes": "a current medicine or class",
    "failed": "a therapy that has failed",
    "allergic": "an allergy",
    "antibody": "another antibody found",
    "known": "whether a value is known",
    "incomplete": "whether a value could still change",
    "blocked": "whether a regimen is blocked",
    "requested": "whether a regimen is part of the plan",
    "advised": "whether a recommendation is given",
}
ANSWERS = [word for word in BOOLEAN_WORDS if word in ("yes", "no")]


def words(content) -> dict:
    """What may stand where, as plain data.

    `names`: elements, derived values and criteria with label, kind, and the answers that may follow
    a comparison; `functions`: what they ask, with the arguments they know.
    """
    names = Names(content)
    rows = [_named(row, "question", _answers(row)) for row in content.elements]
    rows += [_named(row, "derived value", _choices(row.levels)) for row in content.derived]
    rows += [_named(row, "criterion", []) for row in content.criteria]
    labels = {row["name"]: row["label"] for row in rows}
    labels |= {row.code: row.name for row in content.regimens}
    labels |= {row.key: row.sentence for row in content.recommendations}
    functions = [
        {"name": name, "label": FUNCTIONS.get(name, ""), "kind": "function", "arguments": arguments}
        for name, known in names.arguments.items()
        for arguments in [[{"name": key, "label": labels.get(key, "")} for key in sorted(known)]]
    ]
    return {"names": rows, "functions": functions}


def _named(row, kind, answers):
    return {"name": row.key, "label": row.label, "kind": kind, "answers": answers}


def _answers(element):
    if element.type == "boolean":
        return [{"name": word, "label": ""} for word in ANSWERS]
    return _choices(option for option in element.options if not option.unknown)


def _choices(rows):
    return [{"name": row.code, "label": row.label} for row in rows]
