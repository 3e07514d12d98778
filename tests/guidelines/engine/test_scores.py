"""Scores from the record: what they were computed from, what is missing, what became worse."""

import datetime
from decimal import Decimal

import pytest

from guidelines.engine.facts import Facts
from guidelines.engine.history import Course, History, Step, Value
from guidelines.engine.program import program
from guidelines.engine.scores import scores
from tests.guidelines.engine.shipped import CONTENT, DAY, findings

COMPILED = program(CONTENT)
START, NOW = 100, 2  # days ago
CORE = {  # at the start and now
    "md_global": ("7.0", "3.0"),
    "patient_global": ("6.5", "4.0"),
    "extramuscular": ("2.0", "1.0"),
    "haq_di": ("1.75", "1.0"),
    "mmt8_80": ("52", "66"),
    "ck": ("6400", "1800"),
}
PERSON = {
    "age_years": 61,
    "sex_at_birth": "male",
    "months_since_onset": 6,
    "diagnosis_status": "confirmed",
}


def ago(days):
    return DAY - datetime.timedelta(days=days)


def series(core=CORE, days=(START, NOW)):
    return {
        key: tuple(
            Value(ago(day), Decimal(value), Decimal(200) if key == "ck" else None)
            for day, value in zip(days, values, strict=True)
            if value is not None
        )
        for key, values in core.items()
    }


def prednisone(**fields):
    steps = (Step(ago(START), Decimal(60)), Step(ago(40), Decimal(20)))
    return Course("1", "PRED", "Prednisone", "mg", "day", ago(START), steps=steps, **fields)


def computed(values=None, courses=(), **flat):
    history = History(series() if values is None else values, tuple(courses))
    rows = scores(Facts(COMPILED, findings(PERSON | flat), DAY, history))
    return {row.instrument.name: row for row in rows}


def row_of(table, name):
    return next(row for row in table.rows if row[0].startswith(name))


def test_the_improvement_score_is_that_of_the_worked_example_with_values_and_days():
    score = computed(courses=[prednisone()])["tis_2016"]
    assert score.outcome == "65 of 100 points: major improvement"
    strength = row_of(score.table, "Strength")
    assert strength[1].startswith("52")
    assert "14-Aug-2026" in strength[1]
    assert strength[3:] == ("17.5", "20")
    assert score.missing == ()


def test_it_is_never_shown_without_the_sentence_that_it_was_not_made_for_this_disease():
    found = computed(courses=[prednisone()])
    for name in ("tis_2016", "eular_acr_2017_iim"):
        assert "Not derived for immune-mediated necrotizing myopathy" in (
            found[name].instrument.caution
        )


def test_a_missing_measure_gives_bounds_and_is_named_with_the_visit():
    values = series(CORE | {"haq_di": ("1.75", None)})
    score = computed(values, [prednisone()])["tis_2016"]
    assert score.outcome == "Between 57.5 and 67.5 points: at least moderate improvement"
    assert score.missing == ("Disability (HAQ-DI) now",)
    assert row_of(score.table, "Disability")[2:] == ("missing", "–", "–")


def test_what_became_worse_is_named_beside_the_total():
    score = computed(series(CORE | {"patient_global": ("4", "6")}), [prednisone()])["tis_2016"]
    assert score.worsened == ("Patient global activity",)


def test_without_physician_global_nothing_is_calculated():
    values = {key: rows for key, rows in series().items() if key != "md_global"}
    score = computed(values, [prednisone()])["tis_2016"]
    assert score.outcome.startswith("Not calculable")


def test_without_treatment_there_is_no_start_to_count_from():
    assert "no treatment is recorded" in computed()["tis_2016"].outcome


def test_worsening_counts_only_when_a_second_visit_confirms_it():
    worse = {"md_global": ("3", "6", "6"), "mmt8_80": ("70", "50", "50")}
    twice = series(worse, (START, 20, NOW))
    once = series({key: (first, first, last) for key, (first, _, last) in worse.items()},
                  (START, 20, NOW))  # fmt: skip
    assert "confirmed at two" in computed(twice, [prednisone()])["imacs_worsening"].outcome
    assert "not yet confirmed" in computed(once, [prednisone()])["imacs_worsening"].outcome


def test_the_subtype_rests_on_the_highest_ck_and_least_strength_not_on_todays():
    """A treated patient with a normal CK still has the disease that the criteria speak of."""
    calm = series({"ck": ("6400", "150"), "mmt8_80": ("52", "80")})
    score = computed(calm, ab_srp="positive", ab_hmgcr="negative")["enmc_224_imnm"]
    assert score.outcome == "Anti-SRP myopathy"
    assert ("CK, times the upper limit", "32") in score.rows


def test_the_subtype_is_open_while_nothing_is_known():
    assert computed({})["enmc_224_imnm"].outcome == "Indeterminate"


def test_classification_lists_every_item_that_nobody_recorded():
    score = computed(biopsy="not_done", dysphagia="mild")["eular_acr_2017_iim"]
    assert "Heliotrope rash" in score.missing
    assert "Muscle biopsy" not in score.missing
    assert ("Model", "Without biopsy") in score.rows


