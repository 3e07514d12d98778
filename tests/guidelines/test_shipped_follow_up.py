"""The shipped tests and action limits, for what a patient takes: due when, and beyond what."""

import datetime
from decimal import Decimal

import pytest

from guidelines.engine.due import tests_due as due
from guidelines.engine.facts import Facts
from guidelines.engine.history import Course, History, Step, Value
from guidelines.engine.limits import beyond
from guidelines.engine.program import program
from tests.guidelines.engine.shipped import CONTENT, DAY, WEAK, confirmed

PROGRAM = program(CONTENT)
QUIET = WEAK | {"alt": 40, "ck": 150, "mri_muscle": "normal"}
MUSCLE = {"alt": 101, "ck": 4000, "alp": 80, "alp_uln": 120, "bilirubin": 9, "bilirubin_uln": 20}
NORMAL_GGT = {"ggt": 30, "ggt_uln": 60}


def ago(days):
    return DAY - datetime.timedelta(days=days)


def course(code, start, stop=None, steps=()):
    doses = tuple(Step(ago(days), Decimal(amount)) for days, amount in steps)
    end = None if stop is None else ago(stop)
    return Course(code, code, code, "mg", "day", ago(start), end, doses, "other" if stop else "")


def facts(*courses, values=None, **flat):
    rows = {
        key: tuple(Value(ago(days), value) for days, value in series)
        for key, series in (values or {}).items()
    }
    return Facts(PROGRAM, confirmed(QUIET | flat), DAY, History(rows, courses))


def limits(code, **findings):
    """The limits that are passed while one drug is taken: {(rule, text): note}."""
    found = beyond(facts(course(code, 100), **findings))
    return {(row.rule.key, row.limit.text): row.note for row in found}


def passed(key, code, **findings):
    """How many limits of one test are passed."""
    return sum(rule == key for rule, _text in limits(code, **findings))


@pytest.mark.parametrize(
    ("key", "code", "element", "still_fine", "too_far"),
    [
        ("M2", "MTX", "crp", "50", "50.1"),
        ("M10", "PRED", "sbp", "139", "140"),
        ("M10", "PRED", "dbp", "89", "90"),
        ("M11b", "PRED", "hba1c_mmol_mol", "63.9", "64"),
        ("M12", "IVMP", "potassium", "3.5", "3.4"),
        ("M12", "IVMP", "potassium", "5.4", "5.5"),
        ("M13", "COTRI", "potassium", "3.5", "3.4"),
        ("M13", "TAC", "potassium", "5.4", "5.5"),
        ("M14", "MTX", "wbc", "3.5", "3.4"),
        ("M14", "AZA", "neutrophils", "1.6", "1.5"),
        ("M14", "MMF", "platelets", "140", "139"),
        ("M14", "MTX", "mcv", "105", "105.1"),
        ("M14", "MTX", "alt", "100", "101"),
        ("M14", "TAC", "ast", "100", "101"),
        ("M14", "MTX", "albumin", "30", "29.9"),
        ("M14", "MTX", "eosinophils", "0.5", "0.6"),
        ("M15", "CSA", "wbc", "3.5", "3.4"),
        ("M15", "CSA", "neutrophils", "1.6", "1.5"),
        ("M15", "CSA", "platelets", "140", "139"),
        ("M15", "CSA", "mcv", "105", "105.1"),
        ("M15", "CSA", "alt", "100", "101"),
        ("M15", "CSA", "albumin", "30", "29.9"),
        ("M15", "CSA", "eosinophils", "0.5", "0.6"),
        ("M16", "TAC", "tacrolimus_trough", "15", "15.1"),
        ("M17", "CSA", "ciclosporin_trough", "200", "201"),
        ("M18", "CYC", "neutrophils", "1.5", "1.4"),
        ("M20", "RTX", "igg_g_l", "3", "2.9"),
        ("M20", "RTX", "neutrophils", "1", "0.9"),
        ("M23", "PLEX", "calcium_ionized", "1", "0.99"),
        ("M23", "PLEX", "fibrinogen", "1.5", "1.49"),
        ("M24", "PRED", "t_score", "-2.4", "-2.5"),
    ],
)
def test_a_number_beyond_its_limit_calls_for_action(key, code, element, still_fine, too_far):
    code_taken = course(code, 2) if code in ("IVMP", "PLEX") else course(code, 100)
    counts = [
        sum(row.rule.key == key for row in beyond(facts(code_taken, **{element: Decimal(value)})))
        for value in (still_fine, too_far)
    ]
    assert counts[1] == counts[0] + 1, counts


