"""The handout of a patient: what was decided, in plain words of one language, or what they lack."""

from .accepted import accepted
from .compiled import Given, Handout, compiled
from .going_on import Standing
from .unsaid import unsaid

__all__ = ["Given", "Handout", "Standing", "accepted", "compiled", "unsaid"]
