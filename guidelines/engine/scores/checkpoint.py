"""Grade of myositis from checkpoint inhibitors, only where one was given."""

from .score import Answers, calculated
from .words import words

NAME = "asco_ici_myositis"
EXPOSED = ("current", "within_12m")
# Our severity as the weakness that the grades speak of; our reading.
WEAKNESS = {
    **{level: level for level in ("none", "mild", "moderate", "severe")},
    "critical": "severe",
}
PARTS = (("ici", "Checkpoint inhibitor"), ("steroid", "Glucocorticoid"))


def score(facts):
    """The grade with what it means for the inhibitor and the glucocorticoid."""
    if facts["ici_exposure"] not in EXPOSED:
        return None
    answers = Answers(facts)
    myocarditis, compromise = answers.take("myocarditis"), answers.take("resp_failure")
    inputs = {
        "weakness": WEAKNESS.get(answers.take("severity")),
        "adl_limit": answers.take("adl_limitation"),
        "ck": answers.take("ck"),
        "uln": answers.take("ck_uln"),
        "myocardial_involvement": myocarditis and myocarditis != "none",
        "severe_compromise": compromise,
    }
    result = calculated(NAME, inputs)
    possible = result.get("possible", {})
    return answers.score(
        NAME,
        f"Grade {' or '.join(possible.get('grade', ())) or 'not calculable'}",
        rows=tuple((label, " or ".join(map(words, possible.get(key, ())))) for key, label in PARTS),
        notes=tuple(words(code) for code in result.get("flags", ())),
    )
