"""What was found: one observation for each answer, the answer "not known" among them.

What nobody asked is not there.
"""

from decimal import Decimal

from guidelines.engine import history
from guidelines.engine.intake import UNKNOWN, unknown_options

from .terms import TERMINOLOGY, concept, own_system, public_coding, quantity, without_empty

ABSENT = {"not_done": "not-performed", "not_tested": "not-performed", "pending": "temp-unknown"}


def observations(signed) -> list[dict]:
    """One entry for each answered question, in the order of the form."""
    findings = signed.encounter.findings
    return [_observation(signed, row, findings[row.key]) for row in _answered(signed)]


def _answered(signed):
    findings = signed.encounter.findings
    return [
        row for row in signed.content.elements if findings.get(row.key, {}).get("value") is not None
    ]


def _observation(signed, element, finding):
    system = own_system("finding", signed.content.key)
    own = concept(system, element.key, element.label)
    code = own | {"coding": [*public_coding(element), *own["coding"]]}
    return signed.entry(
        "Observation",
        signed.refer("Observation", element.key),
        status="final",
        code=code,
        subject=signed.subject,
        encounter=signed.context,
        effectiveDateTime=finding.get("on"),
        **_value(element, finding, code, f"{system}:{element.key}"),
    )


def _value(element, finding, code, system):
    """What was answered, in the form that fits the kind of question."""
    value = finding["value"]
    if value == UNKNOWN:
        return {"dataAbsentReason": _absent("asked-unknown", "Asked but unknown")}
    if element.type == "choice":
        return _choice(element, value, system)
    if element.type in ("quantity", "integer"):
        return {"valueQuantity": quantity(Decimal(str(history.known(value))), element.unit)}
    if element.type == "list":
        return _list(element, finding, code, system)
    kind = {"boolean": "valueBoolean", "date": "valueDateTime"}.get(element.type, "valueString")
    return {kind: value if kind != "valueString" else str(value)}


def _absent(code, text):
    return concept(f"{TERMINOLOGY}/data-absent-reason", code, text)


def _choice(element, value, system):
    """An answer of a list; one that means "not known" is the reason why there is no value."""
    answer = concept(system, value, _labels(element).get(value, value))
    if value not in unknown_options(element):
        return {"valueCodeableConcept": answer}
    reason = _absent(ABSENT.get(value, "unknown"), answer["text"])
    return {"dataAbsentReason": reason | {"coding": reason["coding"] + answer["coding"]}}


def _list(element, finding, code, system):
    """Each answer of several as a component; none of them is an answer too. As typed in a note."""
    if not finding["value"]:
        return {"valueCodeableConcept": {"text": "None"}}
    labels, typed = _labels(element), finding.get("typed")
    components = [
        {"code": code, "valueCodeableConcept": _word(system, word, labels)}
        for word in finding["value"]
    ]
    note = [{"text": typed}] if isinstance(typed, str) else []
    return without_empty({"component": components, "note": note})


def _word(system, word, labels):
    return concept(system, word, labels[word]) if word in labels else {"text": word}


def _labels(element):
    return {option.code: option.label for option in element.options}
