"""Criteria of the diagnosis: subtypes by the ENMC workshop, classification by EULAR/ACR.

They speak of the disease, not of today: the highest CK and the least strength of the record count.
"""

from guidelines.engine import wording
from guidelines.engine.followup import record
from guidelines.engine.instruments.classification import ITEMS
from guidelines.engine.logic import negate, some

from .score import Answers, calculated, listed, shown
from .words import words

FULL = 10  # strength of one muscle
UPPER_ARM = [f"mmt8_{side}_{muscle}" for side in "rl" for muscle in ("deltoid", "biceps")]
THIGH = [
    f"mmt8_{side}_{muscle}"
    for side in "rl"
    for muscle in ("quadriceps", "gluteus_medius", "gluteus_maximus")
]
NECK = ["mmt8_neck_flexors"]
ANKLE = [f"mmt8_{side}_ankle_dorsiflexors" for side in "rl"]
WEAK = {True: "weak", False: "full strength"}
# A biopsy that fits necrotizing myopathy shows what the ENMC criteria require; our reading.
FITTING = {
    "necrosis_regeneration_multiple_stages": True,
    "macrophage_rich_paucilymphocytic": True,
    "excluding_pattern": False,
}
NOT_CLASSIFIED = "not_iim"
NOT_AVAILABLE = ("not_done", "pending")


def enmc(facts):
    """The subtype of necrotizing myopathy."""
    answers = Answers(facts)
    inputs = _highest_ck(answers) | {"proximal_weakness": _proximal(answers)}
    for antibody, key in (("anti_srp", "ab_srp"), ("anti_hmgcr", "ab_hmgcr")):
        inputs[antibody] = answers.take(key) or "unknown"
    inputs["biopsy"] = FITTING if answers.take("biopsy") == "imnm" else None
    answers.lack("A rash of dermatomyositis (no question here)")
    result = calculated("enmc_224_imnm", inputs | {"dm_rash": None})
    return answers.score(
        "enmc_224_imnm",
        words(result["result"]),
        rows=(
            ("CK, times the upper limit", shown(result["ck_fold_uln"])),
            ("Hangs on a biopsy", shown(result["biopsy_required"])),
            ("Missing for the result", listed(result["missing"])),
        ),
        notes=tuple(words(code) for code in result["flags"]),
    )


def classification(facts):
    """Score and category of 2017. Items that are not known add no points: the score may yet rise.

    So it never says that somebody has no myositis while an item is missing.
    """
    answers = Answers(facts)
    items = _items(answers)
    inputs = {
        "age_onset": answers.take("age_at_onset"),
        "no_better_explanation": _unexplained(answers),
        "biopsy_done": _biopsy_done(answers),
        "items": dict.fromkeys(ITEMS) | items,
    }
    result = calculated("eular_acr_2017_iim", inputs)
    if result["status"] != "ok":
        errors = result.get("errors", ())
        answers.lack(*(words(code.partition(":")[2]) for code in errors))
        codes = result.get("flags", ())
        outcome = (
            "Not calculable yet" if errors else "Does not apply: another explanation is better"
        )
        return answers.score("eular_acr_2017_iim", outcome, notes=tuple(map(words, codes)))
    answers.lack(*(words(name) for name in result["missing"]))
    return answers.score(
        "eular_acr_2017_iim",
        _category(result),
        rows=(
            ("Model", words(result["model"])),
            *_chances(result),
            ("Items present", listed([name for name, value in items.items() if value])),
        ),
        notes=tuple(words(code) for code in result["flags"]),
    )


def _is_open(result):
    return result["category"] == NOT_CLASSIFIED and bool(result["missing"])


def _category(result):
    """The headline; while items are missing no category is ruled out, only reached."""
    points, gaps = f"{shown(result['score'])} points", len(result["missing"])
    reached = words(result["category"])
    if not gaps:
        return f"{reached}, {points}"
    known = f"{points} with {gaps} {'item' if gaps == 1 else 'items'} not known"
    if _is_open(result):
        return f"{known}: cannot be classified yet"
    return f"{reached} by what is known, {known}"


