"""Values computed from findings: published examples, and what each needs."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest

from guidelines.engine.instruments.strength import LIMB_MUSCLES
from guidelines.engine.plan import evaluate
from tests.guidelines.engine.shipped import (
    CONTENT,
    DAY,
    MISSING,
    WEAK,
    confirmed,
    findings,
    patient,
    plan,
)

RIGHT = {f"mmt8_r_{muscle}": 8 for muscle in LIMB_MUSCLES} | {"mmt8_neck_flexors": 6}
LEFT = {f"mmt8_l_{muscle}": 7 for muscle in LIMB_MUSCLES}


def value(key, **changes):
    return patient(**changes).facts[key]


def rounded(number, places):
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("height", "weight", "area"),
    [(170, 75, "1.88"), (160, 60, "1.63"), (180, 80, "2.00"), (155, 48.5, "1.45")],
)
def test_body_surface_by_mosteller(height, weight, area):
    assert rounded(value("bsa", height_cm=height, weight_kg=weight), 2) == Decimal(area)


@pytest.mark.parametrize(
    ("height", "weight", "index"),
    [(180, 75, "23.1"), (165, 81.7, "30.0"), (160, 50, "19.5"), (172, 64.3, "21.7")],
)
def test_body_mass_index(height, weight, index):
    assert rounded(value("bmi", height_cm=height, weight_kg=weight), 1) == Decimal(index)


def test_egfr_by_ckd_epi_2021_from_micromoles():
    man = {"creatinine_umol_l": Decimal("96.356"), "age_years": 55, "sex_at_birth": "male"}
    assert rounded(value("egfr", **man), 4) == Decimal("80.1516")


@pytest.mark.parametrize(
    ("umol_l", "age", "sex", "weight", "clearance"),
    [
        (Decimal("96.356"), 55, "male", 90, 97),
        (Decimal("53.04"), 68, "female", 52, 74),
        (Decimal("159.12"), 75, "male", 70, 35),
        (120, 60, "female", 80, 56),
    ],
)
def test_clearance_by_cockcroft_gault(umol_l, age, sex, weight, clearance):
    found = value(
        "crcl", creatinine_umol_l=umol_l, age_years=age, sex_at_birth=sex, weight_kg=weight
    )
    assert rounded(found, 0) == clearance


@pytest.mark.parametrize("name", ["egfr", "crcl"])
@pytest.mark.parametrize("key", ["creatinine_umol_l", "age_years", "sex_at_birth"])
def test_kidney_function_needs_creatinine_age_and_sex(name, key):
    assert value(name, **{key: None}) is None


@pytest.mark.parametrize("name", ["egfr", "crcl"])
def test_kidney_function_is_for_adults_only(name):
    assert value(name, age_years=Decimal("17.9")) is None
    assert value(name, age_years=18) is not None


def test_ideal_and_adjusted_weight_and_the_weight_of_the_immunoglobulin_dose():
    man = {"sex_at_birth": "male", "height_cm": 176, "weight_kg": 98}
    assert rounded(value("ibw", **man), 1) == Decimal("71.4")
    assert rounded(value("adjusted_weight", **man), 1) == Decimal("82.0")
    assert value("dose_weight", **man) == value("adjusted_weight", **man)
    assert rounded(value("ibw", **man | {"sex_at_birth": "female"}), 1) == Decimal("66.9")
    assert value("dose_weight", weight_kg=80, height_cm=180) == 80


def test_ck_counts_in_limits_of_its_own_laboratory():
    assert value("ck_xuln", ck=600, ck_uln=200) == 3
    assert value("ck_xuln", ck=600, ck_uln=None) is None


def test_age_counts_completed_years():
    def age(born):
        return value("age_years", birth_date=born, age_years=MISSING)

    assert age("2008-11-22") == 18
    assert age("2008-11-23") == 17
    assert value("age_years", birth_date="1966-01-01", age_years=30) == 60
    assert value("age_years", birth_date=None, age_years=30) == 30


def test_a_birthday_on_a_leap_day_is_counted_on_the_first_of_march():
    flat = WEAK | {"birth_date": "2008-02-29", "age_years": MISSING}
    before, after = datetime.date(2026, 2, 28), datetime.date(2026, 3, 1)
    assert [plan(flat, on).facts["age_years"] for on in (before, after)] == [17, 18]


def test_months_since_onset_are_whole():
    def months(onset):
        return value("months_since_onset", onset_date=onset, months_since_onset=MISSING)

    assert [months(day) for day in ("2026-10-23", "2026-10-22", "2025-11-22")] == [0, 1, 12]
    assert value("months_since_onset", onset_date=None, months_since_onset=7) == 7


def test_strength_counts_the_right_side_and_the_neck():
    assert value("mmt8_80", **RIGHT, mmt8_80=MISSING) == 62


def test_strength_takes_the_left_muscle_where_the_right_cannot_be_tested():
    one_left = RIGHT | {"mmt8_r_biceps": None, "mmt8_l_biceps": 3}
    assert value("mmt8_80", **one_left, mmt8_80=MISSING) == 57


def test_a_missing_muscle_leaves_strength_unknown_or_as_entered():
    incomplete = RIGHT | {"mmt8_neck_flexors": None}
    assert value("mmt8_80", **incomplete, mmt8_80=MISSING) is None
    assert value("mmt8_80", **incomplete, mmt8_80=70) == 70


def test_complete_single_muscles_win_over_an_entered_total():
    assert value("mmt8_80", **RIGHT, mmt8_80=20) == 62


@pytest.mark.parametrize(("days", "total"), [(0, 62), (1, 20)])
def test_a_total_from_a_later_day_wins_over_the_muscles_of_the_last_visit(days, total):
    earlier = (DAY - datetime.timedelta(days=days)).isoformat()
    known = confirmed(WEAK) | findings({"mmt8_80": 20}) | findings(RIGHT, on=earlier)
    assert evaluate(CONTENT, known, DAY).facts["mmt8_80"] == total


def test_strength_of_both_sides_needs_all_fifteen_muscles():
    assert value("mmt8_150", **RIGHT, **LEFT) == 8 * 7 + 7 * 7 + 6
    assert value("mmt8_150", **RIGHT) is None


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"mmt8_80": 80}, "none"),
        ({"mmt8_80": 79}, "mild"),
        ({"mmt8_80": 69}, "moderate"),
        ({"mmt8_80": 80, "ambulation": "aid"}, "moderate"),
        ({"mmt8_80": 80, "adl_limitation": "self_care"}, "severe"),
        ({"mmt8_80": 80, "rapid_progression": True}, "severe"),
        ({"mmt8_80": 80, "myocarditis": "suspected"}, "critical"),
        ({"mmt8_80": None, "ambulation": "aid"}, "moderate"),
        ({"mmt8_80": None}, None),
    ],
)
def test_severity_is_the_highest_level_that_is_proven(changes, level):
    assert value("severity", **changes) == level


def test_severity_says_what_could_still_raise_it():
    shown = patient(fvc_pct=None, rapid_progression=None).as_json()["severity"]
    assert shown["level"] == "moderate"
    assert [row["code"] for row in shown["could_be"]] == ["critical", "severe"]
    assert {row["key"] for row in shown["missing"]} == {"fvc_pct", "rapid_progression"}
    assert patient().as_json()["severity"]["could_be"] == []


@pytest.mark.parametrize(
    ("changes", "band"),
    [
        ({"age_years": 40}, "standard"),
        ({"age_years": 50}, "moderate"),
        ({"age_years": 40, "ab_hmgcr": "positive"}, "moderate"),
        ({"age_years": 40, "sex_at_birth": "male"}, "moderate"),
        ({"age_years": 40, "cutaneous_necrosis": True}, "moderate"),
        ({"age_years": 50, "cutaneous_necrosis": True}, "high"),
        ({"age_years": 40, "cutaneous_necrosis": True, "dysphagia": "severe"}, "high"),
        ({"age_years": 40, "dysphagia": "mild"}, "standard"),
        ({"age_years": None, "sex_at_birth": None, "ab_hmgcr": None}, "standard"),
    ],
)
def test_cancer_risk_counts_what_is_known(changes, band):
    assert value("cancer_risk", **changes) == band


def test_age_at_onset_is_not_rounded_before_it_is_compared():
    # 40 years and 3 months at onset is above 40; 40 years exactly is not.
    assert value("cancer_risk", age_years=41, months_since_onset=9) == "moderate"
    assert value("cancer_risk", age_years=41, months_since_onset=12) == "standard"


def test_missing_baseline_tests_are_counted():
    assert value("baseline_missing_count") == 0
    assert value("baseline_missing_count", hiv=None, tpmt=MISSING, tb_igra="indeterminate") == 3
    assert value("organ_baseline_missing_count", ecg=None) == 1


def test_signs_of_a_worse_course_are_listed():
    assert value("prognosis_flags") == ()
    flags = value("prognosis_flags", age_years=39, ab_srp="positive", mri_muscle="both")
    assert flags == ("onset before 40", "fatty replacement on MRI", "anti-SRP")
