"""A relapse that the record suggests, in words: proposed to the clinician, never set."""

from guidelines.engine import wording

from . import record, relapse, stable, treatment
from .signal import Signal

KEY = "relapse"
TITLES = {
    "major": "Signs of a major relapse",
    "suspected": "Signs of a relapse",
    "repeat": "CK has doubled: repeat it in 1 to 4 weeks",
    "unclear": "Swallowing, breathing or heart: abnormal, and not recorded before",
}
RISEN = ("repeat", "suspected")
ASK_FIRST = (  # from memory
    "Before calling a rise of CK a flare ask about exercise, injections, falls, surgery, a new "
    "statin and hypothyroidism."
)


def signal(facts) -> Signal | None:
    """The relapse as a signal; a recorded one stays shown with its values, without a proposal."""
    found = relapse.assess(facts)
    if found is None or found.level in (None, "none"):
        return None
    is_recorded = found.is_suspected and facts["treatment_phase"] == treatment.RELAPSE
    is_proposed = found.is_suspected and not is_recorded
    return Signal(
        key=KEY,
        level=found.level,
        title="Relapse, as recorded" if is_recorded else TITLES[found.level],
        text=" ".join(_sentences(found)),
        rule=_rule(found.run.days),
        values=tuple(_values(found)),
        missing=tuple(_missing(facts, found)),
        proposes=("treatment_phase", treatment.RELAPSE) if is_proposed else None,
        advice=("R59", "R23") if found.is_suspected else ("R57",),
        against=("R58", "R60") if is_proposed else (),
        urgent=is_proposed and (found.level == "major" or bool(found.new)),
        sources=("seed",),
    )


def _sentences(found):
    if found.is_weaker:
        yield from _about_strength(found)
    if found.chemistry in RISEN:
        yield from _about_ck(found)
    if found.new:
        yield "Swallowing, breathing or the heart is worse than in the stable months."
    if found.unclear:
        yield "Whether trouble with swallowing, breathing or the heart is new is not recorded."
    if found.chemistry in RISEN:
        yield ASK_FIRST


def _rule(days):
    return (
        f"Stable from {wording.date(days[0])} to {wording.date(days[-1])}: at least "
        f"{stable.STABLE_DAYS} days in which CK above its limit did not double and MMT-8 did not "
        "fall by 8 points. A relapse is a fall of MMT-8 by 8 points, two samples of CK a week or "
        "more apart above the limit and at least twice the lowest, or new trouble with swallowing, "
        "breathing or the heart. An app rule of our own, not a validated definition."
    )


def _about_strength(found):
    points = wording.number(found.run.best.value - found.total.value)
    yield f"MMT-8 is {points} points below its best of the stable months."
    if found.is_major:
        yield "That is a fifth or more, and the physician's global is 2 cm or more higher."
    elif found.is_major is None:
        yield "Whether that makes it major is not known without the physician's global."


def _about_ck(found):
    lowest, now = found.run.lowest, found.cks[-1]
    apart = {
        "suspected": "in two samples a week or more apart",
        "repeat": "not yet in two samples a week or more apart",
    }[found.chemistry]
    yield f"CK is {times(now)} the upper limit, at its lowest {times(lowest)}; {apart}."
    yield from laboratories(lowest, now)


def times(sample) -> str:
    """A CK as multiple of its limit: '2.4 times'."""
    return f"{wording.number(record.as_decimal(sample.fold), 1)} times"


def laboratories(one, other):
    """What to know where two samples have different limits."""
    if one.value.limit != other.value.limit:
        limits = [wording.amount(row.value.limit, "U/L") for row in (one, other)]
        yield (
            f"The laboratory's limit changed from {limits[0]} to {limits[1]}: the multiples are "
            "compared."
        )


def _values(found):
    """What differs from the stable months, each after the value it is compared with."""
    if found.is_weaker:
        yield from [("mmt8_80", found.run.best), ("mmt8_80", found.total)]
    if found.is_weaker and found.is_major:
        yield from [("md_global", row) for row in found.globals_]
    if found.chemistry in RISEN:
        yield from [("ck", row.value) for row in [found.run.lowest, *found.cks[-2:]]]
    for change in [*found.new, *found.unclear]:
        yield from change.values


def _missing(facts, found):
    if found.chemistry is None:
        yield "ck"
    if record.lacks_limit(facts):
        yield "ck_uln"
    if found.is_weaker is None:
        yield "mmt8_80"
    if found.is_major is None:
        yield "md_global"
