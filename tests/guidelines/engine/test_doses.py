"""Doses of the shipped regimens: at, just below and just above every limit of the dosing table."""

import pytest

from tests.guidelines.engine.shipped import (
    CONTENT,
    MISSING,
    dose,
    missing,
    numbers,
    patient,
    reasons,
    state,
)

REFRACTORY = {
    "treatment_phase": "inadequate_response",
    "failed_therapies": ["glucocorticoid", "rituximab", "ivig"],
}
SEVERE = {"mmt8_80": 45}
CHECKPOINT = {"ici_exposure": "current", "ici_grade": 3, "myocarditis": "confirmed"}
PULSE = SEVERE | {"dysphagia": "severe"}
TO_PREVENT_PNEUMONIA = {"current_prednisone_mg_day": 20}
# Creatinine in micromol/L of this woman of 50 on either side of an eGFR limit (CKD-EPI 2021).
EGFR_60, BELOW_60 = 98.8, 98.9
EGFR_30, BELOW_30 = 176.1, 176.2
EGFR_25, BELOW_25 = 205.0, 205.1
EGFR_15, BELOW_15 = 313.9, 314.0
EGFR_10, BELOW_10 = 440.1, 440.2


@pytest.mark.parametrize(
    ("weight", "mg"), [(67.5, 65), (67.6, 70), (72.5, 70), (79, 80), (85, 80), (180, 80)]
)
def test_prednisone_is_1_mg_per_kg_ties_down_and_80_mg_at_most(weight, mg):
    assert numbers(patient(weight_kg=weight), "PRED") == (mg,)


def test_prednisone_says_when_it_is_limited():
    assert "limited to 80\u00a0mg" in " ".join(dose(patient(weight_kg=85), "PRED")["limits"])
    assert dose(patient(weight_kg=80), "PRED")["limits"] == []


@pytest.mark.parametrize(("weight", "g"), [(72, 140), (72.4, 140), (72.5, 145), (74.9, 145)])
def test_immunoglobulin_always_goes_down_to_5_g(weight, g):
    assert numbers(patient(**SEVERE, weight_kg=weight, height_cm=175), "IVIG") == (g,)


def test_immunoglobulin_uses_the_adjusted_weight_from_bmi_30_on():
    # 170 cm: BMI 29.97 at 86.6 kg, 30.00 at 86.7 kg; ideal weight 61.4 kg, adjusted 71.5 kg.
    assert numbers(patient(**SEVERE, weight_kg=86.6), "IVIG") == (170,)
    assert numbers(patient(**SEVERE, weight_kg=86.7), "IVIG") == (140,)


def test_immunoglobulin_above_160_g_is_given_with_a_warning():
    at, above = (patient(**SEVERE, weight_kg=kg, height_cm=180) for kg in (80, 82.5))
    assert numbers(at, "IVIG") == (160,)
    assert dose(at, "IVIG")["limits"] == []
    assert numbers(above, "IVIG") == (165,)
    assert "above the usual 160\u00a0g" in dose(above, "IVIG")["limits"][0]


@pytest.mark.parametrize(
    ("weight", "single"), [(60, 1.5), (70, 1.5), (70.1, 2), (71, 2), (90, 2), (90.1, 2.5)]
)
def test_tacrolimus_is_halved_before_each_single_dose_is_rounded(weight, single):
    shown = dose(patient(**REFRACTORY, weight_kg=weight), "TAC")
    assert float(shown["per_dose"]) == single
    assert float(shown["amount"]) == 2 * single


def test_cyclosporine_rounds_each_single_dose_to_25_mg():
    shown = dose(patient(**REFRACTORY), "CSA")
    assert (shown["amount"], shown["per_dose"]) == ("150", "75")


@pytest.mark.parametrize(
    ("age", "creatinine", "mg"),
    [
        (59, 300, 1050),
        (60, 300, 850),
        (70, 300, 850),
        (71, 300, 700),
        (59, 301, 850),
        (60, 301, 700),
        (70, 301, 700),
        (71, 301, 500),
    ],
)
def test_cyclophosphamide_by_age_and_creatinine(age, creatinine, mg):
    result = patient(**REFRACTORY, age_years=age, creatinine_umol_l=creatinine)
    assert numbers(result, "CYC") == (mg,)


def test_cyclophosphamide_is_1200_mg_at_most_and_waits_for_creatinine():
    assert numbers(patient(**REFRACTORY, weight_kg=100), "CYC") == (1200,)
    unknown = patient(**REFRACTORY, creatinine_umol_l=None)
    assert numbers(unknown, "CYC") == ()
    assert missing(unknown, "CYC") == ["creatinine_umol_l"]