def test_nobody_is_called_not_classified_while_items_are_missing():
    muscles = {"mmt8_r_deltoid": 8, "mmt8_l_deltoid": 8}
    score = computed(biopsy="not_done", dysphagia="mild", **muscles)["eular_acr_2017_iim"]
    assert "cannot be classified yet" in score.outcome
    assert "4.8 points with 7 items not known" in score.outcome
    assert "Not classified" not in score.outcome
    assert not {"Probability", "Probability, at least"} & {name for name, _text in score.rows}


def test_what_is_missing_does_not_take_a_reached_category_away():
    everything = {"mmt8_80": 60, "mmt8_neck_flexors": 8, "ck": 6400, "ck_uln": 200}
    everything |= {f"mmt8_{side}_{name}": 8 for side in "rl" for name in ("deltoid", "biceps")}
    everything |= {f"mmt8_{side}_quadriceps": 6 for side in "rl"}
    answers = everything | {"biopsy": "not_done", "dysphagia": "mild", "ab_other": ["Jo1"]}
    score = computed({}, **answers)["eular_acr_2017_iim"]
    assert score.outcome.startswith("Definite by what is known")
    assert "Probability, at least" in dict(score.rows)


def test_the_restart_after_a_relapse_is_named_with_the_first_start():
    raised = prednisone()._replace(steps=(Step(ago(100), Decimal(20)), Step(ago(60), Decimal(60))))
    values = series() | {"treatment_phase": (Value(ago(60), "relapse"),)}
    used = computed(values, [raised], treatment_phase="relapse")["tis_2016"].used
    (start,) = (row for row in used if "restarted" in row.label)
    assert "after the relapse of 23-Sep-2026" in start.label
    assert start.text == "23-Sep-2026, first treated from 14-Aug-2026"
    used = computed(courses=[prednisone()])["tis_2016"].used
    assert ("Start of treatment", "14-Aug-2026") in [(row.label, row.text) for row in used]


def test_classification_waits_for_the_answer_whether_a_biopsy_was_done():
    score = computed()["eular_acr_2017_iim"]
    assert score.outcome == "Not calculable yet"
    assert "Whether a biopsy was done" in score.missing


def test_full_strength_now_does_not_make_earlier_weakness_absent():
    muscles = {f"mmt8_{side}_deltoid": 10 for side in "rl"}
    muscles |= {f"mmt8_{side}_biceps": 10 for side in "rl"}
    recovered = computed(series({"mmt8_80": ("52", "80")}), biopsy="imnm", **muscles)
    never = computed({}, biopsy="imnm", **muscles)
    item = "Weakness of the upper arms"
    assert item in recovered["eular_acr_2017_iim"].missing
    assert item not in never["eular_acr_2017_iim"].missing


@pytest.mark.parametrize("changes", [{}, {"ab_hmgcr": "positive"}, {"dysphagia": "severe"}])
def test_the_cancer_band_is_the_one_of_the_plan(changes):
    answers = PERSON | {"age_at_onset": 60} | changes
    facts = Facts(
        COMPILED, findings({k: v for k, v in answers.items() if k != "age_at_onset"}), DAY
    )
    score = {row.instrument.name: row for row in scores(facts)}["imacs_cancer_2023"]
    assert score.outcome.lower().startswith(facts["cancer_risk"])


def test_the_ck_grade_uses_the_limit_of_the_same_laboratory():
    assert computed(ck_uln=1)["ctcae_cpk_increased"].outcome == ("Grade 3: 9 times the upper limit")
    assert computed({})["ctcae_cpk_increased"].outcome == "Not calculable yet"


def test_fracture_risk_counts_the_days_at_a_high_dose_from_the_courses():
    score = computed(courses=[prednisone()], current_prednisone_mg_day=20)["acr_giop_2022"]
    assert score.outcome == "Very high risk of fracture"
    assert any("30\u00a0mg" in row.label and row.text == "60" for row in score.used)


def test_fracture_risk_without_glucocorticoid_is_left_out():
    assert "acr_giop_2022" not in computed()
    assert "pjp_prophylaxis" not in computed()


def test_prophylaxis_counts_the_days_at_the_dose_so_far():
    score = computed(courses=[prednisone()], current_prednisone_mg_day=20)["pjp_prophylaxis"]
    assert score.outcome == "Prophylaxis: recommend"
    assert any(row.text == "100" for row in score.used)  # 20 mg or more since the start


def test_a_planned_cut_ends_the_days_at_the_dose():
    course = prednisone()
    planned = course._replace(
        start=ago(5), steps=(Step(ago(5), Decimal(20)), Step(ago(-10), Decimal(10)))
    )
    score = computed(courses=[planned], current_prednisone_mg_day=20)["pjp_prophylaxis"]
    assert any(row.text == "15" for row in score.used)


def test_the_grade_of_checkpoint_myositis_stands_only_with_a_checkpoint_inhibitor():
    assert "asco_ici_myositis" not in computed(ici_exposure="none")
    score = computed(
        ici_exposure="current", adl_limitation="instrumental", mmt8_80=60, myocarditis="none"
    )["asco_ici_myositis"]
    assert score.outcome == "Grade 2"
    open_grade = computed({}, ici_exposure="current")["asco_ici_myositis"]
    assert open_grade.outcome == "Grade 0 or 1 or 2 or 3-4"


def test_an_empty_record_gives_every_score_its_gaps_and_no_number():
    for score in scores(Facts(COMPILED, {}, DAY)):
        assert score.outcome
        assert score.missing or "no treatment" in score.outcome
