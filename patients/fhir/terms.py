"""Codes, quantities and references as FHIR writes them.

What has no checked code of a public terminology is named by its key in our own code systems: a
code is never guessed. Addresses beginning with `urn:myopathway:` name things; they lead nowhere.
"""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from guidelines.engine import wording

OURS = "urn:myopathway"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
UCUM = "http://unitsofmeasure.org"
PUBLIC = {"LOINC": "http://loinc.org", "SNOMED CT": "http://snomed.info/sct"}
NOT_UCUM = ("", "units", "million units")  # units of doses that UCUM does not know by these words


def urn(*names) -> str:
    """The address of a resource: the same names give the same one, on every server."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join([OURS, *map(str, names)]))}"


def own_system(kind: str, guideline: str) -> str:
    """Our code system of one kind of a guideline's keys: findings, regimens, recommendations."""
    return f"{OURS}:{guideline}:{kind}"


def canonical_url(plan) -> str:
    """The guideline version a plan rests on, as FHIR names definitions: address|version."""
    return f"{OURS}:guideline:{plan['guideline']}|{plan['version']}"


def concept(system: str, code: str, text: str) -> dict:
    """One code with its text."""
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def public_coding(element) -> list[dict]:
    """The LOINC or SNOMED CT code of an element, where somebody checked it against a release."""
    name, _, code = element.code.rpartition(" ")
    if not element.code_verified or name not in PUBLIC:
        return []
    return [{"system": PUBLIC[name], "code": code}]


def quantity(value: Decimal, unit: str) -> dict:
    """A number with its unit as people read it and, where it is one, its UCUM code."""
    found = {"value": _number(value)}
    if shown := wording.unit(unit):
        found["unit"] = shown
    return found if unit in NOT_UCUM else found | {"system": UCUM, "code": unit}


def _number(value):
    return int(value) if value == value.to_integral_value() else float(value)


def without_empty(resource: dict) -> dict:
    """FHIR allows no empty texts, lists and objects: what has nothing to say is left out."""
    return {key: value for key, value in resource.items() if value not in ("", None, [], {})}