@pytest.mark.parametrize(
    ("key", "code", "element", "fine", "beyond"),
    [
        ("M4", "MTX", "mri_muscle", "both", "fatty_replacement"),
        ("M9", "MTX", "dysphagia", "none", "mild"),
        ("M6", "MTX", "ecg", "normal", "conduction_or_arrhythmia"),
        ("M6", "MTX", "troponin_i", 26, 27),
        ("M19", "CYC", "urinalysis_blood", "negative", "positive"),
        ("M22", "IVIG", "infusion_signs", "other", "thrombosis"),
        ("M24", "PRED", "spine_imaging", "no_fracture", "fracture"),
        ("M25", "PRED", "eye_exam", "normal", "raised_pressure"),
        ("M27", "MTX", "cancer_panel", "clear", "finding"),
    ],
)
def test_a_finding_calls_for_action(key, code, element, fine, beyond):
    assert passed(key, code, **{element: fine}) == 0
    assert passed(key, code, **{element: beyond}) == 1


def test_an_action_limit_holds_only_for_the_drugs_it_is_meant_for():
    assert passed("M14", "RTX", wbc=Decimal("3.4")) == 0
    assert passed("M20", "MTX", igg_g_l=2) == 0


def alt_of(**findings):
    return limits("MTX", **findings).get(("M14", "ALT or AST above 100 U/L"))


def test_a_high_alt_from_muscle_calls_for_nothing():
    assert alt_of(**MUSCLE, **NORMAL_GGT) is None


def test_a_high_alt_that_may_come_from_muscle_says_what_is_missing():
    note = alt_of(**MUSCLE)
    assert "It comes from muscle while CK is above 5 times its limit" in note
    assert "gamma-glutamyl transferase" in note.lower()


@pytest.mark.parametrize("change", [{"ggt": 61}, {"ck": 850}, {"bilirubin": 21}])
def test_a_high_alt_that_is_not_explained_by_muscle_stands(change):
    assert alt_of(**MUSCLE | NORMAL_GGT | change) == ""


GLUCOSE = (
    "Fasting glucose 7 mmol/L (126 mg/dL) or more, or random glucose 11.1 mmol/L (200 mg/dL) or "
    "more"
)


@pytest.mark.parametrize(
    ("value", "state", "expected"),
    [
        ("7", "fasting", ""),
        ("6.9", "fasting", None),
        ("11", "random", None),
        ("11.1", "random", ""),
    ],
)
def test_glucose_counts_from_another_limit_when_fasting(value, state, expected):
    found = limits("PRED", glucose=Decimal(value), glucose_state=state)
    assert found.get(("M11", GLUCOSE)) == expected


def test_a_glucose_of_which_nothing_is_said_is_shown_with_the_question():
    note = limits("PRED", glucose=8)["M11", GLUCOSE]
    assert note == (
        "A glucose taken at random counts from 11.1 mmol/L (200 mg/dL) on. "
        "Not known: glucose taken."
    )
    earlier = {"glucose_state": [(30, "random")]}
    (row,) = (
        row
        for row in beyond(facts(course("PRED", 100), values=earlier, glucose=8))
        if row.rule.key == "M11"
    )
    assert row.note == "A glucose taken at random counts from 11.1 mmol/L (200 mg/dL) on."


def test_creatinine_may_rise_less_around_ivig_than_in_a_year():
    values = {"creatinine_umol_l": [(20, Decimal(80))]}
    for creatinine, expected in ((99, set()), (100, {"M22"}), (104, {"M14", "M22"})):
        courses = (course("IVIG", 60), course("MTX", 60))
        found = beyond(facts(*courses, values=values, creatinine_umol_l=creatinine))
        assert {r.rule.key for r in found if "Creatinine" in r.limit.text} == expected


def test_low_igg_with_an_infection_has_a_higher_limit():
    assert passed("M20", "RTX", igg_g_l=5) == 0
    assert passed("M20", "RTX", igg_g_l=5, infection_status="suspected") == 1
    assert passed("M20", "RTX", igg_g_l=6, infection_status="suspected") == 0


def test_severe_hypertension_holds_the_calcineurin_inhibitor_that_is_taken():
    assert passed("M10", "PRED", sbp=160) == 1
    assert passed("M10", "TAC", sbp=160, current_drugs=["tacrolimus"]) == 2


def test_hepatitis_b_calls_for_hepatology_when_dna_appears_or_alt_rises():
    carrier = {"anti_hbc": "positive", "hbv_prophylaxis": True, "hbv_dna": 0}
    assert passed("M21", "RTX", **carrier) == 0
    assert passed("M21", "RTX", **carrier | {"hbv_dna": 20}) == 1
    values = {"alt": [(90, Decimal(30))]}
    for alt, count in ((44, 0), (45, 1)):
        rows = beyond(facts(course("RTX", 100), values=values, **carrier | {"alt": alt}))
        assert sum(row.rule.key == "M21" for row in rows) == count


