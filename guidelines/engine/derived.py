"""Values computed from findings, one named function each.

Every function takes the facts of one evaluation and its row of the content, and returns a value
or None when something it needs is not known. Decimal arithmetic throughout; nothing is rounded.
"""

import datetime
from decimal import Decimal

from . import trends
from .followup import relapse, tis
from .instruments import body, cancer, kidney, strength, toxicity, units

RIGHT, LEFT = (tuple(f"mmt8_{side}_{muscle}" for muscle in strength.LIMB_MUSCLES) for side in "rl")
NECK = f"mmt8_{strength.NECK}"
# Our findings, the factor of the IMACS cancer risk that each stands for, and when it does.
CANCER_FACTORS = (
    ("age_at_onset", "age_over_40", cancer.is_over_age),
    ("persistent_activity_despite_treatment", "persistent_high_activity", bool),
    ("dysphagia", "dysphagia_moderate_severe", lambda dysphagia: dysphagia == "severe"),
    ("cutaneous_necrosis", "cutaneous_necrosis", bool),
    ("ab_hmgcr", "anti_HMGCR", lambda result: result == "positive"),
    ("sex_at_birth", "male_sex", lambda sex: sex == "male"),
)


def age_years(facts, row):
    """Completed years on the day of the evaluation; an entered age without a birth date."""
    born = facts["birth_date"]
    if born is None:
        return facts.entered(row.key)
    born = datetime.date.fromisoformat(born)
    return Decimal(_whole_months(born, facts.on) // 12)


def months_since_onset(facts, row):
    """Whole months since the first symptom; an entered number where the date is missing."""
    onset = facts["onset_date"]
    if onset is None:
        return facts.entered(row.key)
    return Decimal(_whole_months(datetime.date.fromisoformat(onset), facts.on))


def _whole_months(start, end):
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def age_at_onset(facts, row):
    """Age minus months since onset / 12, in years."""
    age, months = facts["age_years"], facts["months_since_onset"]
    return None if age is None or months is None else age - months / 12


def mmt8_80(facts, row):
    """Seven limb muscles on the right (else the left) and the neck flexors, 0 to 80. IMACS form 04.

    Complete single muscles win over an entered total, unless it is from a later day than all of
    them; None while both are missing.
    """
    pairs = zip(RIGHT, LEFT, strict=True)
    sides = [strength.one_side(facts[right], facts[left]) for right, left in pairs]
    total, entered = strength.total((facts[NECK], *sides)), facts.entered(row.key)
    if total is None or (entered is not None and _is_later(facts, row)):
        return entered
    return total


def _is_later(facts, row):
    """Is an entered total from a later day than every single muscle? ISO dates sort as text."""
    days = {key: (facts.findings.get(key) or {}).get("on") or "" for key in (row.key, *row.inputs)}
    return days.pop(row.key) > max(days.values())


def mmt8_150(facts, row):
    """Seven limb muscles on both sides and the neck flexors, 0 to 150."""
    return strength.total(facts[name] for name in (NECK, *RIGHT, *LEFT))


def bmi(facts, row):
    """Body mass index in kg/m², from weight in kg and height in cm."""
    weight, height = facts["weight_kg"], facts["height_cm"]
    return None if weight is None or height is None else body.mass_index(weight, height)


def bsa(facts, row):
    """Body surface area in m² (Mosteller)."""
    weight, height = facts["weight_kg"], facts["height_cm"]
    return None if weight is None or height is None else body.surface(weight, height)


def ibw(facts, row):
    """Ideal body weight in kg (Devine), from sex and height in cm."""
    sex, height = facts["sex_at_birth"], facts["height_cm"]
    return None if sex is None or height is None else body.ideal_weight(height, sex)


def adjusted_weight(facts, row):
    """Ideal weight + 0.4 × (actual − ideal), in kg."""
    ideal, actual = facts["ibw"], facts["weight_kg"]
    return None if ideal is None or actual is None else body.adjusted_weight(ideal, actual)


def dose_weight(facts, row):
    """Weight in kg for the IVIG dose: adjusted from BMI 30 on (our choice), else actual."""
    index = facts["bmi"]
    if index is None:
        return None
    return facts["adjusted_weight"] if index >= body.OBESE_FROM_BMI else facts["weight_kg"]


def egfr(facts, row):
    """eGFR in mL/min/1.73 m² by CKD-EPI 2021. Adults only.

    Overestimates kidney function when muscle is lost.
    """
    creatinine, age, sex = (facts[k] for k in ("creatinine_umol_l", "age_years", "sex_at_birth"))
    if None in (creatinine, age, sex) or age < kidney.ADULT_FROM_YEARS:
        return None
    return kidney.ckd_epi_2021(creatinine / units.UMOL_L_PER_MG_DL, age, sex)


def crcl(facts, row):
    """Creatinine clearance in mL/min (Cockcroft-Gault, actual weight). Adults only."""
    names = ("creatinine_umol_l", "age_years", "weight_kg", "sex_at_birth")
    creatinine, age, weight, sex = (facts[name] for name in names)
    if None in (creatinine, age, weight, sex) or age < kidney.ADULT_FROM_YEARS or creatinine == 0:
        return None
    return kidney.cockcroft_gault(creatinine / units.UMOL_L_PER_MG_DL, age, sex, weight)


def ck_xuln(facts, row):
    """CK as a multiple of the same laboratory's upper limit."""
    ck, limit = facts["ck"], facts["ck_uln"]
    return None if ck is None or not limit else toxicity.fold(ck, limit)


def highest_proven(facts, row):
    """The first level whose condition is true; a level that is not known is passed over."""
    for code, node in facts.program.levels[row.key]:
        if node.verdict(facts):
            return code
    return None


def imacs_cancer_risk(facts, row):
    """IMACS 2023 band from counted factors; the structure was read, the items are from memory."""
    return cancer.band(cancer_factors(facts, certain=True))


def cancer_factors(facts, certain):
    """The factors that are known to count; with `certain` false, those not known do too."""
    factors = ["subtype_IMNM"]  # necrotizing myopathy is itself a factor
    for name, factor, test in CANCER_FACTORS:
        value = facts[name]
        if (not certain) if value is None else test(value):
            factors.append(factor)
    return factors


def count_unknown(facts, row):
    """How many of the listed findings are not known."""
    return Decimal(sum(facts[name] is None for name in row.inputs))


def prognosis_flags(facts, row):
    """Signs of a worse course that are proven (our cut-offs, see the statements S20, S21, S23)."""
    age, months, untreated = (
        facts[k] for k in ("age_at_onset", "months_since_onset", "treatment_phase")
    )
    triad = [facts["myocarditis"] in ("suspected", "confirmed")]
    triad.append(facts["mg_status"] in ("suspected", "confirmed"))
    flags = {
        "onset before 40": age is not None and age < 40,
        "more than 6 months without treatment": untreated == "untreated"
        and months is not None
        and months > 6,
        "fatty replacement on MRI": facts["mri_muscle"] in ("fatty_replacement", "both"),
        "trouble swallowing": facts["dysphagia"] in ("mild", "severe"),
        "anti-SRP": facts["ab_srp"] == "positive",
        "myocarditis or myasthenia gravis alongside": any(triad),
    }
    return tuple(name for name, present in flags.items() if present)


def open_levels(facts, row):
    """The levels that more answers could lead to: the proven one, and every open one above it."""
    levels = []
    for code, node in facts.program.levels[row.key]:
        outlook = node.outlook(facts)
        if outlook is not False or code == facts[row.key]:
            levels.append(code)
        if outlook or code == facts[row.key]:
            break
    return levels


def possible_levels(facts, row):
    """The levels a proven value can still take; any, as long as none is proven."""
    return None if facts[row.key] is None else open_levels(facts, row)


def possible_cancer_risk(facts, row):
    """The bands between the factors that are proven and those that are not excluded."""
    least, most = (
        cancer.BANDS.index(cancer.band(cancer_factors(facts, certain))) for certain in (True, False)
    )
    return list(cancer.BANDS[least : most + 1])


def possible_counts(facts, row):
    """Every count from none to the number that is missing now."""
    return [Decimal(number) for number in range(int(facts[row.key]) + 1)]


FUNCTIONS = {
    function.__name__: function
    for function in (
        age_years,
        months_since_onset,
        age_at_onset,
        mmt8_80,
        mmt8_150,
        bmi,
        bsa,
        ibw,
        adjusted_weight,
        dose_weight,
        egfr,
        crcl,
        ck_xuln,
        highest_proven,
        imacs_cancer_risk,
        count_unknown,
        prognosis_flags,
        *trends.FUNCTIONS,
        relapse.relapse_signal,
        tis.response_tis,
    )
}
# Functions whose value is a list of words, which no condition can compare.
LISTED = ("prognosis_flags",)
# Values that are known although some input is not: what an answer could still make of them.
POSSIBLE = {
    "highest_proven": possible_levels,
    "imacs_cancer_risk": possible_cancer_risk,
    "count_unknown": possible_counts,
}
