"""The response at 8 to 12 weeks in words: a phase of treatment is proposed, never set."""

from guidelines.engine import wording

from . import record, relapse, response, treatment
from .relapse_shown import laboratories
from .signal import Signal

KEY = "response"
TITLES = {
    "inadequate": "Not enough response",
    "improving": "Responding to treatment",
    "missing": "Response cannot be judged yet",
    "unclear": "Neither CK nor MMT-8 can show a response here",
}
PROPOSED = {"inadequate": "inadequate_response", "improving": "induction_improving"}
ADVICE = {"inadequate": ("R19", "R23"), "improving": ("R58",), "missing": ("R57",)}
RULE = (
    "Enough is CK lower by half and MMT-8 higher by 5 points at 8 to 12 weeks. A CK within its "
    "limit counts as enough; this and the 14 days for a late first value are our own."
)


def signal(facts) -> Signal | None:
    """The response as a signal; None in remission, or where the record suggests a relapse."""
    phase, found = facts["treatment_phase"], response.assess(facts)
    if found is None or phase == "maintenance" or _relapses(facts):
        return None
    week = (facts.on - found.start).days // 7
    proposed = PROPOSED.get(found.level)
    return Signal(
        key=KEY,
        level=found.level,
        title=f"{TITLES[found.level]}: week {week}",
        text=" ".join(_sentences(found)),
        rule=RULE,
        values=tuple(_values(found)),
        missing=tuple(_missing(facts, found)),
        proposes=("treatment_phase", proposed) if proposed and proposed != phase else None,
        advice=ADVICE.get(found.level, ("R23",)),
        sources=("seed",),
    )


def _relapses(facts):
    found = relapse.assess(facts)
    is_recorded = facts["treatment_phase"] == treatment.RELAPSE
    return found is not None and found.is_suspected and not is_recorded


def _sentences(found):
    yield f"Treatment began on {wording.date(found.start)}."
    yield from _about_ck(found)
    yield from _about_strength(found)
    yield from _about_baseline(found)


def _about_ck(found):
    if found.ck_was_normal:
        yield "CK was within its limit before treatment: judged by MMT-8 alone."
    elif found.ck_halved is None:
        yield "CK before treatment or from week 8 on is not known."
    elif found.ck.is_known:
        yield _change_of_ck(found.ck.before.fold, found.ck.now.fold)
        yield from laboratories(*found.ck)
    else:
        yield _change_of_ck(*(row.value for row in found.plain_ck))
        yield "A laboratory limit is not known, so the values themselves are compared."


def _change_of_ck(before, now):
    percent = record.as_percent(now - before, before)
    if now > before:
        return f"CK rose by {percent} %."
    return f"CK fell by {percent} %." if now < before else "CK did not change."


def _about_strength(found):
    if not found.has_room:
        before = wording.number(found.strength.before.value)
        yield f"MMT-8 was {before} and cannot rise by 5 points: judged by CK alone."
        if found.is_weaker:
            yield "But it has fallen by 8 points or more."
    elif found.is_stronger is None:
        yield "MMT-8 before treatment or from week 8 on is not known."
    else:
        change = found.strength.now.value - found.strength.before.value
        verb = "fell" if change < 0 else "rose"
        yield f"MMT-8 {verb} by {wording.number(abs(change))} points."


def _about_baseline(found):
    """Say it where a value after the start stands for the one before it."""
    for name, row in (("CK", found.plain_ck.before), ("MMT-8", found.strength.before)):
        if row is not None and row.on > found.start:
            yield f"{name} before treatment is not known: that of {wording.date(row.on)} counts."


def _values(found):
    ck = [row and row.value for row in found.ck] if found.ck.is_known else found.plain_ck
    yield from (("ck", row) for row in ck if row is not None)
    yield from (("mmt8_80", row) for row in found.strength if row is not None)


def _missing(facts, found):
    if not found.ck_was_normal and found.ck_halved is None:
        yield "ck"
    if record.lacks_limit(facts):
        yield "ck_uln"
    if found.has_room and found.is_stronger is None:
        yield "mmt8_80"