@pytest.mark.parametrize(
    ("creatinine", "found", "rows", "range_mg"),
    [
        (BELOW_30, "hard_stop", ["B6"], None),
        (EGFR_30, "caution", ["B7"], (7.5, 12.5)),
        (BELOW_60, "caution", ["B7"], (7.5, 12.5)),
        (EGFR_60, "free", [], (15, 25)),
    ],
)
def test_methotrexate_is_halved_below_egfr_60_and_stopped_below_30(
    creatinine, found, rows, range_mg
):
    result = patient(creatinine_umol_l=creatinine)
    assert (state(result, "MTX"), reasons(result, "MTX")) == (found, rows)
    if range_mg is None:
        assert "MTX" not in result.doses
    else:
        assert numbers(result, "MTX") == range_mg


def test_methotrexate_starts_low_with_alcohol_age_or_low_albumin():
    starts = [
        dose(patient(**change), "MTX")["start"]
        for change in (
            {},
            {"alcohol_units_week": 14},
            {"alcohol_units_week": 14.1},
            {"age_years": 70},
            {"age_years": 71, "creatinine_umol_l": 50},
            {"albumin": 30},
            {"albumin": 29.9},
        )
    ]
    assert starts == ["10", "10", "7.5", "10", "7.5", "10", "7.5"]


def test_methotrexate_is_weekly_in_words_and_units():
    shown = dose(patient(), "MTX")
    assert shown["unit"] == "mg/week"
    assert "once a week" in shown["text"]


@pytest.mark.parametrize(
    ("tpmt", "nudt15", "range_mg", "start"),
    [
        ("normal", "normal", (150,), "50"),
        ("intermediate", "normal", (50, 100), "25"),
        ("normal", "intermediate", (50, 100), "25"),
    ],
)
def test_azathioprine_by_thiopurine_genes(tpmt, nudt15, range_mg, start):
    result = patient(tpmt=tpmt, nudt15=nudt15)
    assert numbers(result, "AZA") == range_mg
    assert dose(result, "AZA")["start"] == start


def test_azathioprine_is_least_when_both_genes_are_intermediate():
    both = patient(tpmt="intermediate", nudt15="intermediate", weight_kg=60)
    assert numbers(both, "AZA") == (25, 50)
    assert "both intermediate" in dose(both, "AZA")["formula"]


@pytest.mark.parametrize("gene", ["tpmt", "nudt15"])
def test_azathioprine_is_stopped_by_a_poor_gene_and_has_no_number_without_it(gene):
    assert state(patient(**{gene: "poor"}), "AZA") == "hard_stop"
    unknown = patient(**{gene: None})
    assert numbers(unknown, "AZA") == ()
    assert missing(unknown, "AZA") == [gene]


@pytest.mark.parametrize(
    ("creatinine", "weight", "mg"),
    [(EGFR_30, 70, 150), (BELOW_30, 70, 100), (EGFR_10, 70, 100), (BELOW_10, 60, 50)],
)
def test_azathioprine_by_kidney_function(creatinine, weight, mg):
    assert numbers(patient(creatinine_umol_l=creatinine, weight_kg=weight), "AZA") == (mg,)


def test_azathioprine_never_passes_2_mg_per_kg_in_pregnancy():
    pregnant = patient(pregnancy_status="pregnant", childbearing_potential=True)
    assert numbers(pregnant, "AZA") == (125,)  # 140 mg would be rounded to 150 mg
    assert numbers(patient(), "AZA") == (150,)


def test_mycophenolate_is_1_g_twice_daily_at_most_below_egfr_25():
    assert numbers(patient(creatinine_umol_l=EGFR_25), "MMF") == (2000, 3000)
    assert numbers(patient(creatinine_umol_l=BELOW_25), "MMF") == (2000,)
    assert dose(patient(), "MMF")["per_dose"] == "1000"


@pytest.mark.parametrize(
    ("creatinine", "mg"), [(EGFR_30, 480), (BELOW_30, 240), (EGFR_15, 240), (BELOW_15, None)]
)
def test_trimethoprim_sulfamethoxazole_is_halved_below_egfr_30_and_blocked_below_15(creatinine, mg):
    result = patient(**TO_PREVENT_PNEUMONIA, creatinine_umol_l=creatinine)
    if mg is None:
        assert state(result, "COTRI") == "blocked"
        assert "COTRI" not in result.doses
    else:
        assert numbers(result, "COTRI") == (mg,)


