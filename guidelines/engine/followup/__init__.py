"""What the record over time says of the disease: proposed to the clinician, never set."""

from .signal import Signal


def signals(facts) -> list[Signal]:
    """Every signal of the record up to the day of the evaluation, the urgent ones first."""
    return []
