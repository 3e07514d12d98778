"""Cancer risk by the IMACS guideline of 2023, with the factors that count and those not known."""

from guidelines.engine import wording

from .score import Answers, calculated, listed
from .words import words

NAME = "imacs_cancer_2023"
ANTIBODIES = {
    **{name: name for name in ("TIF1g", "NXP2", "Mi2", "MDA5", "Jo1", "Ku")},
    **{"SAE": "SAE1", "PMScl": "PM-Scl", "U1RNP": "RNP"},
}
FEATURES = (
    ("persistent_activity_despite_treatment", "persistent_high_activity", (True,)),
    ("dysphagia", "dysphagia_moderate_severe", ("severe",)),
    ("cutaneous_necrosis", "cutaneous_necrosis", (True,)),
    ("ild", "ild", ("present",)),
)


def score(facts):
    """The band of what is known."""
    answers = Answers(facts)
    inputs = {
        "age_onset": answers.take("age_at_onset"),
        "sex": answers.take("sex_at_birth"),
        "subtype": "IMNM",
        "antibodies": _antibodies(answers),
        "features": _features(answers),
        "months_since_onset": answers.take("months_since_onset"),
    }
    result = calculated(NAME, inputs)
    if not result.get("applicable"):
        return answers.score(NAME, f"Does not apply: {listed(result.get('reasons', ()))}")
    months = [f"{months} months" for months in result["basic_repeat_months"]]
    return answers.score(
        NAME,
        f"{words(result['band'])} risk of cancer",
        rows=(
            ("Factors of high risk", listed(result["high_factors"])),
            ("Factors of intermediate risk", listed(result["intermediate_factors"])),
            ("Factors of low risk", listed(result["low_factors"])),
            ("Screening at diagnosis", listed(result["at_diagnosis"])),
            ("Basic screening again after", wording.listed(months) or "–"),
            ("To be considered", listed(result["consider"])),
        ),
    )


def _antibodies(answers):
    """The antibodies found; None while none of them was ever answered."""
    found = [name for name in ("HMGCR", "SRP") if answers.take(f"ab_{name.lower()}") == "positive"]
    others = answers.take("ab_other")
    found += [ANTIBODIES[name] for name in sorted(others or ()) if name in ANTIBODIES]
    is_asked = {"ab_hmgcr", "ab_srp", "ab_other"} & answers.used.keys()
    return found if is_asked else None


def _features(answers):
    """The features known to be present; None while nothing is known of any."""
    values = {key: answers.take(key) for key, _name, _present in FEATURES}
    if all(value is None for value in values.values()):
        return None
    return [name for key, name, present in FEATURES if values[key] in present]