def test_prophylaxis_ends_four_weeks_after_the_low_dose_and_not_during_rituximab():
    def found(low_since, drugs):
        pred = course("PRED", 200, steps=[(200, 60), (low_since, 10)])
        rows = beyond(facts(pred, course("COTRI", 200), current_drugs=drugs))
        return [row.limit.action for row in rows if row.rule.key == "M30"]

    assert found(27, ["prednisone"]) == []
    (action,) = found(28, ["prednisone"])
    assert "if there was no rituximab or cyclophosphamide within 6 months" in action
    assert found(28, ["prednisone", "rituximab"]) == []


def days(key, *courses, **flat):
    """When a test is due, overdue first, in days from today."""
    known = facts(*courses, **flat)
    for row in due(known, beyond(known)):
        if row.rule.key == key:
            found = [*filter(None, [row.overdue_since]), *row.next]
            return [(day - DAY).days for day in found]
    return []


def test_ck_is_due_five_weeks_after_each_cut_of_the_dose():
    steady = course("PRED", 180, steps=[(180, 60)])
    cut = course("PRED", 180, steps=[(180, 60), (1, 50)])
    assert 34 in days("M1", cut)
    assert 34 not in days("M1", steady)


def test_blood_tests_start_again_after_a_rise_of_the_dose():
    steady = course("MTX", 365, steps=[(365, 15)])
    raised = course("MTX", 365, steps=[(365, 15), (1, 20)])
    assert {13, 27, 41} <= set(days("M14", raised))
    assert not {13, 27, 41} & set(days("M14", steady))


def test_glucose_is_weekly_again_after_a_rise_of_the_dose():
    raised = course("PRED", 365, steps=[(365, 20), (1, 40)])
    assert {6, 13, 20, 27} <= set(days("M11", raised))


def overdue(key, *courses, **values):
    """Whether a test is overdue by these values of the record alone, as (days ago, value)."""
    known = facts(*courses, values=values, **dict.fromkeys(values))
    rows = {row.rule.key: row for row in due(known, beyond(known))}
    return bool(rows[key].overdue_since)


def test_a_bone_density_at_any_time_in_the_first_six_months_counts():
    taken = course("PRED", 190, steps=[(190, 60)])
    assert not overdue("M24", taken, t_score=[(185, Decimal(-1))])
    assert overdue("M24", taken, t_score=[(191, Decimal(-1))])


def test_ck_and_strength_are_done_without_a_word_on_walking():
    measured = {"ck": [(1, Decimal(150))], "mmt8_80": [(1, Decimal(78))]}
    assert not overdue("M1", course("PRED", 190, steps=[(190, 60)]), **measured)


def test_low_neutrophils_are_due_again_after_a_week():
    counts = {"hb": 130, "wbc": 5, "platelets": 200, "mcv": 90, "creatinine_umol_l": 60, "alt": 30}
    values = {key: [(8, Decimal(number))] for key, number in counts.items()}
    values |= {"albumin": [(8, Decimal(40))], "neutrophils": [(8, Decimal("1.5"))]}
    taken = course("AZA", 365, steps=[(365, 150)])
    assert overdue("M14", taken, **values)
    assert not overdue("M14", taken, **values | {"neutrophils": [(8, Decimal("1.6"))]})


@pytest.mark.parametrize(
    ("key", "code", "stopped", "is_due"),
    [
        ("M20", "RTX", 300, True),
        ("M20", "RTX", 400, False),
        ("M19", "CYC", 3650, True),
        ("M14", "MTX", 10, False),
    ],
)
def test_how_long_a_test_goes_on_after_the_drug(key, code, stopped, is_due):
    assert bool(days(key, course(code, stopped + 15, stopped))) is is_due


@pytest.mark.parametrize(
    ("key", "value", "most"),
    [
        ("rapid_progression", True, 28),
        ("ici_exposure", "current", 90),
        ("thrombosis", "recent_3m", 90),
        ("contraception_effective", True, 90),
        ("breastfeeding", False, 90),
        ("live_vaccine_days", 20, 30),
        ("conception_planned_6m", False, 180),
    ],
)
def test_an_answer_that_loses_its_meaning_with_time_is_asked_again(key, value, most):
    for age, is_known in ((most, True), (most + 1, False)):
        found = Facts(PROGRAM, {key: {"value": value, "on": ago(age).isoformat()}}, DAY)
        assert (found[key] is not None, key in found.stale) == (is_known, not is_known)
        assert (found.last_known[key] is not None) == is_known


def test_a_rapid_decline_of_last_year_does_not_make_the_disease_severe_now():
    answers = {"mmt8_80": 75, "ambulation": "independent", "adl_limitation": "none"}
    answers |= {"dysphagia": "none", "fvc_pct": 95, "rapid_progression": True}
    known = confirmed(answers)
    known["rapid_progression"] = {"value": True, "on": ago(300).isoformat()}
    found = Facts(PROGRAM, known, DAY)
    assert found["severity"] != "severe"
    assert found.last_known["severity"] != "severe"