def test_entecavir_has_no_number_below_a_clearance_of_50():
    # (140 - 50) x 70 kg x 0.85 x 88.4 / (72 x creatinine): 50.2 at 131, 49.8 at 132 micromol/L.
    assert numbers(patient(hbsag="positive", creatinine_umol_l=131), "ETV") == (0.5,)
    reduced = patient(hbsag="positive", creatinine_umol_l=132)
    assert numbers(reduced, "ETV") == ()
    assert "below 50" in dose(reduced, "ETV")["text"]


@pytest.mark.parametrize(("weight", "mg"), [(49, 490), (50, 500), (51, 500), (90, 500)])
def test_abatacept_is_10_mg_per_kg_at_most(weight, mg):
    assert numbers(patient(**CHECKPOINT, weight_kg=weight), "ABA") == (mg,)


def test_checkpoint_glucocorticoid_by_grade():
    base = {"ici_exposure": "current", "mmt8_80": 75}
    assert numbers(patient(**base, ici_grade=1), "PRED_ICI2") == (35,)
    assert numbers(patient(**base, ici_grade=2), "PRED_ICI2") == (35, 70)
    assert numbers(patient(**CHECKPOINT), "IVMP_ICI") == (70, 140)


@pytest.mark.parametrize(
    ("hematocrit", "liters"), [(0.4, (2.7, 4.1)), (0.45, (2.5, 3.8)), (0.3, (3.2, 4.8))]
)
def test_plasma_exchange_counts_plasma_volumes(hematocrit, liters):
    assert numbers(patient(**PULSE, hct=hematocrit), "PLEX") == liters


def test_plasma_exchange_has_no_number_without_hematocrit_or_weight():
    assert missing(patient(**PULSE), "PLEX") == ["hct"]
    assert missing(patient(**PULSE, hct=0.4, weight_kg=None), "PLEX") == ["weight_kg"]


def test_flat_doses_do_not_need_a_weight():
    severe = patient(**PULSE, ab_srp="positive", weight_kg=MISSING)
    assert numbers(severe, "IVMP") == (1000,)
    assert numbers(severe, "RTX") == (1000,)


@pytest.mark.parametrize("weight", [None, MISSING])
def test_without_weight_the_rule_is_given_per_kg_and_the_weight_is_asked(weight):
    result = patient(**PULSE, weight_kg=weight)
    for code, rule in (("PRED", "1\u00a0mg/kg a day"), ("AZA", "2\u00a0mg/kg a day")):
        assert numbers(result, code) == ()
        assert missing(result, code) == ["weight_kg"]
        assert rule in dose(result, code)["text"]
        assert dose(result, code)["formula"] == ""
    assert "weight_kg" in result.relevant


def test_without_height_there_is_no_immunoglobulin_dose():
    result = patient(**SEVERE, height_cm=None)
    assert missing(result, "IVIG") == ["height_cm"]
    assert "2\u00a0g/kg per course" in dose(result, "IVIG")["text"]
    assert numbers(result, "PRED") == (70,)


def test_a_drug_of_a_combination_has_its_own_dose():
    vancomycin, other = dose(patient(nsti_signs=True), "NSTI_EMP")["parts"]
    assert (vancomycin["drug"], vancomycin["per_dose"]) == ("vancomycin", "1000")
    assert (other["drug"], other["per_dose"]) == ("piperacillin-tazobactam", "4.5")
    heavy = dose(patient(nsti_signs=True, weight_kg=150), "NSTI_EMP")["parts"][0]
    assert heavy["per_dose"] == "2000"


def test_a_blocked_regimen_and_one_nobody_asks_for_have_no_dose():
    assert "BISPHOS" not in patient(dysphagia="mild").doses
    assert "RTX" not in patient().doses


def test_the_formula_shows_rule_inputs_unrounded_and_rounded_value():
    formula = dose(patient(weight_kg=72.4), "PRED")["formula"].replace("\u00a0", " ")
    assert formula.startswith("1 mg/kg × 72.4 kg = 72.4 mg → 70 mg")
    assert "maximum 80 mg" in formula


def test_every_regimen_with_a_calculator_has_a_rule_with_a_number():
    for regimen in CONTENT.regimens:
        amounts = [part.low for part in regimen.parts]
        assert all(amounts) == (regimen.calculator != "none"), regimen.code
