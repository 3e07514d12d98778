"""Kidney function from creatinine: CKD-EPI 2021 and Cockcroft-Gault."""

from collections.abc import Mapping
from decimal import Context, Decimal
from functools import partial

from . import units
from .body import OBESE_FROM_BMI, ideal_weight, mass_index
from .instrument import (
    Constant,
    Instrument,
    chosen,
    gathered,
    needed,
    number,
    rounded,
)
from .limits import hard

SEXES = ("female", "male")
ADULT_FROM_YEARS = 18
CREATININE_FIELDS = {"mg/dL": "creatinine_mg_dl", "umol/L": "creatinine_umol_l"}
# CKD-EPI 2021, read: Inker 2021 constants
KAPPA = {"female": Decimal("0.7"), "male": Decimal("0.9")}  # mg/dL
ALPHA = {"female": Decimal("-0.241"), "male": Decimal("-0.302")}
ABOVE_KAPPA = Decimal("-1.200")
PER_YEAR = Decimal("0.9938")
SCALE = {"female": 142 * Decimal("1.012"), "male": Decimal(142)}
STAGES = (("G1", 90), ("G2", 60), ("G3a", 45), ("G3b", 30), ("G4", 15), ("G5", 0))
# Cockcroft-Gault, read: admiral
FEMALE_SHARE = Decimal("0.85")
# Powers have no exact decimal value; 20 digits are far beyond any threshold.
PRECISE, WIDE = Context(prec=20), Context(prec=40)
CAUTION = (
    "Creatinine overestimates kidney function when muscle is lost: in neuromuscular disease by "
    "22 to 60 mL/min/1.73 m² against measured clearance, cystatin C least. Prednisolone of 10 mg "
    "a day or more disturbs cystatin C. Do not dose methotrexate, the rate of immune globulin or "
    "contrast on a reassuring creatinine alone."
)
OVERESTIMATES = "creatinine_overestimates_when_muscle_is_lost"


def ckd_epi_2021(creatinine_mg_dl: Decimal, age: Decimal, sex: str) -> Decimal:
    """142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−1.2 × 0.9938^age × 1.012 if female.

    eGFR of an adult in mL/min/1.73 m² to 20 digits, by Inker 2021 (read), without a race term.
    """
    ratio = creatinine_mg_dl / KAPPA[sex]
    power = to_the_power(ratio, ALPHA[sex] if ratio < 1 else ABOVE_KAPPA)
    return SCALE[sex] * power * PRECISE.power(PER_YEAR, age)


def to_the_power(base: Decimal, exponent: Decimal) -> Decimal:
    """A positive number to a power with at most three decimals, to 20 digits.

    One step of Newton's method on root ** 1000 = base ** (1000 × exponent) from a float: a quarter
    of the time of `Context.power`, with the same digits.
    """
    whole = int(exponent * 1000)
    root = Decimal(float(base) ** float(exponent))
    exact = WIDE.power(base, whole)
    step = WIDE.divide(WIDE.subtract(WIDE.divide(exact, WIDE.power(root, 1000)), 1), 1000)
    return PRECISE.multiply(root, WIDE.add(1, step))


def stage(egfr: Decimal) -> str:
    """The G stage of an eGFR that is already rounded to a whole number."""
    return next(name for name, low in STAGES if egfr >= low)


def cockcroft_gault(
    creatinine_mg_dl: Decimal, age: Decimal, sex: str, weight_kg: Decimal
) -> Decimal:
    """Creatinine clearance in mL/min: (140 − age) × kg / (72 × Scr), × 0.85 if female (read)."""
    share = FEMALE_SHARE if sex == "female" else 1
    return (140 - age) * weight_kg * share / (72 * creatinine_mg_dl)


def egfr_result(inputs: Mapping) -> dict:
    """eGFR as a whole number with its stage; for adults only."""
    creatinine, age, sex = _blood(inputs)
    if age < ADULT_FROM_YEARS:
        return {"egfr": None, "unrounded": None, "g_stage": None, "status": "adult_equation_only"}
    exact = ckd_epi_2021(creatinine, age, sex)
    whole = rounded(exact, 0)
    return {
        "egfr": whole,
        "unrounded": rounded(exact, 4),
        "g_stage": stage(whole),
        "status": "ok",
        "warnings": [OVERESTIMATES],
    }


def clearance_result(inputs: Mapping) -> dict:
    """Clearance with the actual weight; with the height of an obese adult, also with the ideal."""
    (creatinine, age, sex), weight, height = gathered(
        (
            partial(_blood, inputs),
            partial(needed, inputs, "weight_kg", *hard("weight_kg")),
            partial(number, inputs, "height_cm", *hard("height_cm")),
        )
    )
    if age < ADULT_FROM_YEARS:
        return {"crcl_ml_min": None, "weight_used": None, "status": "adult_equation_only"}
    result = {
        "crcl_ml_min": rounded(cockcroft_gault(creatinine, age, sex, weight), 0),
        "weight_used": "actual",
        "status": "ok",
        "warnings": [OVERESTIMATES],
    }
    if height is not None and mass_index(weight, height) >= OBESE_FROM_BMI:
        ideal = ideal_weight(height, sex)
        other = rounded(cockcroft_gault(creatinine, age, sex, ideal), 0)
        result |= {"crcl_ideal_weight_ml_min": other, "ideal_weight_kg": rounded(ideal, 1)}
    return result


def _blood(inputs):
    """Creatinine in mg/dL, age in years and sex."""
    return gathered(
        (
            partial(_creatinine, inputs),
            partial(needed, inputs, "age", *hard("age_years")),
            partial(chosen, inputs, "sex", SEXES),
        )
    )


def _creatinine(inputs):
    unit = chosen(inputs, "unit", CREATININE_FIELDS)
    value = needed(inputs, "creatinine", *hard(CREATININE_FIELDS[unit]))
    return units.convert("creatinine", value, unit, "mg/dL")


INSTRUMENTS = (
    Instrument(
        name="ckd_epi_2021",
        title="eGFR from creatinine (CKD-EPI 2021)",
        inputs=("creatinine", "unit", "age", "sex"),
        calculate=egfr_result,
        constants=(
            Constant(
                "142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−1.200 × 0.9938^age × 1.012 if female; "
                "κ 0.7 and α −0.241 for women, 0.9 and −0.302 for men; Scr in mg/dL",
                "read",
                "Inker 2021",
            ),
            Constant(
                "Stage from the rounded value; adults only; no race term", "read", "Inker 2021"
            ),
            Constant("mg/dL = µmol/L ÷ 88.4", "memory"),
        ),
        caution=CAUTION,
    ),
    Instrument(
        name="cockcroft_gault",
        title="Creatinine clearance (Cockcroft-Gault)",
        inputs=("creatinine", "unit", "age", "sex", "weight_kg", "height_cm"),
        calculate=clearance_result,
        constants=(
            Constant("(140 − age) × kg ÷ (72 × Scr in mg/dL), × 0.85 if female", "read", "admiral"),
            Constant("Ideal weight by Devine offered from a BMI of 30 on", "memory"),
            Constant("mg/dL = µmol/L ÷ 88.4", "memory"),
        ),
        caution=CAUTION,
    ),
)
