"""What the record says of refractory disease: which treatments failed, by course.

Refractory: a glucocorticoid and at least one other agent failed, with active disease. Whether it is
so, the criterion of the content decides from what the clinician confirmed.
"""

from guidelines.engine import wording

from . import treatment, trials
from .signal import Signal

KEY = "refractory"
PHASES = ("inadequate_response", treatment.RELAPSE)
LACKING = {
    "response": "its response",
    "dose": "whether its dose was adequate",
    "time": "whether it had 12 weeks before the next treatment",
}
RULE = (
    "A glucocorticoid and another agent failed: each for 12 weeks at an adequate dose or stopped "
    "for toxicity, without enough effect. After a trial of rituximab, from memory; the length is "
    "our own, and no definition is validated for necrotizing myopathy."
)
VERDICTS = {
    True: "With the findings of today the criterion of refractory disease holds.",
    False: "With the findings of today the criterion of refractory disease does not hold.",
    None: "Whether the criterion of refractory disease holds is not known yet.",
}


def signal(facts) -> Signal | None:
    """The failed treatments of a patient who does not respond or has relapsed."""
    if facts["treatment_phase"] not in PHASES:
        return None
    found = [row for row in trials.trials(facts) if row.failed is not False]
    failed = [row for row in found if row.failed]
    if not _is_refractory(found):
        return None
    is_proven = _is_refractory(failed)
    return Signal(
        key=KEY,
        level="met" if is_proven else "open",
        title="Refractory by the record" if is_proven else "Refractory? The record leaves it open",
        text=" ".join([*(_about(row, facts.on) for row in found), VERDICTS[facts["refractory"]]]),
        rule=RULE,
        advice=("R23", "R20", "R21", "R22", "R24"),
        mark="memory",
        sources=("RIM",),
    )


def _is_refractory(rows):
    """A glucocorticoid and another agent."""
    words = {row.therapy for row in rows}
    return treatment.GLUCOCORTICOID in words and len(words) > 1


def _about(trial, on):
    course = trial.course
    if not trial.failed:
        lacking = wording.listed(LACKING[word] for word in trial.lacks)
        return f"{course.name} since {wording.date(course.start)}: not known is {lacking}."
    end = f"to {wording.date(course.stop)}" if course.stop and course.stop <= on else "until today"
    why = "stopped for toxicity" if course.stop_reason == "toxicity" else "not enough effect"
    days = trials.days_taken(course, on)
    return f"{course.name} from {wording.date(course.start)} {end}, {days} days: {why}."
