"""Does something hold back what suppresses immunity or harms an unborn child?"""

from .. import wording
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
MOST_NAMED = 3  # blocks that might take a regimen in


def safety(content, on, before=()):
    """Regimens flagged as a harm that nothing holds back.

    A block counts only where the infection or pregnancy alone brings it about, whatever else is
    known or not known of the patient; one that needs more answers may come too late.
    """
    for flag, (finding, effects, text) in HARMS.items():
        holding = _holding(content, finding, effects, on)
        held = {code for row in holding for code in row.regimens}
        for row in content.regimens:
            if flag in row.flags and row.code not in held:
                yield Obstacle(
                    kind="safety",
                    text=f"{row.code} is flagged {flag}, but {text}. {_what_to_do(row, holding)}",
                    collection="blocks",
                    key=holding[0].key if holding else "",
                    field="regimens" if holding else "",
                )


def _what_to_do(row, holding):
    """The blocks that hold others already come first: the flag is rarely what is wrong."""
    blocks = [f"{block.key} ({block.reason})" for block in holding[:MOST_NAMED]]
    add = f"Add {row.code} to block {wording.listed(blocks, 'or')}, or add" if blocks else "Add"
    return f"{add} a block of {row.code} that does."


def _holding(content, finding, effects, on):
    """The blocks that are true when this one finding is all that is known."""
    compiled, (key, value) = program(content), finding
    facts = Facts(compiled, {key: {"value": value, "on": on.isoformat()}}, on)
    rows = (row for row in content.blocks if row.effect in effects)
    return [row for row in rows if compiled.node(row.when).verdict(facts)]
