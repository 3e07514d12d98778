"""Does something hold back what suppresses immunity or harms an unborn child?"""

from ..facts import Facts
from ..program import program
from .obstacle import Obstacle

# A flag of a regimen, the one finding that must bring about a block of it, the effects that count.
HARMS = {
    "immunosuppressant": (
        ("infection_status", "proven_active"),
        ("hard_stop", "block"),
        "no block holds while an infection is proven",
    ),
    "unsafe_in_pregnancy": (
        ("pregnancy_status", "pregnant"),
        ("hard_stop", "block", "caution"),
        "no block or caution holds in pregnancy",
    ),
}


def safety(content, on, before=()):
    """Regimens flagged as a harm that nothing holds back.

    A block counts only where the infection or pregnancy alone brings it about, whatever else is
    known or not known of the patient; one that needs more answers may come too late.
    """
    for flag, (finding, effects, text) in HARMS.items():
        held = _held_by(content, finding, effects, on)
        for row in content.regimens:
            if flag in row.flags and row.code not in held:
                yield Obstacle(
                    kind="safety",
                    text=f"flagged {flag}, but {text}",
                    collection="regimens",
                    key=row.code,
                    field="flags",
                )


def _held_by(content, finding, effects, on):
    """The regimens under a block that is true when this one finding is all that is known."""
    compiled, (key, value) = program(content), finding
    facts = Facts(compiled, {key: {"value": value, "on": on.isoformat()}}, on)
    rows = (row for row in content.blocks if row.effect in effects)
    return {code for row in rows if compiled.node(row.when).verdict(facts) for code in row.regimens}
