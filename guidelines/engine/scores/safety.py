"""Grades of harm: CK, and what glucocorticoids do to bone and to the defense against infection."""

from decimal import Decimal

from guidelines.engine import wording
from guidelines.engine.followup import record, treatment

from .score import Answers, calculated, listed, shown
from .words import words

HIGH_DOSE_MG = 30  # a day, of the bone tool
DAYS_PER_MONTH = Decimal("30.4")
FRACTURE = "osteoporosis_or_fragility_fracture"
NO_QUESTION = "(no question here)"


def ck_grade(facts):
    """The grade of the last CK with a laboratory limit."""
    answers = Answers(facts)
    samples = record.samples(facts)
    if not samples:
        answers.lack("CK with the upper limit of its laboratory")
        return answers.score("ctcae_cpk_increased", "Not calculable yet")
    last = samples[-1].value
    unit = facts.program.elements["ck"].unit
    answers.note("ck", "CK", wording.amount(last.value, unit), last.on)
    answers.note("uln", "Upper limit of that laboratory", wording.amount(last.limit, unit), last.on)
    result = calculated("ctcae_cpk_increased", {"ck": last.value, "uln": last.limit})
    folds = f"{shown(result['fold_uln'])} times the upper limit"
    return answers.score("ctcae_cpk_increased", f"Grade {result['grade']}: {folds}")


def bone(facts):
    """Fracture risk; only where a glucocorticoid is or was taken within a year."""
    answers = Answers(facts)
    dose, grams = answers.take("current_prednisone_mg_day"), answers.take("gc_cumulative_g_12m")
    if not dose and not grams:
        return None
    inputs = {
        "age": answers.take("age_years"),
        "gc_mg_day": dose,
        "cumulative_g_year": grams,
        "t_score": answers.take("t_score"),
        "prior_op_fracture": _fracture(answers),
    } | _exposure(answers)
    result = calculated("acr_giop_2022", inputs)
    answers.lack(*(f"{words(name)} {NO_QUESTION}" for name in ("frax_mof", "frax_hip")))
    band, reasons = result.get("band"), result.get("reasons", ())
    outcome = f"{words(band)} risk of fracture" if band else "No band yet"
    rows = (("Because of", listed(reasons)),)
    rows += (("Could still raise it", listed(result.get("missing", ()))),)
    return answers.score("acr_giop_2022", outcome, rows=rows)


def _fracture(answers):
    """No osteoporosis and no fracture is no fracture; yes does not tell which of the two it was."""
    answer = answers.take(FRACTURE)
    if answer:
        answers.lack("Whether there was a fracture: osteoporosis is recorded in the same answer")
    return False if answer is False else None


def _exposure(answers):
    """Days at a high dose and months of glucocorticoid, from the courses of the record."""
    courses = treatment.glucocorticoids(answers.facts)
    if not courses:
        return {}
    start = min(course.start for course in courses)
    months = Decimal((answers.facts.on - start).days) / DAYS_PER_MONTH
    days = max(_days_from(course, HIGH_DOSE_MG, answers.facts.on) for course in courses)
    answers.note("gc_months", "Glucocorticoid since", wording.date(start))
    answers.note(
        "days",
        f"Days at {wording.amount(HIGH_DOSE_MG, 'mg')} a day or more",
        wording.number(Decimal(days)),
    )
    return {"gc_months": months, "days_at_30_or_more": days}


def _days_from(course, amount, until):
    """The days up to a day on which a daily course was given at this dose or a higher one."""
    if course.per != "day":
        return 0
    steps = [step for step in course.steps if step.on <= until]
    ends = [*(step.on for step in steps[1:]), until]
    pairs = zip(steps, ends, strict=True)
    return sum((end - step.on).days for step, end in pairs if (step.amount or 0) >= amount)


def pneumocystis(facts):
    """The tier for the glucocorticoid that is taken, by the days at its dose so far and planned."""
    courses = [row for row in treatment.glucocorticoids(facts) if row.per == "day"]
    answers = Answers(facts)
    dose = answers.take("current_prednisone_mg_day")
    if not courses or not dose:
        return None
    days = max(_days_at_dose(course, facts.on) for course in courses)
    answers.note("days", "Days at this dose or more, so far and planned", str(days))
    allergies = answers.take("allergies")
    inputs = {
        "prednisone_mg_day": dose,
        "days": days,
        "second_agents": _agents(answers),
        "sulfa_allergy": None if allergies is None else "sulfonamide" in allergies,
    }
    result = calculated("pjp_prophylaxis", inputs)
    outcome = words(result["tier"]) if result.get("tier") else "Open"
    notes = tuple(words(code) for code in result.get("flags", ()))
    return answers.score("pjp_prophylaxis", f"Prophylaxis: {wording.lowered(outcome)}", notes=notes)


def _days_at_dose(course, on):
    """From the first day at the dose of today, or a higher one without a break, to its end."""
    today = course.amount(on) or Decimal(0)
    lower = [step.on for step in course.steps if (step.amount or 0) < today]
    first = max((day for day in lower if day <= on), default=course.start)
    last = min((day for day in lower if day > on), default=course.stop or on)
    return (last - first).days


def _agents(answers):
    """The other treatments that are taken, by the courses of the record."""
    facts = answers.facts
    words_taken = {treatment.therapy(facts, row) for row in facts.history.open_courses(facts.on)}
    found = sorted(words_taken - {"", treatment.GLUCOCORTICOID})
    answers.note("agents", "Other treatments taken", wording.listed(found) or "none")
    return found
