"""Taking over an answer that the plan proposes from the record; nothing is set without it."""

from django.core.exceptions import ValidationError

from patients.visits import actions, answers


def take_over(*, encounter, signal, value, by):
    """Record the answer that a signal of a draft's plan proposes, as the clinician's own.

    `value` is what the page showed. Returns its key, in a list. Refuses what is no longer proposed.
    """
    if encounter.is_signed:
        raise actions.GoneError(actions.SIGNED)
    proposed = _proposed(encounter.current_plan(), signal)
    if proposed is None or proposed["value"] != value:
        raise ValidationError(actions.PLAN_CHANGED)
    content = encounter.content
    element = next(row for row in content.elements if row.key == proposed["key"])
    answer = answers.read(element, value, content=content, day=encounter.day)
    actions.record(
        encounter=encounter, answers={element.key: answer.finding()},
        revision=encounter.revision, by=by,
    )  # fmt: skip
    return [element.key]


def _proposed(plan, signal):
    return next((row["proposes"] for row in plan["signals"] if row["key"] == signal), None)
