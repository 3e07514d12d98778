"""Steroid myopathy and fixed damage in words: before treatment is raised for weakness alone."""

from guidelines.engine import wording

from . import steroid
from .relapse_shown import times
from .signal import Signal

STEROID_KEY, DAMAGE_KEY = "steroid_myopathy", "fixed_damage"


def weakness(facts) -> Signal | None:
    """Steroid myopathy against relapse; None where MRI shows edema."""
    found = steroid.weakness(facts)
    if found is None or found.is_likely_steroid is False:
        return None
    points = wording.number(found.best.value - found.now.value)
    start = f"MMT-8 fell by {points} points on a glucocorticoid while CK is within its limit. "
    mri = (("mri_muscle", found.mri),) if found.mri else ()
    return Signal(
        key=STEROID_KEY,
        level="likely" if found.mri else "possible",
        title="Weakness with a normal CK: steroid myopathy, or relapse?",
        text=start + (WITHOUT_EDEMA if found.mri else WITHOUT_MRI),
        values=(("mmt8_80", found.best), ("mmt8_80", found.now), ("ck", found.ck.value), *mri),
        missing=() if found.mri else ("mri_muscle",),
        advice=("R23",),
        sources=("seed", "PinalFernandez2018"),
    )


WITHOUT_EDEMA = (
    "MRI shows no edema: reduce rather than raise the glucocorticoid, and look for fixed damage."
)
WITHOUT_MRI = (
    "No MRI of the thighs from the 4 weeks before the fall or later is known: ask for it. Without "
    "edema, reduce rather than raise the glucocorticoid; with edema, the disease is active."
)


def damage(facts) -> Signal | None:
    """Fatty replacement without edema: no escalation for weakness alone."""
    found = steroid.damage(facts)
    if found is None:
        return None
    return Signal(
        key=DAMAGE_KEY,
        level="present",
        title="Fixed damage: do not escalate for weakness alone",
        text=(
            f"MRI of {wording.date(found.mri.on)} shows fatty replacement without edema, and CK is "
            f"{times(found.ck)} its upper limit. Muscle replaced by fat does not answer to "
            "immunosuppression."
        ),
        values=(("mri_muscle", found.mri), ("ck", found.ck.value), ("mmt8_80", found.now)),
        advice=("R23",),
        mark="read",
        sources=("seed", "PinalFernandez2018"),
    )
