"""Whether an order is given as often as the plan says, so that figures may be drawn from it.

Words that a clinician wrote are never searched for a schedule: 'not once daily' holds one too.
"""

from .formula import PER_WORDS

WEEKLY = ", once a week, on "


def schedule_kept(regimen: dict, line: str) -> bool:
    """Whether an order `line` of a plan's `regimen` keeps its schedule, word for word.

    True for the plan's own line; False where the dose itself is in words of the clinician.
    """
    line, own, name = _spaced(line), _spaced(regimen["line"]), regimen["name"]
    if line == own or (regimen["weekly"] and line.startswith(f"{own}{WEEKLY}")):
        return True
    head, route, often = line.partition(f" {regimen['route']}")
    if not (regimen["unit"] and route and head.startswith(name)):
        return False
    if regimen["weekly"]:
        return often.startswith(WEEKLY)
    if head.startswith(f"{name}, start "):
        often = often.partition(", target ")[0]
    return not often or often.removeprefix(", ") in _schedules(regimen)


def _schedules(regimen):
    """The schedule in the words of the plan, and as an order repeats it after 'a day'."""
    schedule = _spaced(regimen["schedule"])
    return schedule, schedule.removeprefix(f"{PER_WORDS.get(regimen['per'], '')}, ")


def _spaced(text):
    return " ".join(text.split())
