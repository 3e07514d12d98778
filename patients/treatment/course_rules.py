"""What may not be recorded as taken: days that cannot be, doses beyond a limit, a drug twice."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from guidelines import frozen
from guidelines.engine import taper_checks, taper_hold, wording
from guidelines.engine.formula import PER_WORDS
from guidelines.engine.program import program
from patients.in_force import version_in_force
from patients.treatment import taken
from patients.visits import medicines
from patients.visits.orders import EVERY_DAY, WEEKDAYS

TWICE = "{} is recorded already {}. Change, stop or take back that course instead."
ABRUPT = f"{taper_hold.NEVER_ABRUPTLY} Plan a taper, or tick that it is meant."
WEEKLY = "This is given once a week, never daily."


def check_new(course, amount, content):
    """Raise ValidationError by field where a new course cannot be right."""
    check_day(course, course.start, "start")
    if course.stop:
        check_day(course, course.stop, "stop")
    check_dose(course, amount, content)
    check_twice(course, content)


def check_change(course, on, amount, content):
    """Raise ValidationError by field where a course cannot have a dose from this day on."""
    check_day(course, on, "on")
    if on < course.start:
        raise ValidationError({"on": f"It began later, on {wording.date(course.start)}."})
    if course.stop and course.stop <= on:
        raise ValidationError({"on": f"It ended on {wording.date(course.stop)}."})
    check_dose(course, amount, content)


def check_stop(course, on, knows_taper):
    """Raise ValidationError by field where a course cannot end on this day, or not like that."""
    check_day(course, on, "on")
    if on < course.start:
        raise ValidationError({"on": f"It began later, on {wording.date(course.start)}."})
    if course.stop and course.stop <= on:
        raise ValidationError({"on": f"It ended already, on {wording.date(course.stop)}."})
    if not knows_taper and is_abrupt(course, on):
        raise ValidationError({"knows_taper": ABRUPT})


def is_abrupt(course, on):
    """Whether the end of a course on a day is one that calls for a taper first."""
    content, taken_so_far = frozen.load(version_in_force()), course.as_history()
    if not taken.is_glucocorticoid(course, content):
        return False
    if not taken.is_daily_prednisone(course, content):
        taken_so_far = taken_so_far._replace(steps=())  # no dose in prednisone is known
    return taper_checks.ends_abruptly(taken_so_far, on)


def check_ended(course):
    """Raise ValidationError for a course that goes on."""
    if not course.stop:
        raise ValidationError("This course was not stopped. Reload the page.")


def check_standing(course):
    """Raise ValidationError for a course that was taken back."""
    if course.removed_at:
        raise ValidationError("This course was taken back as an error. It cannot change.")


def check_day(course, day, field):
    """Raise ValidationError by field for a day to come or before the birth."""
    if day > timezone.localdate():
        raise ValidationError({field: "It lies in the future. Record what was in fact taken."})
    if day < course.patient.birth_date:
        raise ValidationError({field: "It lies before the birth. Check the year."})


def check_dose(course, amount, content):
    """Raise ValidationError by field for a dose that the course's regimen never has."""
    if amount is not None and amount <= 0:
        raise ValidationError({"amount": "Write the dose as a number above 0, such as 12.5."})
    part = single_part(course.regimen, content)
    if part is None:
        return
    if (course.unit, course.per) != (part.unit, part.per):
        raise ValidationError({"regimen": WEEKLY if part.per == "week" else "Wrong unit."})
    if amount is not None and part.hard_max is not None and amount > part.hard_max:
        shown = wording.amount(part.hard_max, part.unit)
        raise ValidationError({"amount": f"The hard limit is {shown} {PER_WORDS[part.per]}."})
    if part.per == "week":
        _check_week(course)


def single_part(regimen, content):
    """The one drug of a regimen with its dose rule; None where there are several or none."""
    row = program(content).regimens.get(regimen)
    return row.parts[0] if row and len(row.parts) == 1 else None


def _check_week(course):
    if course.weekday not in WEEKDAYS:
        raise ValidationError({"weekday": "Choose the weekday on which it is given."})
    if EVERY_DAY.search(course.schedule):
        raise ValidationError({"schedule": WEEKLY})


def check_twice(course, content):
    """Refuse a drug that another course holds at the same time in the same measure."""
    own = (course.regimen, course.name)
    others = course.patient.courses.standing().exclude(pk=course.pk)
    for other in others.filter(unit=course.unit, per=course.per):
        same = medicines.is_same(own, (other.regimen, other.name), content)
        if same and _overlap(course, other):
            raise ValidationError({"start": TWICE.format(other.name, _span(other))})


def _overlap(course, other):
    return not (
        (course.stop and course.stop <= other.start) or (other.stop and other.stop <= course.start)
    )


def _span(course):
    end = f" until {wording.date(course.stop)}" if course.stop else ""
    return f"from {wording.date(course.start)}{end}"