def _chances(result):
    """Probability and subgroup; not while it cannot be classified."""
    if _is_open(result):
        return ()
    least = ", at least" if result["missing"] else ""
    return (
        (f"Probability{least}", shown(result["probability"])),
        ("Subgroup", shown(result["subgroup"])),
    )


def _items(answers):
    facts = answers.facts
    others, peak = answers.take("ab_other"), _highest_ck(answers)
    groups = {"prox_upper": UPPER_ARM, "prox_lower": THIGH, "neck_flexors": NECK}
    found = {item: _weak(answers, words(item), muscles) for item, muscles in groups.items()}
    if _was_weak(facts):  # full strength now does not tell which muscles were weak
        found = {item: weak or None for item, weak in found.items()}
    return found | {
        "legs_prox_gt_distal": _weaker(facts, THIGH, ANKLE),
        "dysphagia": _swallowed_badly(answers),
        "anti_jo1": None if others is None else "Jo1" in others,
        # A normal CK does not tell about the other enzymes.
        "enzymes_elevated": True if peak and peak["ck"] > peak["ck_uln"] else None,
    }


def _highest_ck(answers):
    """The CK of the record that is the largest multiple of the limit of its own laboratory."""
    samples = record.samples(answers.facts)
    if not samples:
        answers.lack("CK with the upper limit of its laboratory")
        return {}
    peak = max(samples, key=lambda sample: sample.fold).value
    unit = answers.facts.program.elements["ck"].unit
    text = f"{wording.amount(peak.value, unit)}, limit {wording.number(peak.limit)}"
    answers.note("ck", "Highest CK", text, peak.on)
    return {"ck": peak.value, "ck_uln": peak.limit}


def _was_weak(facts):
    return any(row.value < record.MMT8_BEST for row in record.strength(facts))


def _swallowed_badly(answers):
    """Whether there ever was trouble swallowing in the record."""
    troubled = [row for row in answers.facts.series("dysphagia") if row.value != "none"]
    if not troubled:
        return None if answers.take("dysphagia") is None else False
    answers.note("dysphagia", "Trouble swallowing", "yes", troubled[-1].on)
    return True


def _weak(answers, label, muscles):
    """Whether one of the muscles is weak; unknown while the others may be."""
    facts = answers.facts
    weak = some(negate(_is_full(facts[key])) for key in muscles)
    if weak is not None:
        known = [facts.day_of(key) for key in muscles if facts[key] is not None]
        answers.note(label, label, WEAK[weak], min(known))
    return weak


def _is_full(strength):
    return None if strength is None else strength >= FULL


def _weaker(facts, near, far):
    """Whether the weakest muscle near the trunk is weaker than the weakest far from it; ours."""
    values = [[facts[key] for key in keys] for keys in (near, far)]
    return None if any(None in row for row in values) else min(values[0]) < min(values[1])


def _proximal(answers):
    """Weakness of upper arms or thighs, or ever a total below the maximum, which is our reading."""
    groups = {"prox_upper": UPPER_ARM, "prox_lower": THIGH}
    found = some([_weak(answers, words(item), muscles) for item, muscles in groups.items()])
    totals = record.strength(answers.facts)
    if found or not totals:
        return found
    least = min(totals, key=lambda row: row.value)
    answers.note("mmt8_80", "Least MMT-8 total", wording.number(least.value), least.on)
    return least.value < record.MMT8_BEST


def _unexplained(answers):
    """A probable or confirmed diagnosis says that nothing else explains the weakness better."""
    status = answers.take("diagnosis_status")
    return {"probable": True, "confirmed": True, "excluded": False}.get(status)


def _biopsy_done(answers):
    """Not done and pending are answers here: the model without biopsy holds."""
    if answers.take("biopsy") is not None:
        return True
    entered = (answers.facts.findings.get("biopsy") or {}).get("value")
    if entered in NOT_AVAILABLE:
        label = answers.missing.pop("biopsy")
        answers.note("biopsy", label, entered.replace("_", " "), answers.facts.day_of("biopsy"))
        return False
    return None
