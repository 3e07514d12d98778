"""A drug typed by its name: the treatment of the guideline that it is, so that its rules hold."""

from django.core.exceptions import ValidationError

from guidelines.engine import wording
from guidelines.engine.formula import PER_WORDS
from guidelines.engine.program import program
from patients.treatment import course_rules
from patients.visits import medicines

SEVERAL = "{}: each has tests and limits of its own. Record each as a course of its own."
MEASURE = "The guideline counts {} in {}. Write the dose in that measure."
FIXED = ("day", "week")  # a drug given in cycles also exists in other forms, such as tablets


def regimen_of(name, content):
    """The treatment of the guideline as which a drug is ordinarily given; None for another drug.

    Refused with a ValidationError where a name holds two such drugs.
    """
    drugs = medicines.of_treatment("", name, content)
    found = {row.code: row for drug in drugs if (row := _ordinary(drug, content))}
    if len(found) > 1:
        names = wording.listed([row.name for row in found.values()])
        raise ValidationError({"name": SEVERAL.format(names)})
    return next(iter(found.values()), None)


def _ordinary(drug, content):
    """The first treatment with a drug; none where it may also be a short pulse: that is chosen."""
    words = program(content).drug_words.get(drug, {drug})
    rows = [row for row in content.regimens if row.ingredient in words]
    if any(row.lasts_days and part.per == "day" for row in rows for part in row.parts):
        return None
    return next(iter(rows), None)


def has_other_forms(row):
    """Whether a drug may be recorded in another measure than the treatment's."""
    return all(part.per not in FIXED for part in row.parts)


def adopt(course, content):
    """Give a course entered by name the treatment that its drug is, in the measure of it."""
    row = None if course.regimen else regimen_of(course.name, content)
    if row is None:
        return
    part = course_rules.single_part(row.code, content)
    unit, per = (part.unit, part.per) if part else ("", "")
    if not course.unit:
        course.unit, course.per = unit, course.per or per
    if (course.unit, course.per) == (unit, per):
        course.regimen = row.code
    elif part and not has_other_forms(row):
        counted = f"{wording.unit(unit)} {PER_WORDS[per]}"
        raise ValidationError({"unit": MEASURE.format(row.name, counted)})
