"""Entry of core set measures: disability from category scores, and totals as they were typed.

The questionnaire is protected by copyright: numbers of its eight categories, none of its wording.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from .instrument import (
    Constant,
    InputError,
    Instrument,
    chosen,
    gathered,
    number,
    rounded,
    sequence,
    within,
)

CATEGORIES = (
    *("dressing", "arising", "eating", "walking"),
    *("hygiene", "reach", "grip", "activities"),
)
WORST_CATEGORY = 3  # read (form of the adult HAQ)
WITH_AID = 2  # least score of a category with an aid, a device or help; read (same)
ENOUGH_CATEGORIES = 6  # of eight, for a mean; memory
HAQ_WORST = 3
HAQ_STEPS = 8  # one eighth a step while all eight categories count; read (same)
VAS_CM = 10  # length of the visual analogue scales; read (Rider 2011)
CM_PER = {"cm": 1, "mm": 10}
VAS = ("md_global", "patient_global", "extramuscular")
VAS_RANGE = (0, VAS_CM)
HAQ_RANGE = (0, HAQ_WORST)


def haq_di(scores: Sequence[Decimal | None], aids: Sequence[bool]) -> Decimal | None:
    """Disability index 0 to 3, unrounded: mean of the categories that were answered.

    An aid lifts a category to 2 and counts for nothing without an answer. None below six answers.
    """
    answered = [
        max(score, WITH_AID) if aid else score
        for score, aid in zip(scores, aids, strict=True)
        if score is not None
    ]
    return sum(answered) / Decimal(len(answered)) if len(answered) >= ENOUGH_CATEGORIES else None


def haq_di_from_categories(inputs: Mapping) -> dict:
    """Inputs: categories (eight scores 0 to 3 or null), aids (eight true or false)."""
    scores = _eight(inputs, "categories", _score)
    answered = {name for name, score in zip(CATEGORIES, scores, strict=True) if score is not None}
    aids = _eight(inputs, "aids", partial(_aid, answered))
    index = haq_di(scores, aids)
    return {
        "status": "not_calculable" if index is None else "ok",
        "haq_di": rounded(index, 3),
        "answered": len(answered),
    }


def _eight(inputs, name, reader):
    values = sequence(inputs, name)
    if values is None:
        raise InputError(f"missing_input:{name}")
    if len(values) != len(CATEGORIES):
        raise InputError(f"out_of_range:{name}")
    by_category = dict(zip(CATEGORIES, values, strict=True))
    with within(name):
        return gathered(partial(reader, by_category, category) for category in CATEGORIES)


def _score(inputs, name):
    score = number(inputs, name, 0, WORST_CATEGORY)
    if score is not None and score != int(score):
        raise InputError(f"out_of_range:{name}")
    return score


def _aid(answered, inputs, name):
    """Whether an aid was used; only an answered category has to say so."""
    value = inputs[name]
    if value is None and name in answered:
        raise InputError(f"missing_input:{name}")
    if value is not None and not isinstance(value, bool):
        raise InputError(f"not_a_choice:{name}")
    return bool(value)


def csm_entry(inputs: Mapping) -> dict:
    """A typed measure in the unit it is kept in: cm to one decimal, HAQ to three; null is valid.

    Inputs: measure (md_global, patient_global, extramuscular, haq_di), value, unit (cm, mm).
    """
    try:
        value, warnings = _entered(inputs)
    except InputError as error:
        return {"valid": False, "value": None, "errors": list(error.codes), "warnings": []}
    return {"valid": True, "value": value, "errors": [], "warnings": warnings}


def _entered(inputs):
    measure = chosen(inputs, "measure", (*VAS, "haq_di"))
    if inputs.get("value") is None:
        return None, ["not_assessed"]
    return _haq_total(inputs) if measure == "haq_di" else _vas(inputs)


def _haq_total(inputs):
    if inputs.get("unit") is not None:
        raise InputError("not_a_choice:unit")
    value = _value(inputs, HAQ_WORST)
    whole_steps = value * HAQ_STEPS == int(value * HAQ_STEPS)
    return rounded(value, 3), [] if whole_steps else ["not_multiple_of_0.125"]


def _vas(inputs):
    """Centimeters to one decimal from cm or mm; the limits hold before rounding."""
    if inputs.get("unit") not in tuple(CM_PER):
        raise InputError("unit_required")
    per_cm = CM_PER[inputs["unit"]]
    exact = _value(inputs, VAS_CM * per_cm) / per_cm
    value = rounded(exact, 1)
    return value, [] if value == exact else ["rounded_to_0.1"]


def _value(inputs, high):
    """The typed number from 0 to `high`; the codes of an entry name no input."""
    try:
        return number(inputs, "value", 0, high)
    except InputError as error:
        raise InputError(*(code.partition(":")[0] for code in error.codes)) from None


INSTRUMENTS = (
    Instrument(
        name="haq_di_from_categories",
        title="Health Assessment Questionnaire, disability index",
        inputs=("categories", "aids"),
        calculate=haq_di_from_categories,
        constants=(
            Constant("Mean of eight categories, 0 to 3 each", "read", "adult HAQ form"),
            Constant("An aid, a device or help raises 0 or 1 to 2", "read", "adult HAQ form"),
            Constant("At least six of eight categories", "memory"),
            Constant("An aid in a category without an answer counts for nothing", "ours"),
        ),
    ),
    Instrument(
        name="csm_entry",
        title="Entry of a core set measure",
        inputs=("measure", "value", "unit"),
        calculate=csm_entry,
        caution=(
            "Rate the past four weeks and reversible activity only. The extramuscular scale is a "
            "scale of its own, not the sum of the organs."
        ),
        constants=(
            Constant("Visual analogue scales of 10 cm, 0 is best", "read", "Rider 2011"),
            Constant("Extramuscular activity on a 10 cm scale of its own", "memory", "MDAAT"),
            Constant("What the extramuscular scale rates", "read", "MDAAT 2009"),
            Constant("HAQ total 0 to 3, steps of 0.125 with eight categories", "read", "adult HAQ"),
        ),
    ),
)
