"""What the record over time says of the disease: proposed to the clinician, never set."""

from . import limit_shown, refractory, relapse_shown, response_shown, steroid_shown, taper_shown
from .signal import Signal

SIGNALS = (
    taper_shown.signal,
    relapse_shown.signal,
    limit_shown.signal,
    response_shown.signal,
    steroid_shown.weakness,
    steroid_shown.damage,
    refractory.signal,
)
NEEDED = ("ck", "ck_uln", "mmt8_80", "treatment_phase")


def signals(facts) -> list[Signal]:
    """Every signal of the record up to the day of the evaluation, the urgent ones first.

    None without a record, or for a guideline that asks for neither CK nor strength.
    """
    if not facts.history or not all(key in facts.program.elements for key in NEEDED):
        return []
    found = [signal for make in SIGNALS if (signal := make(facts))]
    return sorted((_known(facts, row) for row in found), key=lambda row: not row.urgent)


def _known(facts, signal):
    """The signal with only what this guideline knows: its questions, advice and sources."""
    elements, content = facts.program.elements, facts.program.content
    references = {row.key for row in content.references}
    return signal._replace(
        missing=tuple(key for key in signal.missing if key in elements),
        advice=tuple(key for key in signal.advice if key in facts.program.recommendations),
        sources=tuple(key for key in signal.sources if key in references),
    )
